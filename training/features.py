"""Pooled features of the frozen backbone, and linear heads on them that can be folded into one layer."""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from training.backbone import load_blocks
from training.paths import BACKBONE
from training.preprocess import Grey

LEVELS = (6, 10, 13, 17, 18)
WIDTH = 32 + 64 + 96 + 320 + 1280


class FrozenFeatures(nn.Module):
    """[n, 3, s, s] in -1..1 to [n, 1792]: averages over positions after five of the backbone's blocks."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks = nn.ModuleList(load_blocks(BACKBONE))

    def forward(self, image: Tensor) -> Tensor:
        x, kept = image, []
        for index, block in enumerate(self.blocks):
            x = block(x)
            if index in LEVELS:
                kept.append(x.mean(dim=(2, 3)))
        return torch.cat(kept, dim=1)


def extract(
    model: nn.Module, count: int, picture: Callable[[int], Grey], batch: int = 32
) -> NDArray[np.float32]:
    """[count, 1792] features of the squares (0..255) that `picture` makes."""
    parts = []
    with torch.no_grad():
        for start in range(0, count, batch):
            stack = np.stack([picture(index) for index in range(start, min(count, start + batch))])
            image = torch.from_numpy(stack)[:, None] / 127.5 - 1
            parts.append(model(image.expand(-1, 3, -1, -1)).numpy())
    return np.concatenate(parts) if parts else np.zeros((0, WIDTH), np.float32)


def logistic(
    features: NDArray[np.float64],
    target: NDArray[np.float64],
    weights: NDArray[np.float64],
    penalty: float,
    rounds: int = 8,
) -> tuple[NDArray[np.float64], float]:
    """Weights [d] and bias of an L2-penalised logistic regression, by Newton steps, primal or dual as is cheaper.

    Features are standardised and divided by the root of their number inside, so that one penalty suits any number
    of them; what comes back applies to them as they were given.
    """
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-6
    width = features.shape[1]
    # the constant column is a thousand times cheaper than the others, so that the bias is all but free
    constant = np.full((len(features), 1), np.sqrt(1000.0))
    design = np.concatenate([(features - mean) / (spread * np.sqrt(width)), constant], axis=1)
    dual = len(design) < design.shape[1]
    gram = design @ design.T if dual else None
    primal = np.zeros(design.shape[1])
    for _ in range(rounds):
        logits = design @ primal
        probability = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
        curvature = np.maximum(weights * probability * (1 - probability), 1e-6)
        working = logits + weights * (target - probability) / curvature
        if gram is not None:
            updated = design.T @ np.linalg.solve(gram + np.diag(penalty / curvature), working)
        else:
            hessian = (design * curvature[:, None]).T @ design + penalty * np.eye(len(primal))
            updated = np.linalg.solve(hessian, design.T @ (curvature * working))
        settled = np.abs(updated - primal).max() < 1e-6 * max(1.0, float(np.abs(updated).max()))
        primal = updated
        if settled:
            break
    slope = primal[:-1] / (spread * np.sqrt(width))
    return slope, float(primal[-1] * constant[0, 0] - slope @ mean)


def balanced(target: NDArray[np.float64], strata: Sequence[str]) -> NDArray[np.float64]:
    """Weights under which each stratum has as much of one class as of the other; a stratum of one class has none."""
    out = np.zeros(len(target))
    names = np.asarray(strata)
    for name in np.unique(names):
        inside = names == name
        positive, negative = inside & (target > 0.5), inside & (target <= 0.5)
        if positive.any() and negative.any():
            half = inside.sum() / 2
            out[positive] = half / positive.sum()
            out[negative] = half / negative.sum()
    return out


def principal_axes(features: NDArray[np.float64], count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean [d] and axes [count, d] of the standardised features' principal components, for the features as given."""
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-6
    design = (features - mean) / spread
    _, vectors = np.linalg.eigh(design.T @ design)
    return mean, vectors[:, ::-1][:, :count].T / spread

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
    rounds: int = 12,
) -> tuple[NDArray[np.float64], float]:
    """Weights [d] and bias of an L2-penalised logistic regression, by Newton steps in the dual (n < d or not).

    Features are standardised inside; what comes back applies to them as they were given.
    """
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-6
    design = np.concatenate([(features - mean) / spread / np.sqrt(features.shape[1]), np.ones((len(features), 1))], axis=1)
    # the constant column is penalised a thousand times less, so that the bias stays free
    scale = np.ones(design.shape[1])
    scale[-1] = np.sqrt(1000.0)
    design = design * scale
    gram = design @ design.T
    dual = np.zeros(len(design))
    for _ in range(rounds):
        logits = gram @ dual
        probability = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
        curvature = np.maximum(weights * probability * (1 - probability), 1e-6)
        working = logits + weights * (target - probability) / curvature
        updated = np.linalg.solve(gram + np.diag(penalty / curvature), working)
        if np.abs(updated - dual).max() < 1e-7 * max(1.0, float(np.abs(updated).max())):
            dual = updated
            break
        dual = updated
    primal = (design.T @ dual) * scale
    slope = primal[:-1] / spread / np.sqrt(features.shape[1])
    return slope, float(primal[-1] - slope @ mean)


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

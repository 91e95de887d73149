"""Fourteen findings as independent logits, each the mean of its own activation map.

The later blocks of MobileNetV2 are fine-tuned on cached activations of the earlier ones. Three levels of features
(strides 16, 32 and 32; 96, 320 and 1280 channels) are pooled by averaging and read by one linear head. Because the
head is linear and the pooling an average, head and pooling commute: applied to every position, the head gives a
class activation map whose mean is the logit exactly (Zhou et al., CVPR 2016).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from training.activations import FROZEN
from training.backbone import load_blocks
from training.data import FINDINGS
from training.paths import BACKBONE

LEVELS = {13: 96, 17: 320, 18: 1280}
"""Blocks whose outputs are pooled, and their channels; 13 is the last of the frozen ones."""

AUXILIARY = 4
"""Taught beside the findings, never shipped: no finding at all, view, sex, age."""


class Tail(nn.Module):
    """Blocks 14..18 and the head. Input [n, 96, s, s] activations; output logits and maps at half that side."""

    def __init__(self, outputs: int) -> None:
        super().__init__()
        self.blocks = nn.ModuleList(load_blocks(BACKBONE)[FROZEN:])
        self.head = nn.Linear(sum(LEVELS.values()), outputs)

    def levels(self, x: Tensor) -> list[Tensor]:
        kept = [x]
        for index, block in enumerate(self.blocks, FROZEN):
            x = block(x)
            if index in LEVELS:
                kept.append(x)
        return kept

    def pooled(self, x: Tensor) -> Tensor:
        """[n, 1696] averages of the three levels."""
        return torch.cat([level.mean(dim=(2, 3)) for level in self.levels(x)], dim=1)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.pooled(x))

    def maps(self, x: Tensor) -> Tensor:
        """[n, outputs, s / 2, s / 2]; the mean over positions plus nothing is the logit, bias included."""
        total: Tensor | None = None
        start = 0
        for level, channels in zip(self.levels(x), LEVELS.values(), strict=True):
            weight = self.head.weight[:, start : start + channels, None, None]
            start += channels
            part = functional.conv2d(level, weight)
            if channels == LEVELS[FROZEN - 1]:
                part = functional.avg_pool2d(part, 2)
            total = part if total is None else total + part
        assert total is not None
        return total + self.head.bias[:, None, None]


@dataclass(frozen=True)
class Recipe:
    """How a tail is trained; the shipped values were chosen on the cross-validation (training/README.md)."""

    epochs: int = 8
    batch: int = 32
    rate: float = 2e-4
    head_rate: float = 1e-3
    weight_decay: float = 0.02
    dropout: float = 0.3
    auxiliary_weight: float = 0.3
    probe_penalty: float = 30.0
    most_cut: int = 2
    """Up to twice this many rows and columns of activations are cut off: a shifted, closer crop for nothing."""
    mixup: float = 0.0


def ridge(features: NDArray[np.float64], targets: NDArray[np.float64], penalty: float) -> tuple[NDArray, NDArray]:
    """Weights [k, d] and bias [k] of a ridge regression on standardised features, back in their own scale."""
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-6
    design = (features - mean) / spread
    centre = targets.mean(axis=0)
    gram = design @ design.T / design.shape[1]
    dual = np.linalg.solve(gram + penalty * np.eye(len(gram)), targets - centre)
    weights = (design.T @ dual / design.shape[1]).T / spread
    return weights, centre - weights @ mean


def start_head(tail: Tail, features: Tensor, targets: Tensor, penalty: float) -> None:
    """Linear probe first, then fine-tuning (Kumar et al., ICLR 2022): the head starts at the ridge solution.

    A ridge score is a probability-like number; dividing by p (1 - p) makes it a first-order logit.
    """
    weights, _ = ridge(features.double().numpy(), targets.double().numpy(), penalty)
    share = targets.double().mean(dim=0).clamp(0.01, 0.99)
    scale = 1 / (share * (1 - share))
    weight = torch.from_numpy(weights) * scale[:, None]
    bias = torch.log(share / (1 - share)) - weight @ features.double().mean(dim=0)
    tail.head.weight.data.copy_(weight.float())
    tail.head.bias.data.copy_(bias.float())


def score(tail: Tail, activations: NDArray[np.float16], batch: int = 64) -> NDArray[np.float32]:
    """[n, outputs] logits."""
    parts = []
    with torch.no_grad():
        for start in range(0, len(activations), batch):
            parts.append(tail(torch.from_numpy(np.asarray(activations[start : start + batch], np.float32))).numpy())
    return np.concatenate(parts)


def pool(tail: Tail, activations: NDArray[np.float16], rows: NDArray[np.int64], batch: int = 64) -> Tensor:
    parts = []
    with torch.no_grad():
        for start in range(0, len(rows), batch):
            values = np.asarray(activations[rows[start : start + batch]], np.float32)
            parts.append(tail.pooled(torch.from_numpy(values)))
    return torch.cat(parts)


def fine_tune(
    activations: Sequence[NDArray[np.float16]],
    targets: NDArray[np.float32],
    rows: NDArray[np.int64],
    recipe: Recipe,
    seed: int,
) -> Tail:
    """A tail trained on the given rows. `targets` is [n, 14 + 4]; NaN where unknown."""
    torch.manual_seed(seed)
    generator = np.random.default_rng(seed)
    tail = Tail(targets.shape[1])
    wanted = torch.from_numpy(targets)
    start_head(tail, pool(tail, activations[0], rows), wanted[rows].nan_to_num(0.5), recipe.probe_penalty)
    body = list(tail.blocks.parameters())
    optimiser = torch.optim.AdamW(
        [{"params": body, "lr": recipe.rate}, {"params": tail.head.parameters(), "lr": recipe.head_rate}],
        weight_decay=recipe.weight_decay,
    )
    steps = recipe.epochs * (len(rows) // recipe.batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, [recipe.rate, recipe.head_rate], total_steps=steps, pct_start=0.2
    )
    importance = torch.ones(targets.shape[1])
    importance[len(FINDINGS) :] = recipe.auxiliary_weight
    average = {name: value.clone() for name, value in tail.state_dict().items()}
    step = 0
    for _ in range(recipe.epochs):
        order = generator.permutation(rows)
        for first in range(0, len(order) - recipe.batch + 1, recipe.batch):
            chosen = order[first : first + recipe.batch]
            variants = generator.integers(0, len(activations), len(chosen))
            cached = [activations[variant][row] for variant, row in zip(variants, chosen, strict=True)]
            x = torch.from_numpy(np.stack(cached).astype(np.float32))
            truth = wanted[chosen]
            side = x.shape[2] - 2 * int(generator.integers(0, recipe.most_cut + 1))
            top, left = generator.integers(0, x.shape[2] - side + 1, 2)
            x = x[:, :, top : top + side, left : left + side]
            if recipe.mixup > 0:
                share = float(generator.beta(recipe.mixup, recipe.mixup))
                x, truth = share * x + (1 - share) * x.flip(0), share * truth + (1 - share) * truth.flip(0)
            features = functional.dropout(tail.pooled(x), recipe.dropout)
            logits = tail.head(features)
            known = ~truth.isnan()
            losses = functional.binary_cross_entropy_with_logits(logits, truth.nan_to_num(0), reduction="none")
            loss = (losses * known * importance).sum() / len(chosen)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(body, 5.0)
            optimiser.step()
            schedule.step()
            step += 1
            decay = min(0.98, step / (step + 10))
            with torch.no_grad():
                for name, value in tail.state_dict().items():
                    average[name].lerp_(value, 1 - decay)
    tail.load_state_dict(average)
    return tail.eval()


GRID = 3
"""The frozen head reads a 3 x 3 grid of positions: a lung crop puts the same anatomy into the same cell."""


def grid_shares(side: int) -> Tensor:
    """[9, side, side]: each cell's weights add up to 1; a position belongs to the cell of its centre."""
    cell = ((torch.arange(side) + 0.5) * GRID / side).floor().long()
    number = cell[:, None] * GRID + cell[None, :]
    shares = functional.one_hot(number, GRID * GRID).permute(2, 0, 1).float()
    return shares / shares.sum(dim=(1, 2), keepdim=True)


class GridHead(nn.Module):
    """A linear head on grid averages of the untouched backbone's three levels, plus their averages over the whole.

    As with the tails, the logit is the mean of the map: a cell's weight is spread over the cell's positions.
    """

    def __init__(self, outputs: int) -> None:
        super().__init__()
        self.tail = Tail(outputs)
        self.outputs = outputs
        width = sum(LEVELS.values()) * (GRID * GRID + 1)
        self.head = nn.Linear(width, outputs)

    def pooled(self, x: Tensor) -> Tensor:
        """[n, 1696 x 10]: level by level, the average of the whole and then the nine cells."""
        parts = []
        for level in self.tail.levels(x):
            shares = grid_shares(level.shape[2])
            cells = torch.einsum("nchw,ghw->ngc", level, shares)
            parts += [level.mean(dim=(2, 3)), cells.flatten(1)]
        return torch.cat(parts, dim=1)

    def maps(self, x: Tensor) -> Tensor:
        total: Tensor | None = None
        start = 0
        for level, channels in zip(self.tail.levels(x), LEVELS.values(), strict=True):
            side = level.shape[2]
            # [10, outputs, channels]: the whole first, then the cells
            weight = self.head.weight[:, start : start + channels * (GRID * GRID + 1)]
            weight = weight.reshape(self.outputs, GRID * GRID + 1, channels).transpose(0, 1)
            start += channels * (GRID * GRID + 1)
            answers = functional.conv2d(level, weight.reshape(-1, channels, 1, 1))
            answers = answers.reshape(-1, GRID * GRID + 1, self.outputs, side, side)
            where = torch.cat([torch.ones(1, side, side), grid_shares(side) * (side * side)])
            part = (answers * where[None, :, None]).sum(dim=1)
            if channels == LEVELS[FROZEN - 1]:
                part = functional.avg_pool2d(part, 2)
            total = part if total is None else total + part
        assert total is not None
        return total + self.head.bias[:, None, None]


def pool_grid(head: GridHead, activations: NDArray[np.float16], batch: int = 64) -> NDArray[np.float32]:
    parts = []
    with torch.no_grad():
        for start in range(0, len(activations), batch):
            values = np.asarray(activations[start : start + batch], np.float32)
            parts.append(head.pooled(torch.from_numpy(values)).numpy())
    return np.concatenate(parts)


class FindingsNet(nn.Module):
    """What is exported: logits [n, 14] and maps [n, 14, s / 32, s / 32], a blend of tails and grid head.

    `blend` is [2, 14]: the factor of the tails' mean and of the grid head for each finding.
    """

    def __init__(self, trunk: nn.Module, tails: list[Tail], grid: GridHead, blend: NDArray[np.float32]) -> None:
        super().__init__()
        self.trunk, self.tails, self.grid = trunk, nn.ModuleList(tails), grid
        self.register_buffer("blend", torch.from_numpy(blend)[:, :, None, None])

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        x = self.trunk(image)
        count = len(FINDINGS)
        maps = self.grid.maps(x)[:, :count] * self.blend[1]
        for tail in self.tails:
            maps = maps + tail.maps(x)[:, :count] * (self.blend[0] / len(self.tails))
        return maps.mean(dim=(2, 3)), maps

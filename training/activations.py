"""What the frozen early layers say of every film under several disturbances, computed once.

Blocks 0..13 of the backbone (stride 16, 96 channels) are never trained for the findings. Their output for each
film, as it is and under random turns, crops, exposures and mirrorings, is kept in float16, so that an epoch of
training costs only the later blocks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from training import augment
from training.backbone import load_blocks
from training.data import load_grey
from training.paths import BACKBONE
from training.preprocess import Box, to_square, whole

FROZEN = 14
"""The number of blocks that stay as ImageNet left them."""

CHANNELS = 96


@dataclass(frozen=True)
class Source:
    """A film and the part of it that the model sees; None for the whole film."""

    path: Path
    box: Box | None


def trunk() -> nn.Sequential:
    return nn.Sequential(*load_blocks(BACKBONE)[:FROZEN]).eval()


def _jittered(box: Box, around: Box, generator: np.random.Generator, amount: float) -> Box:
    """Each side moved by up to `amount` of the longer side, kept on the film."""
    reach = amount * max(box.width, box.height)
    left, top, right, bottom = generator.uniform(-reach, reach, 4)
    return Box(
        left=max(around.left, round(box.left + left)),
        top=max(around.top, round(box.top + top)),
        right=min(around.right, round(box.right + right)),
        bottom=min(around.bottom, round(box.bottom + bottom)),
    )


def squares(items: Sequence[Source], size: int, variant: int, seed: int) -> Tensor:
    """[n, 1, size, size] in 0..1. Variant 0: as the application does it; 1: mirrored; the rest: disturbed."""
    numbers = np.random.default_rng([seed, variant])
    generator = torch.Generator().manual_seed(seed * 1000 + variant)
    out = []
    for item in items:
        grey = load_grey(item.path)
        around = whole(grey)
        box = item.box or around
        out.append(to_square(grey, size, box if variant < 2 else _jittered(box, around, numbers, 0.07))[0])
    films = torch.from_numpy(np.stack(out))[:, None] / 255
    if variant >= 2:
        matrices = augment.random_affine(len(films), 7, (0.95, 1.08), 0.1, 0.04, generator)
        films = augment.expose(augment.warp(films, matrices, "bilinear"), generator, 0.4)
    return films.flip(3) if variant % 2 == 1 else films


def compute(items: Sequence[Source], size: int, variant: int, seed: int, file: Path) -> NDArray[np.float16]:
    """[n, 96, size / 16, size / 16] of one variant, kept in `file` and read back from it the next time."""
    side = size // 16
    shape = (len(items), CHANNELS, side, side)
    if file.exists():
        kept = np.load(file, mmap_mode="r")
        if kept.shape == shape:
            return kept
    layers = trunk()
    file.parent.mkdir(parents=True, exist_ok=True)
    part = Path(str(file) + ".part")
    out = np.lib.format.open_memmap(part, mode="w+", dtype=np.float16, shape=shape)
    batch = 32
    with torch.no_grad():
        for start in range(0, len(items), batch):
            chosen = items[start : start + batch]
            films = squares(chosen, size, variant, seed + start)
            out[start : start + len(chosen)] = layers((films * 2 - 1).expand(-1, 3, -1, -1)).numpy()
    out.flush()
    part.rename(file)
    print(f"activations: {file.name}", flush=True)
    return np.load(file, mmap_mode="r")

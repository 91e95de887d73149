"""Lungs and heart: a small U-Net on MobileNetV2's early layers, and the cardiothoracic ratio from its masks.

Ronneberger et al., U-Net, MICCAI 2015. Input [n, 3, 256, 256] in -1..1; output [n, 4, 256, 256] probabilities of
background, left lung, right lung and heart (left is the patient's left: the right side of the picture).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import ndimage
from torch import Tensor, nn
from torch.nn import functional

from training.backbone import load_blocks
from training.paths import BACKBONE
from training.preprocess import Box, Grey, Placement, to_square, to_unit

SIZE = 256
FROZEN = 4
"""Blocks of the encoder that stay as ImageNet left them."""

CLASSES = ("background", "left lung", "right lung", "heart")


class ThoraxNet(nn.Module):
    """Skips at strides 2, 4, 8 and 16; 3x3 convolutions on the way up; bilinear doubling."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = nn.ModuleList(load_blocks(BACKBONE)[:14])
        self.bottom = nn.Conv2d(96, 64, 1)
        self.lateral8 = nn.Conv2d(32, 64, 1)
        self.up8 = nn.Conv2d(64, 64, 3, padding=1)
        self.lateral4 = nn.Conv2d(24, 48, 1)
        self.narrow4 = nn.Conv2d(64, 48, 1)
        self.up4 = nn.Conv2d(48, 48, 3, padding=1)
        self.lateral2 = nn.Conv2d(16, 24, 1)
        self.narrow2 = nn.Conv2d(48, 24, 1)
        self.up2 = nn.Conv2d(24, 24, 3, padding=1)
        self.context = nn.Conv2d(64, 64, 3, padding=2, dilation=2)
        self.last = nn.Conv2d(24, len(CLASSES), 1)

    def forward(self, x: Tensor) -> Tensor:
        """Logits at half resolution, [n, 4, size / 2, size / 2]."""
        skips: dict[int, Tensor] = {}
        for index, block in enumerate(self.encoder):
            # the first blocks see edges in any picture: left as they are, which halves the cost of training
            with torch.set_grad_enabled(torch.is_grad_enabled() and index >= FROZEN):
                x = block(x)
            if index in (1, 3, 6):
                skips[index] = x
        y = functional.relu(self.bottom(x))
        y = y + functional.relu(self.context(y))
        y = functional.relu(self.up8(_double(y) + self.lateral8(skips[6])))
        y = functional.relu(self.up4(_double(self.narrow4(y)) + self.lateral4(skips[3])))
        y = functional.relu(self.up2(_double(self.narrow2(y)) + self.lateral2(skips[1])))
        return self.last(y)


HEART_OFFSET = -1.0
"""Added to the heart's logit. Trained on two readers' habits the border comes out a pixel wide of the one whose
hearts the reference ratios were read from; of -3 to 0 this value gave the least error on the *training* films."""


class ThoraxProbabilities(nn.Module):
    """What is exported: full resolution, softmax over the classes."""

    def __init__(self, net: ThoraxNet) -> None:
        super().__init__()
        self.net = net
        self.register_buffer("offset", torch.tensor([0.0, 0.0, 0.0, HEART_OFFSET]).view(1, 4, 1, 1))

    def forward(self, image: Tensor) -> Tensor:
        return functional.softmax(_double(self.net(image)) + self.offset, dim=1)


def _double(x: Tensor) -> Tensor:
    return functional.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False)


@dataclass(frozen=True)
class Extent:
    """A horizontal extent in model pixels (edges), with the row where each end was found."""

    left: float
    left_row: int
    right: float
    right_row: int

    @property
    def width(self) -> float:
        return self.right - self.left


@dataclass(frozen=True)
class Thorax:
    """Masks cleaned to one component each, and their horizontal extents; None where there is nothing to measure."""

    left_lung: NDArray[np.bool_]
    right_lung: NDArray[np.bool_]
    heart: NDArray[np.bool_]
    lungs_extent: Extent | None
    heart_extent: Extent | None

    @property
    def ratio(self) -> float | None:
        """Cardiothoracic ratio: widest heart (left end to right end) over widest inner thorax (lung to lung)."""
        if self.lungs_extent is None or self.heart_extent is None:
            return None
        return self.heart_extent.width / self.lungs_extent.width


def largest_component(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The largest 4-connected component, the first in reading order where two are equal; holes stay."""
    labelled, count = ndimage.label(mask)
    if count <= 1:
        return mask
    sizes = np.bincount(labelled.ravel())[1:]
    return labelled == int(np.argmax(sizes)) + 1


def extent(mask: NDArray[np.bool_]) -> Extent | None:
    columns = np.flatnonzero(mask.any(axis=0))
    if len(columns) == 0:
        return None
    first, last = int(columns[0]), int(columns[-1])
    return Extent(
        left=float(first),
        left_row=int(np.median(np.flatnonzero(mask[:, first]))),
        right=float(last + 1),
        right_row=int(np.median(np.flatnonzero(mask[:, last]))),
    )


def read_thorax(probabilities: NDArray[np.float32]) -> Thorax:
    """From [4, size, size] probabilities: most probable class per pixel, largest component per organ, extents."""
    classes = probabilities.argmax(axis=0)
    left, right, heart = (largest_component(classes == index) for index in (1, 2, 3))
    return Thorax(left, right, heart, extent(left | right), extent(heart))


def lung_box(thorax: Thorax, placement: Placement, margin: float = 0.06) -> Box | None:
    """The film's rectangle around both lungs and the heart, each side widened by `margin` of the longer side.

    None where a lung is missing or implausibly small (under 1 % of the square): the caller takes the whole film.
    """
    smallest = 0.01 * thorax.left_lung.size
    if thorax.left_lung.sum() < smallest or thorax.right_lung.sum() < smallest:
        return None
    organs = thorax.left_lung | thorax.right_lung | thorax.heart
    rows, columns = np.flatnonzero(organs.any(axis=1)), np.flatnonzero(organs.any(axis=0))
    left, top = placement.to_film(float(columns[0]), float(rows[0]))
    right, bottom = placement.to_film(float(columns[-1] + 1), float(rows[-1] + 1))
    widen = margin * max(right - left, bottom - top)
    box = placement.box
    return Box(
        left=max(box.left, int(np.floor(left - widen))),
        top=max(box.top, int(np.floor(top - widen))),
        right=min(box.right, int(np.ceil(right + widen))),
        bottom=min(box.bottom, int(np.ceil(bottom + widen))),
    )


def predict(model: nn.Module, greys: Sequence[Grey], batch: int = 16) -> tuple[NDArray[np.float32], list[Placement]]:
    """[n, 4, 256, 256] probabilities (float32) and where each film lies on its square."""
    squares, placements = zip(*(to_square(grey, SIZE) for grey in greys), strict=True)
    parts = []
    with torch.no_grad():
        for start in range(0, len(squares), batch):
            stack = torch.from_numpy(np.stack([to_unit(square) for square in squares[start : start + batch]]))
            parts.append(model(stack[:, None].expand(-1, 3, -1, -1)).numpy())
    return np.concatenate(parts), list(placements)

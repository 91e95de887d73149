"""From a displayed film to the square tensor a model sees.

The steps are few and exact so that the TypeScript side can repeat them bit for bit within float32:

1. `grey`: the film as displayed, 0..255, bright bone (MONOCHROME1 already inverted).
2. Crop to an integer box, or the whole film.
3. Scale the longer side to `size` by area averaging with exact fractional coverage.
4. Stretch contrast: the 0.5 % quantile becomes 0, the 99.5 % quantile 255, clamped. Quantiles are those of
   the scaled picture, so neither a collimated edge of a few pixels nor the width of the stored window matters.
5. Centre it on a square of zeros, and map 0..255 to -1..1.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.float32]

LOW_QUANTILE = 0.005
HIGH_QUANTILE = 0.995


@dataclass(frozen=True)
class Box:
    """A rectangle of whole film pixels: left <= x < right, top <= y < bottom."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top


@dataclass(frozen=True)
class Placement:
    """Where the scaled crop lies on the model's square, in model pixels."""

    box: Box
    left: int
    top: int
    width: int
    height: int

    def to_film(self, x: float, y: float) -> tuple[float, float]:
        """Model coordinates (pixel edges) to film coordinates (pixel edges)."""
        return (
            self.box.left + (x - self.left) * self.box.width / self.width,
            self.box.top + (y - self.top) * self.box.height / self.height,
        )


def round_half_up(value: float) -> int:
    """Math.round of JavaScript; Python's round() goes to the even neighbour."""
    return int(np.floor(value + 0.5))


def whole(grey: Grey) -> Box:
    return Box(0, 0, grey.shape[1], grey.shape[0])


def _area_average_rows(values: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Rows averaged into `count` equal bands; a row cut by a band's edge counts by its share."""
    rows = values.shape[0]
    integral = np.concatenate([np.zeros((1, values.shape[1])), np.cumsum(values, axis=0)])
    edges = np.arange(count + 1) * (rows / count)
    below = np.minimum(np.floor(edges).astype(int), rows - 1)
    at_edges = integral[below] + (edges - below)[:, None] * values[below]
    return (at_edges[1:] - at_edges[:-1]) * (count / rows)


def area_average(values: Grey, width: int, height: int) -> Grey:
    """Scale by area averaging: each target pixel is the mean of the source rectangle under it.

    Exact fractional coverage, up and down alike, separable, summed in float64.
    """
    by_rows = _area_average_rows(values.astype(np.float64), height)
    return np.ascontiguousarray(_area_average_rows(by_rows.T, width).T, dtype=np.float32)


def stretch(values: Grey) -> Grey:
    """Quantiles to 0 and 255, clamped; a picture without contrast becomes all zeros."""
    low, high = np.quantile(values, [LOW_QUANTILE, HIGH_QUANTILE])
    if high - low < 1e-6:
        return np.zeros_like(values)
    return np.clip((values - low) * (255.0 / (high - low)), 0, 255).astype(np.float32)


def place(box: Box, size: int) -> Placement:
    scale = size / max(box.width, box.height)
    width = max(1, round_half_up(box.width * scale))
    height = max(1, round_half_up(box.height * scale))
    return Placement(box, (size - width) // 2, (size - height) // 2, width, height)


def to_square(grey: Grey, size: int, box: Box | None = None) -> tuple[Grey, Placement]:
    """Steps 2 to 5 but for the last mapping: a size x size picture in 0..255 and where the crop lies on it."""
    box = box or whole(grey)
    placement = place(box, size)
    crop = grey[box.top : box.bottom, box.left : box.right]
    scaled = stretch(area_average(crop, placement.width, placement.height))
    square = np.zeros((size, size), np.float32)
    square[
        placement.top : placement.top + placement.height,
        placement.left : placement.left + placement.width,
    ] = scaled
    return square, placement


def to_unit(square: Grey) -> Grey:
    """0..255 to -1..1, as the backbone was trained."""
    return (square / np.float32(127.5) - np.float32(1)).astype(np.float32)

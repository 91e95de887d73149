"""COVID-19-compatible, other pneumonia, or neither: a linear head on frozen features, built to resist shortcuts.

Sources differ so much in framing, text and contrast that a classifier of the outer five pixels of a thumbnail
separates COVID-19 films of one hospital from pneumonia films of another almost perfectly. Hence: lungs only, with
the corners of the crop blacked out; classes balanced within source and view; films without COVID-19 from NIH as
further negatives; and only figures within one source count, beside the same test of a border-only classifier.
"""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from training.data import Film, load_grey
from training.features import FrozenFeatures, balanced, logistic
from training.preprocess import area_average, stretch

SIZE = 224
LABELS = ("COVID-19-compatible", "Other pneumonia", "Neither")
PENALTY = 1.0
FOREIGN_WEIGHT = 0.3
"""What all films of a source without any COVID-19 weigh together as its negatives, against 1 for the source with it.

Without them three of ten NIH films without a finding pass for COVID-19 at the threshold that spares four of five NIH
pneumonias; with more of them the head learns the source instead of the disease.
"""
BORDER = 5
THUMBNAIL = 48


def has_covid(film: Film) -> bool:
    return any(label.startswith("COVID-19") for label in film.labels)


def class_of(film: Film) -> int:
    """0 COVID-19, 1 other pneumonia, 2 neither, as the labels of each source mean them."""
    if has_covid(film):
        return 0
    if film.source == "nih":
        return 1 if "Pneumonia" in film.labels else 2
    return 2 if film.labels & {"No Finding", "Lipoid"} else 1


def corner_mask() -> NDArray[np.float32]:
    """[224, 224]: 1 inside a superellipse over the lung crop, 0 in the corners, where shoulders and markers lie."""
    at = np.abs((np.arange(SIZE) + 0.5) / SIZE * 2 - 1)
    inside = at[:, None] ** 3 + at[None, :] ** 3 <= 0.94
    return inside.astype(np.float32)


class MaskedFeatures(nn.Module):
    """Frozen features of the lung crop with its corners black."""

    def __init__(self) -> None:
        super().__init__()
        self.features = FrozenFeatures()
        self.register_buffer("mask", torch.from_numpy(corner_mask())[None, None])

    def forward(self, image: Tensor) -> Tensor:
        return self.features((image + 1) * self.mask - 1)


class CovidNet(nn.Module):
    """What is exported: three logits for the softmax."""

    def __init__(self, features: MaskedFeatures, weights: NDArray[np.float64], bias: NDArray[np.float64]) -> None:
        super().__init__()
        self.features = features
        self.head = nn.Linear(weights.shape[1], weights.shape[0])
        self.head.weight.data.copy_(torch.from_numpy(weights))
        self.head.bias.data.copy_(torch.from_numpy(bias))

    def forward(self, image: Tensor) -> Tensor:
        return self.head(self.features(image))


def border_features(items: Sequence[Film]) -> NDArray[np.float64]:
    """Only the outer five pixels of a 48 x 48 thumbnail: what a shortcut sees."""
    outer = np.ones((THUMBNAIL, THUMBNAIL), bool)
    outer[BORDER:-BORDER, BORDER:-BORDER] = False
    return np.stack(
        [stretch(area_average(load_grey(film.path), THUMBNAIL, THUMBNAIL))[outer] for film in items]
    ).astype(np.float64)


def fit_heads(
    features: NDArray[np.float64], classes: NDArray[np.int64], strata: Sequence[str]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights [3, d] and bias [3]: each class against the others, balanced within every stratum (source and view)."""
    rows = []
    for index in range(len(LABELS)):
        target = (classes == index).astype(np.float64)
        weights = balanced(target, strata)
        if index == 0:
            foreign = np.array([stratum.startswith("nih") for stratum in strata])
            weights[foreign] = FOREIGN_WEIGHT * weights[~foreign].sum() / max(1, int(foreign.sum()))
        used = weights > 0
        rows.append(logistic(features[used], target[used], weights[used], PENALTY))
    return np.stack([slope for slope, _ in rows]), np.array([bias for _, bias in rows])

"""The input gate: is this an adult frontal chest film, upright, not inverted, not cut?

Frozen features, one logistic head per question, and for `chest-frontal` also the distance from the chest films seen
in training (Mahalanobis distance of features, Lee et al., NeurIPS 2018), which needs no example of what else there
is in the world: the lower of both logits counts.
"""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from training.features import FrozenFeatures
from training.preprocess import Grey, to_square

SIZE = 224
LABELS = ("chest-frontal", "rotated-90", "rotated-180", "rotated-270", "inverted", "cropped", "paediatric", "not-chest")
COMPONENTS = 96


@dataclass(frozen=True)
class Distance:
    """Squared distance from the training films: whitened principal components plus what they leave over."""

    mean: NDArray[np.float64]
    axes: NDArray[np.float64]
    residual_scale: float

    def __call__(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        centred = features - self.mean
        along = centred @ self.axes.T
        return (along**2).mean(axis=1) + (centred**2).mean(axis=1) * self.residual_scale


def fit_distance(features: NDArray[np.float64]) -> Distance:
    mean = features.mean(axis=0)
    covariance = np.cov(features, rowvar=False)
    values, vectors = np.linalg.eigh(covariance)
    whitened = vectors[:, ::-1][:, :COMPONENTS].T / np.sqrt(values[::-1][:COMPONENTS, None])
    return Distance(mean, whitened, 1.0 / float(((features - mean) ** 2).mean()))


class GateNet(nn.Module):
    """What is exported: [n, 3, 224, 224] to [n, 8] logits."""

    def __init__(
        self,
        weights: NDArray[np.float64],
        bias: NDArray[np.float64],
        distance: Distance,
        farthest: float,
    ) -> None:
        super().__init__()
        self.features = FrozenFeatures()
        self.head = nn.Linear(weights.shape[1], weights.shape[0])
        self.head.weight.data.copy_(torch.from_numpy(weights))
        self.head.bias.data.copy_(torch.from_numpy(bias))
        self.mean = nn.Parameter(torch.from_numpy(distance.mean).float())
        self.axes = nn.Parameter(torch.from_numpy(distance.axes).float())
        self.residual_scale = distance.residual_scale
        self.farthest = farthest

    def forward(self, image: Tensor) -> Tensor:
        features = self.features(image)
        logits = self.head(features)
        centred = features - self.mean
        along = centred @ self.axes.t()
        distance = (along * along).mean(dim=1) + (centred * centred).mean(dim=1) * self.residual_scale
        near = (self.farthest - distance) * (10.0 / self.farthest)
        chest = torch.minimum(logits[:, :1], near[:, None])
        return torch.cat([chest, logits[:, 1:]], dim=1)


def disturbed(kind: str, grey: Grey, generator: np.random.Generator) -> Grey:
    """A chest film turned, inverted or cut, as a square of 0..255. `rotated-90` needs a quarter turn clockwise back."""
    if kind == "plain":
        return to_square(grey, SIZE)[0]
    if kind.startswith("rotated-"):
        return to_square(np.ascontiguousarray(np.rot90(grey, int(kind[8:]) // 90)), SIZE)[0]
    if kind == "inverted":
        return to_square(255 - grey, SIZE)[0]
    if kind == "squeezed":
        # another aspect ratio and resolution: still a chest, so that neither is taken for a child's film
        height, width = (int(side * generator.uniform(0.45, 1)) for side in grey.shape)
        rows = np.linspace(0, grey.shape[0] - 1, height).astype(int)
        columns = np.linspace(0, grey.shape[1] - 1, width).astype(int)
        return to_square(grey[rows][:, columns], SIZE)[0]
    if kind == "cropped":
        # no more than six tenths of one side is left
        height, width = grey.shape
        keep = generator.uniform(0.3, 0.6)
        if generator.random() < 0.5:
            left = int(generator.choice([0.0, 1.0]) * (1 - keep) * width)
            return to_square(grey[:, left : left + int(keep * width)], SIZE)[0]
        top = int(generator.choice([0.0, 1.0]) * (1 - keep) * height)
        return to_square(grey[top : top + int(keep * height)], SIZE)[0]
    raise ValueError(f"no such disturbance: {kind}")

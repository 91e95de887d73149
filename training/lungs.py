"""Where the trained segmentation finds lungs and heart on every film, computed once and kept."""

import json
from collections.abc import Sequence
from dataclasses import asdict

import numpy as np
import torch
from numpy.typing import NDArray

from training.data import Film, load_grey
from training.paths import CACHE
from training.preprocess import Box
from training.thorax import SIZE, Thorax, ThoraxNet, ThoraxProbabilities, lung_box, predict, read_thorax


def load_thorax() -> ThoraxProbabilities:
    """The model of the last training.train_thorax; throws where there is none."""
    net = ThoraxNet()
    net.load_state_dict(torch.load(CACHE / "thorax.pt"))
    return ThoraxProbabilities(net.eval()).eval()


def describe(thorax: Thorax) -> list[float]:
    """Ten numbers of a segmentation's shape: areas, extents, ratio and centres, on a square of side 1."""
    area = float(SIZE * SIZE)
    lungs, heart = thorax.lungs_extent, thorax.heart_extent

    def centre(mask: NDArray[np.bool_]) -> tuple[float, float]:
        rows, columns = np.nonzero(mask)
        return (float(columns.mean()) / SIZE, float(rows.mean()) / SIZE) if len(rows) else (0.5, 0.5)

    return [
        thorax.left_lung.sum() / area,
        thorax.right_lung.sum() / area,
        thorax.heart.sum() / area,
        lungs.width / SIZE if lungs else 0.0,
        heart.width / SIZE if heart else 0.0,
        min(2.0, thorax.ratio) if thorax.ratio is not None else 0.0,
        *centre(thorax.left_lung),
        *centre(thorax.right_lung),
    ]


def lung_boxes(items: Sequence[Film], margin: float) -> list[Box | None]:
    """A box per film, None for the whole film; kept in the cache by source and margin."""
    file = CACHE / f"boxes-{items[0].source}-{len(items)}-{margin}.json"
    if file.exists():
        return [None if sides is None else Box(**sides) for sides in json.loads(file.read_text())]
    model = load_thorax()
    boxes: list[Box | None] = []
    for start in range(0, len(items), 16):
        greys = [load_grey(film.path) for film in items[start : start + 16]]
        probabilities, placements = predict(model, greys)
        boxes += [
            lung_box(read_thorax(probability), placement, margin)
            for probability, placement in zip(probabilities, placements, strict=True)
        ]
    file.write_text(json.dumps([None if box is None else asdict(box) for box in boxes]))
    return boxes

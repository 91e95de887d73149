"""The films: who they belong to, what they are labelled, and which may stand on which side of a split."""

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from training.paths import CACHE, CXR
from training.preprocess import Grey

FINDINGS = (
    "Atelectasis",
    "Cardiomegaly",
    "Consolidation",
    "Edema",
    "Effusion",
    "Emphysema",
    "Fibrosis",
    "Hernia",
    "Infiltration",
    "Mass",
    "Nodule",
    "Pleural_Thickening",
    "Pneumonia",
    "Pneumothorax",
)
"""The 14 labels of NIH ChestX-ray14 (Wang et al., CVPR 2017) in alphabetical order, spelt as in its tables."""


@dataclass(frozen=True)
class Film:
    """A row of manifest.csv. `patient` and `dup_group` never straddle a split."""

    path: Path
    source: str
    labels: frozenset[str]
    patient: str
    view: str
    age: float | None
    sex: str
    licence: str
    dup_group: str
    site: str

    @property
    def key(self) -> str:
        return f"{self.path.parent.name}/{self.path.name}"


@dataclass(frozen=True)
class MaskedFilm:
    """A film with its mask (1 = left lung, 2 = right lung, 3 = heart) and, for some, a reference ratio."""

    image: Path
    mask: Path
    source: str
    ctr: float | None


def _age(text: str) -> float | None:
    digits = "".join(character for character in text if character.isdigit() or character == ".")
    return float(digits) if digits and "-" not in text else None


@lru_cache(maxsize=1)
def _manifest() -> tuple[Film, ...]:
    with (CXR / "manifest.csv").open(newline="") as stream:
        return tuple(
            Film(
                path=CXR / row["path"],
                source=row["path"].split("/")[0],
                labels=frozenset(label.strip() for label in row["labels"].split("|")),
                patient=row["patient"],
                view=row["view"].split(" ")[0],
                age=_age(row["age"]),
                sex=row["sex"].upper(),
                licence=row["license"],
                dup_group=row["dup_group"],
                site=row["site"],
            )
            for row in csv.DictReader(stream)
        )


def films(source: str) -> list[Film]:
    """All films of a folder of ../shared/data/cxr, in the manifest's order."""
    return [film for film in _manifest() if film.source == source]


def masked_films() -> list[MaskedFilm]:
    folder = CXR / "thorax-masks"
    (table,) = folder.glob("*.csv")
    with table.open(newline="") as stream:
        return [
            MaskedFilm(
                image=folder / row["image"],
                mask=folder / row["mask"],
                source=row["source"],
                ctr=float(row["ctr"]) if row["ctr"] else None,
            )
            for row in csv.DictReader(stream)
        ]


def load_grey(path: Path) -> Grey:
    """An 8-bit picture as float32, 0..255, [height, width]."""
    return np.asarray(Image.open(path).convert("L"), dtype=np.float32)


LEFT_LUNG_AND_HEART_SWAPPED = {"wingspan-044-mask.png"}
"""Of all masks the only one whose heart lies beside and above the left lung: the two labels were exchanged."""


def load_mask(path: Path) -> NDArray[np.uint8]:
    """[384, 384]: 0 background, 1 left lung, 2 right lung, 3 heart."""
    mask = np.asarray(Image.open(path), dtype=np.uint8)
    if path.name in LEFT_LUNG_AND_HEART_SWAPPED:
        mask = np.array([0, 3, 2, 1], np.uint8)[mask]
    return mask


def finding_targets(items: Sequence[Film]) -> NDArray[np.float32]:
    """[n, 14] of 0 and 1."""
    return np.array([[finding in film.labels for finding in FINDINGS] for film in items], np.float32)


@lru_cache(maxsize=1)
def turned_films() -> frozenset[str]:
    """Keys of films that are stored on their side, upside down or as negatives, as training.train_gate found them."""
    return frozenset(json.loads((CACHE / "turned.json").read_text()))

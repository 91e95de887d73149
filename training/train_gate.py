"""The input gate: heads, thresholds from chest films held out by patient, and refusals by kind of picture.

python3 -m training.train_gate
"""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training import runtime
from training.data import load_grey, masked_films
from training.data import films as films_of
from training.features import FrozenFeatures, extract, logistic, principal_axes
from training.gate import LABELS, SIZE, disturbed, fit_distance
from training.metrics import sigmoid
from training.paths import CACHE, DICOM, RESULTS
from training.pictures import KINDS, no_chest
from training.preprocess import Grey, to_square
from training.splits import join_groups

SEED = 20
DISTURBED = 450
"""Films of each disturbance."""
PICTURES = 40
"""Pictures of each kind that is no chest."""
CHILDREN = 600
PENALTY = 0.02
AXES = 300
"""Principal components that the heads are fitted on."""
REFUSED_PER_LABEL = 0.002
"""The share of held-out chest films that one label alone may refuse."""


class Pile:
    """Pictures of one kind: who they belong to, and their features."""

    def __init__(self, kind: str, groups: list[str], picture: Callable[[int], Grey]) -> None:
        self.kind = kind
        self.groups = groups
        file = CACHE / f"gate-{kind}-{len(groups)}.npy"
        if file.exists():
            self.features = np.load(file)
        else:
            self.features = extract(FrozenFeatures().eval(), len(groups), picture)
            np.save(file, self.features)
        print(f"gate: {kind} {len(groups)}", flush=True)


ADULTS = ("nih", "cohen", "hannover")


def chest_paths() -> list[Path]:
    films = [film.path for name in ADULTS for film in films_of(name)]
    return films + [item.image for item in masked_films()]


def chest_groups() -> list[str]:
    patients = [f"{film.source} {film.patient}" for name in ADULTS for film in films_of(name)]
    return patients + [f"mask {item.image.name}" for item in masked_films()]


def piles() -> list[Pile]:
    """Every picture that the gate learns from or is tested on, but for the DICOM files."""
    generator = np.random.default_rng(SEED)
    chests = list(zip(chest_paths(), chest_groups(), strict=True))
    out = [
        Pile("plain", [group for _, group in chests], lambda index: to_square(load_grey(chests[index][0]), SIZE)[0])
    ]
    for kind in ("rotated-90", "rotated-180", "rotated-270", "inverted", "cropped", "squeezed"):
        chosen = [chests[index] for index in generator.choice(len(chests), DISTURBED, replace=False)]

        def turn(index: int, chosen: list = chosen, kind: str = kind) -> Grey:
            return disturbed(kind, load_grey(chosen[index][0]), np.random.default_rng([SEED, index]))

        out.append(Pile(kind, [group for _, group in chosen], turn))
    children = [films_of("kermany-paediatric")[index] for index in generator.choice(1200, CHILDREN, replace=False)]
    out.append(
        Pile(
            "paediatric",
            [film.patient for film in children],
            lambda index: to_square(load_grey(children[index].path), SIZE)[0],
        )
    )
    for number, kind in enumerate(KINDS):

        def make(index: int, number: int = number, kind: str = kind) -> Grey:
            return no_chest(kind, SIZE, np.random.default_rng([SEED, number, index]))

        out.append(Pile(f"no-chest-{kind}", [f"{kind} {index}" for index in range(PICTURES)], make))
    return out


LABEL_OF = {"plain": "chest-frontal", "squeezed": "chest-frontal"}


def label_of(kind: str) -> str:
    if kind.startswith("stored-"):
        return kind[len("stored-") :]
    return "not-chest" if kind.startswith("no-chest-") else LABEL_OF.get(kind, kind)


def dicom_greys() -> list[tuple[str, str, Grey]]:
    """Name, modality and grey of the public DICOM files that decode here; none of them is trained on."""
    try:
        import pydicom
        from pydicom.pixel_data_handlers.util import apply_modality_lut, apply_voi_lut
    except ImportError:
        return []
    out = []
    for path in sorted(DICOM.rglob("*")):
        if not path.is_file() or path.stat().st_size > 30_000_000:
            continue
        try:
            dataset = pydicom.dcmread(path)
            pixels = dataset.pixel_array
            if int(dataset.get("SamplesPerPixel", 1)) == 3:
                grey = np.asarray(pixels, np.float32).mean(axis=-1)
            else:
                grey = np.asarray(apply_voi_lut(apply_modality_lut(pixels, dataset), dataset), np.float32)
            if grey.ndim == 3:
                grey = grey[0]
            if grey.ndim != 2 or min(grey.shape) < 16:
                continue
            if dataset.get("PhotometricInterpretation") == "MONOCHROME1":
                grey = grey.max() - grey
            spread = float(grey.max() - grey.min())
            grey = (grey - grey.min()) * (255 / spread) if spread > 0 else grey * 0
            out.append((str(path.relative_to(DICOM)), str(dataset.get("Modality", "?")), grey.astype(np.float32)))
        except Exception:  # noqa: BLE001 - many of these files are broken on purpose; what decodes is counted
            continue
    return out


def logits_of(
    features: NDArray[np.float64], weights: NDArray[np.float64], bias: NDArray[np.float64], near: NDArray[np.float64]
) -> NDArray[np.float64]:
    logits = features @ weights.T + bias
    logits[:, 0] = np.minimum(logits[:, 0], near)
    return logits


def fit_heads(
    features: NDArray[np.float64], labels: NDArray[np.str_], kept: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights [8, d] and bias [8]: one balanced logistic regression per label on principal components."""
    mean, axes = principal_axes(features[kept], AXES)
    reduced = (features[kept] - mean) @ axes.T
    rows = []
    for name in LABELS:
        target = (labels[kept] == name).astype(np.float64)
        weight = np.where(target > 0.5, 0.5 / target.mean(), 0.5 / (1 - target.mean()))
        rows.append(logistic(reduced, target, weight, PENALTY))
    weights = np.stack([slope for slope, _ in rows]) @ axes
    return weights, np.array([offset for _, offset in rows]) - weights @ mean


def relabel(
    features: NDArray[np.float64], kinds: NDArray[np.str_], labels: NDArray[np.str_]
) -> NDArray[np.str_]:
    """Labels in which films that were stored turned or inverted are called so.

    About three of a hundred NIH films lie on their side, and a few are negatives. They teach the heads the opposite
    of what they show, so heads are fitted, believed where they are sure, and fitted again. All films that the
    first round found were looked at: every one was turned or inverted.
    """
    out = labels.astype("<U16")
    everything = np.ones(len(labels), bool)
    for _ in range(3):
        weights, bias = fit_heads(features, out, everything)
        probability = sigmoid(features @ weights.T + bias)
        for name in ("rotated-90", "rotated-180", "rotated-270", "inverted"):
            index = LABELS.index(name)
            sure = (kinds == "plain") & (probability[:, index] > 0.5) & (probability[:, index] > probability[:, 0])
            out[sure] = name
    return out


def main() -> None:
    runtime.start("training.train_gate", SEED)
    every = piles()
    features = np.concatenate([pile.features for pile in every]).astype(np.float64)
    kinds = np.array([pile.kind for pile in every for _ in pile.groups])
    labels = np.array([label_of(kind) for kind in kinds])
    groups = join_groups([group for pile in every for group in pile.groups])
    held = np.isin(groups, np.random.default_rng(SEED).choice(groups.max() + 1, (groups.max() + 1) // 4, replace=False))
    kept = ~held

    names = [f"{path.parent.name}/{path.name}" for path in chest_paths()]
    relabelled = relabel(features, kinds, labels)
    is_plain = kinds == "plain"
    turned = {names[index]: str(relabelled[index]) for index in np.flatnonzero(is_plain & (relabelled != labels))}
    (CACHE / "turned.json").write_text(json.dumps(turned, indent=1))
    print(f"stored turned or inverted: {len(turned)}", flush=True)
    labels = relabelled
    kinds = np.where(is_plain & (labels != "chest-frontal"), np.char.add("stored-", labels), kinds)

    weights, bias = fit_heads(features, labels, kept)
    frontal = labels == "chest-frontal"
    distance = fit_distance(features[kept & frontal])
    away = distance(features)
    farthest = float(np.quantile(away[held & (kinds == "plain")], 1 - REFUSED_PER_LABEL)) * 1.02
    near = (farthest - away) * (10 / farthest)
    logits = logits_of(features, weights, bias, near)
    probability = sigmoid(logits)

    # thresholds from held-out upright chest films, so that each question refuses next to none of them
    chest = held & (kinds == "plain")
    thresholds = [float(np.quantile(probability[chest, 0], REFUSED_PER_LABEL))]
    for index in range(1, len(LABELS)):
        thresholds.append(max(0.5, float(np.quantile(probability[chest, index], 1 - REFUSED_PER_LABEL)) + 1e-6))
    limits = np.array(thresholds)

    def refused(values: NDArray[np.float64]) -> NDArray[np.bool_]:
        return (values[:, 0] < limits[0]) | (values[:, 1:] >= limits[1:]).any(axis=1)

    def named(values: NDArray[np.float64], name: str) -> NDArray[np.bool_]:
        """Refused for the right reason: the most probable of the reasons that reach their thresholds."""
        if name in ("chest-frontal", "not-chest"):
            return refused(values)
        over = np.where(values[:, 1:] >= limits[1:], values[:, 1:], -1)
        return (over.max(axis=1) >= 0) & (over.argmax(axis=1) + 1 == LABELS.index(name))

    nih = np.array([group.startswith("nih ") for pile in every for group in pile.groups])
    held_out = {
        "nihChestFilms": int((chest & nih).sum()),
        "nihFalseRefusals": round(float(refused(probability[chest & nih]).mean()), 4),
        "chestFilms": int(chest.sum()),
        "falseRefusals": round(float(refused(probability[chest]).mean()), 4),
        "refused": {
            str(kind): {
                "n": int((held & (kinds == kind)).sum()),
                "refused": round(float(refused(probability[held & (kinds == kind)]).mean()), 4),
                "rightlyNamed": round(float(named(probability[held & (kinds == kind)], label_of(kind)).mean()), 4),
            }
            for kind in np.unique(kinds[held])
        },
    }
    np.savez(
        CACHE / "gate-head.npz",
        weights=weights, bias=bias, mean=distance.mean, axes=distance.axes,
        residual=distance.residual_scale, farthest=farthest,
    )

    others = dicom_greys()
    by_file = []
    if others:
        squares = [to_square(grey, SIZE)[0] for _, _, grey in others]
        found = extract(FrozenFeatures().eval(), len(squares), lambda index: squares[index]).astype(np.float64)
        near = (farthest - distance(found)) * (10 / farthest)
        verdicts = sigmoid(logits_of(found, weights, bias, near))
        by_file = [
            {"file": name, "modality": modality, "refused": bool(bad), "frontal": round(float(values[0]), 4)}
            for (name, modality, _), bad, values in zip(others, refused(verdicts), verdicts, strict=True)
        ]
    result = {
        "thresholds": dict(zip(LABELS, thresholds, strict=True)),
        "farthest": farthest,
        "trainedOn": {str(kind): int((kept & (kinds == kind)).sum()) for kind in np.unique(kinds)},
        "storedTurnedOrInverted": turned,
        "heldOut": held_out,
        "dicom": {"files": len(by_file), "refused": sum(entry["refused"] for entry in by_file), "byFile": by_file},
    }
    (RESULTS / "gate.json").write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps({**held_out, "dicom": [len(by_file), result["dicom"]["refused"]]}, indent=1))


if __name__ == "__main__":
    main()

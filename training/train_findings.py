"""Fourteen findings: cross-validated tails, averaged; calibration, thresholds and figures from their held-out scores.

python3 -m training.train_findings [activations VARIANT... | grid VARIANT... | fold FOLD... | grid-alone]

With an argument it does one part, so that parts can run side by side; without, it does what is not in the cache yet.
"""

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from training import runtime
from training.activations import Source, compute
from training.data import FINDINGS, Film, films, finding_targets, turned_films
from training.findings import GridHead, Recipe, fine_tune, pool_grid, score
from training.lungs import lung_boxes
from training.metrics import (
    auroc,
    bootstrap,
    expected_calibration_error,
    fit_platt,
    reliability,
    sensitivity_specificity,
    sigmoid,
    threshold_for_sensitivity,
    youden_threshold,
)
from training.paths import CACHE, RESULTS
from training.splits import grouped_folds, join_groups

SIZE = 320
MARGIN = 0.06
VARIANTS = 3
GRID_PENALTY = 10.0
FOLDS = 5
SEED = 20


def auxiliary_targets(items: Sequence[Film]) -> NDArray[np.float32]:
    """[n, 4]: no finding, AP view, female, age over a century; NaN where the manifest does not say."""
    return np.array(
        [
            [
                float("No Finding" in film.labels),
                float(film.view.startswith("AP")),
                float(film.sex == "F") if film.sex in ("F", "M") else np.nan,
                min(1.0, film.age / 100) if film.age is not None else np.nan,
            ]
            for film in items
        ],
        np.float32,
    )


@dataclass(frozen=True)
class Split:
    films: list[Film]
    targets: NDArray[np.float32]
    groups: NDArray[np.int64]
    folds: NDArray[np.int64]
    """-1 for films that are left out: stored on their side or as negatives, which the gate refuses."""

    @property
    def used(self) -> NDArray[np.bool_]:
        return self.folds >= 0


def split() -> Split:
    items = films("nih")
    targets = finding_targets(items)
    groups = join_groups([film.patient for film in items], [film.dup_group for film in items])
    folds = grouped_folds(groups, targets, FOLDS, SEED)
    folds[[film.key in turned_films() for film in items]] = -1
    return Split(items, targets, groups, folds)


@dataclass(frozen=True)
class GridFit:
    """Ridge regression on the grid features of the plain and the mirrored films, in the dual.

    Features are standardised over all films, which needs no label; so one Gram matrix serves every fold.
    """

    targets: NDArray[np.float32]
    mean: NDArray[np.float32]
    spread: NDArray[np.float32]
    design: NDArray[np.float32]
    gram: NDArray[np.float64]

    def dual(self, kept: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
        """Rows of the design, their coefficients [rows, 14], and the offset [14], all as first-order logits."""
        rows = np.flatnonzero(np.concatenate([kept, kept]))
        truth = np.concatenate([self.targets, self.targets]).astype(np.float64)[rows]
        centre = truth.mean(axis=0)
        block = self.gram[np.ix_(rows, rows)] + GRID_PENALTY * np.eye(len(rows))
        scale = logit_scale(truth)
        return rows, np.linalg.solve(block, truth - centre) * scale, np.log(centre / (1 - centre))

    def held_out(self, folds: NDArray[np.int64]) -> NDArray[np.float32]:
        """Logits [n, 14] of the plain films, each by the fit that did not see its fold; zeros where left out."""
        out = np.zeros_like(self.targets)
        for fold in range(FOLDS):
            tested = np.flatnonzero(folds == fold)
            rows, dual, offset = self.dual((folds >= 0) & (folds != fold))
            out[tested] = self.gram[np.ix_(tested, rows)] @ dual + offset
        return out

    def weights(self, kept: NDArray[np.bool_]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Weights [14, d] and bias [14] from the kept films, for features as they come."""
        rows, dual, offset = self.dual(kept)
        weights = (self.design[rows].T.astype(np.float64) @ dual).T / (self.spread * self.design.shape[1])
        return weights, offset - weights @ self.mean


def logit_scale(targets: NDArray[np.float64]) -> NDArray[np.float64]:
    """What turns a ridge regression of 0 and 1 into a first-order logit: 1 / (p (1 - p)) for each target."""
    share = targets.mean(axis=0)
    return 1 / (share * (1 - share))


def fit_grid(features: Sequence[NDArray[np.float32]], targets: NDArray[np.float32]) -> GridFit:
    """From the features [n, d] of the plain and of the mirrored films."""
    design = np.concatenate(features)
    mean, spread = design.mean(axis=0), design.std(axis=0) + 1e-6
    design = (design - mean) / spread
    gram = (design @ design.T).astype(np.float64) / design.shape[1]
    return GridFit(targets, mean, spread, design, gram)


def mean_auroc_of(targets: NDArray[np.float32], logits: NDArray[np.float32]) -> float:
    """Mean over the findings of which the films show both sides."""
    return float(np.nanmean([auroc(targets[:, k], logits[:, k]) for k in range(len(FINDINGS))]))


def train_fold(data: Split, activations: Sequence[NDArray[np.float16]], fold: int) -> NDArray[np.float32]:
    """Logits of the fold's films, [n, 14], by a tail that saw the other folds; kept in the cache with the tail."""
    kept = CACHE / f"findings-{fold}.npy"
    if kept.exists():
        return np.load(kept)
    targets = np.concatenate([data.targets, auxiliary_targets(data.films)], axis=1)
    begun = time.monotonic()
    tail = fine_tune(activations, targets, np.flatnonzero(data.used & (data.folds != fold)), Recipe(), SEED + fold)
    rows = np.flatnonzero(data.folds == fold)
    logits = score(tail, activations[0][rows])[:, : len(FINDINGS)]
    torch.save(tail.state_dict(), CACHE / f"findings-{fold}.pt")
    np.save(kept, logits)
    print(f"fold {fold}: {mean_auroc_of(data.targets[rows], logits):.4f}, {time.monotonic() - begun:.0f} s", flush=True)
    return logits


def cross_validate(data: Split, activations: Sequence[NDArray[np.float16]]) -> NDArray[np.float32]:
    """Held-out logits of every film, [n, 14]."""
    held_out = np.zeros_like(data.targets)
    for fold in range(FOLDS):
        held_out[data.folds == fold] = train_fold(data, activations, fold)
    return held_out


def measure(data: Split, logits: NDArray[np.float32]) -> dict[str, object]:
    """Figures per finding and over all, from held-out scores only. Platt's two numbers come from the same scores:
    with 1,571 films the optimism of two parameters is far below the intervals."""
    used = data.used
    kept = [film for film, use in zip(data.films, used, strict=True) if use]
    data = Split(kept, data.targets[used], data.groups[used], data.folds[used])
    logits = logits[used]
    views = np.array([film.view[:2] for film in data.films])
    findings: dict[str, dict[str, object]] = {}
    for index, name in enumerate(FINDINGS):
        truth, raw = data.targets[:, index], logits[:, index].astype(np.float64)
        scale, offset = fit_platt(truth, raw)
        probability = sigmoid(scale * raw + offset)
        interval = bootstrap(data.groups, lambda rows: auroc(truth[rows], raw[rows]))  # noqa: B023
        threshold = youden_threshold(truth, probability)
        sensitivity, specificity = sensitivity_specificity(truth, probability, threshold)
        by_view = {}
        for view in ("PA", "AP"):
            chosen = views == view
            value = auroc(truth[chosen], raw[chosen])
            by_view[view] = {
                "auroc": None if np.isnan(value) else round(value, 4),
                "positives": int(truth[chosen].sum()),
            }
        findings[name] = {
            "auroc": interval.as_json(),
            "positives": int(truth.sum()),
            "prevalence": round(float(truth.mean()), 4),
            "byView": by_view,
            "platt": {"scale": scale, "offset": offset},
            "threshold": round(threshold, 5),
            "unlikelyBelow": round(min(threshold, threshold_for_sensitivity(truth, probability, 0.95)), 5),
            "likelyFrom": round(max(threshold, float(np.quantile(probability[truth < 0.5], 0.95))), 5),
            "sensitivity": round(sensitivity, 4),
            "specificity": round(specificity, 4),
            "calibrationError": round(expected_calibration_error(truth, probability), 4),
            "reliabilityPlot": reliability(truth, probability),
        }

    return {
        "films": len(data.films),
        "patients": len({film.patient for film in data.films}),
        "meanAuroc": bootstrap(
            data.groups, lambda rows: mean_auroc_of(data.targets[rows], logits[rows]), rounds=500
        ).as_json(),
        "meanAurocByView": {
            view: round(mean_auroc_of(data.targets[views == view], logits[views == view]), 4) for view in ("PA", "AP")
        },
        "findings": findings,
    }


def sources(data: Split) -> list[Source]:
    boxes = lung_boxes(data.films, MARGIN)
    return [Source(film.path, box) for film, box in zip(data.films, boxes, strict=True)]


def grid_features(activations: NDArray[np.float16], variant: int) -> NDArray[np.float32]:
    """[n, 16960] of one variant, kept in the cache."""
    file = CACHE / f"nih-grid-{variant}.npy"
    if file.exists():
        return np.load(file)
    found = pool_grid(GridHead(len(FINDINGS)).eval(), activations)
    np.save(file, found)
    return found


def assemble(
    data: Split, activations: Sequence[NDArray[np.float16]], items: Sequence[Source], tails: bool
) -> dict[str, object]:
    """Cross-validates both halves, blends them, fits what ships on all films, and returns the figures.

    Without `tails` the grid head stands alone.
    """
    fit = fit_grid([grid_features(activations[variant], variant) for variant in (0, 1)], data.targets)
    grid_logits = fit.held_out(data.folds)
    used = data.used
    print(f"grid head: {mean_auroc_of(data.targets[used], grid_logits[used]):.4f}", flush=True)
    weights, bias = fit.weights(data.used)
    np.savez(CACHE / "findings-grid.npz", weights=weights.astype(np.float32), bias=bias.astype(np.float32))
    # equal say: each half divided by its own spread over the held-out films
    halves = [cross_validate(data, activations) if tails else np.zeros_like(grid_logits), grid_logits]
    tail_logits = halves[0]
    blend = np.stack([0.5 / np.maximum(half[used].std(axis=0), 1e-3) for half in halves]).astype(np.float32)
    blend[0] *= tails
    logits = tail_logits * blend[0] + grid_logits * blend[1]
    np.savez(CACHE / "findings-held-out.npz", tails=tail_logits, grid=grid_logits, blend=blend)
    return {
        "recipe": asdict(Recipe()),
        "size": SIZE,
        "margin": MARGIN,
        "variants": VARIANTS,
        "filmsLeftOut": int((~used).sum()),
        "filmsWithoutLungBox": sum(item.box is None for item in items),
        "meanAurocOfParts": {
            "gridHead": round(mean_auroc_of(data.targets[used], grid_logits[used]), 4),
            "fineTuned": round(mean_auroc_of(data.targets[used], tail_logits[used]), 4) if tails else None,
            "blend": round(mean_auroc_of(data.targets[used], logits[used]), 4),
        },
        "heldOut": measure(data, logits),
    }


def main() -> None:
    runtime.start("training.train_findings", SEED)
    step, numbers = (sys.argv[1], [int(number) for number in sys.argv[2:]]) if len(sys.argv) > 1 else ("all", [])
    data = split()
    items = sources(data)

    def variant(number: int) -> NDArray[np.float16]:
        return compute(items, SIZE, number, SEED, CACHE / f"nih-{SIZE}-{number}.npy")

    if step == "activations":
        for number in numbers:
            variant(number)
        return
    if step == "grid":
        for number in numbers:
            grid_features(variant(number), number)
        return
    activations = [variant(number) for number in range(VARIANTS)]
    if step == "fold":
        for number in numbers:
            train_fold(data, activations, number)
        return
    result = assemble(data, activations, items, tails=step != "grid-alone")
    (RESULTS / "findings.json").write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps({name: entry["auroc"]["value"] for name, entry in result["heldOut"]["findings"].items()}))
    print(result["heldOut"]["meanAuroc"], result["heldOut"]["meanAurocByView"])


if __name__ == "__main__":
    main()

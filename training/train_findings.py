"""Fourteen findings: cross-validated tails, averaged; calibration, thresholds and figures from their held-out scores.

python3 -m training.train_findings
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
from training.data import FINDINGS, Film, films, finding_targets
from training.findings import GridHead, Recipe, fine_tune, pool_grid, ridge, score
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
GRID_PENALTY = 5.0
FOLDS = 5
SEED = 20

MOST_INTERVAL = 0.2
LEAST_LOWER_BOUND = 0.6
"""A finding is reliable when its AUROC's 95 % interval is narrower and begins higher than these."""


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


def split() -> Split:
    items = films("nih")
    targets = finding_targets(items)
    groups = join_groups([film.patient for film in items], [film.dup_group for film in items])
    return Split(items, targets, groups, grouped_folds(groups, targets, FOLDS, SEED))


def logit_scale(targets: NDArray[np.float32]) -> NDArray[np.float64]:
    """What turns a ridge regression of 0 and 1 into a first-order logit: 1 / (p (1 - p)) for each target."""
    share = targets.astype(np.float64).mean(axis=0)
    return 1 / (share * (1 - share))


def fit_grid(features: NDArray[np.float32], targets: NDArray[np.float32]) -> tuple[NDArray, NDArray]:
    """Weights [14, d] and bias [14] from the plain and the mirrored films' features, [2, n, d]."""
    scale = logit_scale(targets)
    weights, bias = ridge(
        np.concatenate([features[0], features[1]]).astype(np.float64),
        np.concatenate([targets, targets]).astype(np.float64),
        GRID_PENALTY,
    )
    return weights * scale[:, None], bias * scale


def cross_validate_grid(data: Split, features: NDArray[np.float32]) -> NDArray[np.float32]:
    """Held-out logits of the grid head, [n, 14]."""
    held_out = np.zeros_like(data.targets)
    for fold in range(FOLDS):
        kept, tested = data.folds != fold, data.folds == fold
        weights, bias = fit_grid(features[:2, kept], data.targets[kept])
        held_out[tested] = features[0, tested] @ weights.T + bias
    return held_out


def mean_auroc(data: Split, logits: NDArray[np.float32], rows: NDArray[np.int64] | None = None) -> float:
    rows = np.arange(len(logits)) if rows is None else rows
    return float(np.nanmean([auroc(data.targets[rows, k], logits[rows, k]) for k in range(len(FINDINGS))]))


def cross_validate(data: Split, activations: NDArray[np.float16], recipe: Recipe) -> NDArray[np.float32]:
    """Held-out logits of every film, [n, 14]; each fold's tail is kept in the cache."""
    targets = np.concatenate([data.targets, auxiliary_targets(data.films)], axis=1)
    held_out = np.zeros_like(data.targets)
    for fold in range(FOLDS):
        begun = time.monotonic()
        tail = fine_tune(activations, targets, np.flatnonzero(data.folds != fold), recipe, SEED + fold)
        rows = np.flatnonzero(data.folds == fold)
        plain, mirrored = (score(tail, activations[variant, rows])[:, : len(FINDINGS)] for variant in (0, 1))
        held_out[rows] = plain
        torch.save(tail.state_dict(), CACHE / f"findings-{fold}.pt")
        both = [mean_auroc(data, held_out, rows)]
        held_out[rows] = (plain + mirrored) / 2
        both.append(mean_auroc(data, held_out, rows))
        held_out[rows] = plain
        print(f"fold {fold}: {both[0]:.4f}, with mirror {both[1]:.4f}, {time.monotonic() - begun:.0f} s", flush=True)
    return held_out


def measure(data: Split, logits: NDArray[np.float32]) -> dict[str, object]:
    """Figures per finding and over all, from held-out scores only. Platt's two numbers come from the same scores:
    with 1,571 films the optimism of two parameters is far below the intervals."""
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
            "reliable": bool(
                interval.high - interval.low < MOST_INTERVAL and interval.low >= LEAST_LOWER_BOUND
            ),
        }

    return {
        "films": len(data.films),
        "patients": len({film.patient for film in data.films}),
        "meanAuroc": bootstrap(data.groups, lambda rows: mean_auroc(data, logits, rows), rounds=500).as_json(),
        "meanAurocByView": {view: round(mean_auroc(data, logits, np.flatnonzero(views == view)), 4) for view in ("PA", "AP")},
        "findings": findings,
    }


def main() -> None:
    runtime.start("training.train_findings", SEED)
    recipe = Recipe(**(json.loads(sys.argv[1]) if len(sys.argv) > 1 else {}))
    data = split()
    begun = time.monotonic()
    boxes = lung_boxes(data.films, MARGIN)
    sources = [Source(film.path, box) for film, box in zip(data.films, boxes, strict=True)]
    activations = compute(sources, SIZE, VARIANTS, SEED, CACHE / f"nih-{SIZE}.npy")
    torch.manual_seed(SEED)
    grid = GridHead(len(FINDINGS)).eval()
    features = np.stack([pool_grid(grid, activations[variant]) for variant in (0, 1)])
    prepared = time.monotonic()
    grid_logits = cross_validate_grid(data, features)
    print(f"grid head: {mean_auroc(data, grid_logits):.4f}", flush=True)
    weights, bias = fit_grid(features, data.targets)
    np.savez(CACHE / "findings-grid.npz", weights=weights.astype(np.float32), bias=bias.astype(np.float32))
    tail_logits = cross_validate(data, activations, recipe)
    trained = time.monotonic()
    # equal say: each half divided by its own spread over the held-out films
    blend = np.stack([0.5 / tail_logits.std(axis=0), 0.5 / grid_logits.std(axis=0)]).astype(np.float32)
    logits = tail_logits * blend[0] + grid_logits * blend[1]
    np.savez(CACHE / "findings-held-out.npz", tails=tail_logits, grid=grid_logits, blend=blend)
    result = {
        "recipe": asdict(recipe),
        "size": SIZE,
        "margin": MARGIN,
        "variants": VARIANTS,
        "filmsWithoutLungBox": sum(box is None for box in boxes),
        "meanAurocOfParts": {
            "gridHead": round(mean_auroc(data, grid_logits), 4),
            "fineTuned": round(mean_auroc(data, tail_logits), 4),
            "blend": round(mean_auroc(data, logits), 4),
        },
        "activationSeconds": round(prepared - begun),
        "trainingSeconds": round(trained - prepared),
        "heldOut": measure(data, logits),
    }
    (RESULTS / "findings.json").write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps({name: entry["auroc"]["value"] for name, entry in result["heldOut"]["findings"].items()}))
    print(result["heldOut"]["meanAuroc"], result["heldOut"]["meanAurocByView"])


if __name__ == "__main__":
    main()

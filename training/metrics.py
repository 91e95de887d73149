"""Figures that the cards state: ranking, calibration, thresholds, overlap, agreement. NumPy only."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]


def auroc(truth: Floats, score: Floats) -> float:
    """Area under the ROC curve = P(positive > negative) + P(equal) / 2; NaN where a class is absent."""
    positive = truth > 0.5
    n_positive, n_negative = int(positive.sum()), int((~positive).sum())
    if n_positive == 0 or n_negative == 0:
        return float("nan")
    _, inverse, counts = np.unique(score, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    ranks = (ends - (counts - 1) / 2.0)[inverse]
    return float((ranks[positive].sum() - n_positive * (n_positive + 1) / 2) / (n_positive * n_negative))


@dataclass(frozen=True)
class Interval:
    value: float
    low: float
    high: float

    def as_json(self) -> dict[str, float]:
        return {"value": round(self.value, 4), "low": round(self.low, 4), "high": round(self.high, 4)}


def bootstrap(
    groups: NDArray[np.int64],
    statistic: Callable[[NDArray[np.int64]], float],
    rounds: int = 1000,
    seed: int = 7,
) -> Interval:
    """95 % percentile interval of `statistic(indices)`, drawing whole groups (patients) with replacement."""
    generator = np.random.default_rng(seed)
    order = np.argsort(groups, kind="stable")
    members = np.split(order, np.flatnonzero(np.diff(groups[order])) + 1)
    values = []
    for _ in range(rounds):
        drawn = generator.integers(0, len(members), len(members))
        values.append(statistic(np.concatenate([members[index] for index in drawn])))
    low, high = np.nanquantile(values, [0.025, 0.975])
    return Interval(statistic(np.arange(len(groups))), float(low), float(high))


def sigmoid(values: Floats) -> Floats:
    return 1.0 / (1.0 + np.exp(-np.clip(values, -60, 60)))


def fit_platt(truth: Floats, score: Floats, rounds: int = 100) -> tuple[float, float]:
    """Slope and intercept of P = sigmoid(slope * score + intercept), by Newton's method with Platt's soft targets.

    Platt, Probabilistic outputs for support vector machines, 1999; Lin, Lin and Weng, 2007.
    """
    positives, negatives = float(truth.sum()), float(len(truth) - truth.sum())
    target = np.where(truth > 0.5, (positives + 1) / (positives + 2), 1 / (negatives + 2))
    design = np.stack([score, np.ones_like(score)], axis=1).astype(np.float64)
    weights = np.array([1.0, np.log((positives + 1) / (negatives + 1))])

    def loss(candidate: Floats) -> float:
        logits = design @ candidate
        return float(np.sum(np.logaddexp(0, logits) - target * logits))

    for _ in range(rounds):
        probability = sigmoid(design @ weights)
        gradient = design.T @ (probability - target)
        hessian = (design * (probability * (1 - probability))[:, None]).T @ design + 1e-9 * np.eye(2)
        step = np.linalg.solve(hessian, gradient)
        scale = 1.0
        while scale > 1e-6 and loss(weights - scale * step) > loss(weights):
            scale /= 2
        weights = weights - scale * step
        if np.abs(scale * step).max() < 1e-9:
            break
    return float(weights[0]), float(weights[1])


def reliability(truth: Floats, probability: Floats, bins: int = 10) -> list[dict[str, float]]:
    """Points of a reliability plot: bins of equal count, with the mean prediction and the observed share."""
    order = np.argsort(probability, kind="stable")
    return [
        {
            "n": len(part),
            "predicted": round(float(probability[part].mean()), 4),
            "observed": round(float(truth[part].mean()), 4),
        }
        for part in np.array_split(order, bins)
        if len(part) > 0
    ]


def expected_calibration_error(truth: Floats, probability: Floats, bins: int = 10) -> float:
    """Mean gap between prediction and observation over bins of equal count, weighted by their size."""
    parts = np.array_split(np.argsort(probability, kind="stable"), bins)
    gaps = [abs(probability[p].mean() - truth[p].mean()) * len(p) for p in parts if len(p) > 0]
    return float(sum(gaps) / len(truth))


def youden_threshold(truth: Floats, score: Floats) -> float:
    """The score at which sensitivity + specificity is greatest; a positive call is score >= threshold."""
    candidates = np.unique(score)
    positive, negative = np.sort(score[truth > 0.5]), np.sort(score[truth <= 0.5])
    sensitivity = 1 - np.searchsorted(positive, candidates, side="left") / len(positive)
    specificity = np.searchsorted(negative, candidates, side="left") / len(negative)
    return float(candidates[np.argmax(sensitivity + specificity)])


def threshold_for_sensitivity(truth: Floats, score: Floats, sensitivity: float) -> float:
    """The highest threshold that still calls at least this share of the positives."""
    positive = np.sort(score[truth > 0.5])
    allowed_misses = int(np.floor((1 - sensitivity) * len(positive) + 1e-9))
    return float(positive[allowed_misses])


def sensitivity_specificity(truth: Floats, score: Floats, threshold: float) -> tuple[float, float]:
    called = score >= threshold
    return float(called[truth > 0.5].mean()), float((~called[truth <= 0.5]).mean())


def dice(predicted: NDArray[np.bool_], reference: NDArray[np.bool_]) -> float:
    total = int(predicted.sum()) + int(reference.sum())
    return 2.0 * int((predicted & reference).sum()) / total if total else 1.0


def bland_altman(measured: Floats, reference: Floats) -> dict[str, float]:
    """Bias and 95 % limits of agreement (Bland and Altman, Lancet 1986)."""
    difference = measured - reference
    bias, spread = float(difference.mean()), float(difference.std(ddof=1))
    return {
        "n": len(difference),
        "bias": round(bias, 5),
        "lowerLimit": round(bias - 1.96 * spread, 5),
        "upperLimit": round(bias + 1.96 * spread, 5),
        "meanAbsoluteError": round(float(np.abs(difference).mean()), 5),
    }

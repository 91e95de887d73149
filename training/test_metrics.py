"""python3 -m unittest discover -s training -t ."""

import unittest

import numpy as np

from training.metrics import (
    auroc,
    bland_altman,
    bootstrap,
    dice,
    expected_calibration_error,
    fit_platt,
    reliability,
    sensitivity_specificity,
    sigmoid,
    threshold_for_sensitivity,
    youden_threshold,
)


class Auroc(unittest.TestCase):
    def test_counts_pairs_and_halves_ties(self) -> None:
        generator = np.random.default_rng(1)
        truth = generator.integers(0, 2, 60).astype(float)
        score = generator.integers(0, 9, 60).astype(float)
        positive, negative = score[truth == 1], score[truth == 0]
        pairs = [(p > n) + 0.5 * (p == n) for p in positive for n in negative]
        self.assertAlmostEqual(auroc(truth, score), float(np.mean(pairs)), 12)

    def test_one_class_has_none(self) -> None:
        self.assertTrue(np.isnan(auroc(np.ones(4), np.arange(4.0))))


class Calibration(unittest.TestCase):
    def setUp(self) -> None:
        generator = np.random.default_rng(2)
        self.score = generator.normal(0, 2, 20_000)
        self.truth = (generator.random(20_000) < sigmoid(0.7 * self.score - 1.3)).astype(float)

    def test_platt_finds_slope_and_intercept(self) -> None:
        slope, intercept = fit_platt(self.truth, self.score)
        self.assertAlmostEqual(slope, 0.7, delta=0.05)
        self.assertAlmostEqual(intercept, -1.3, delta=0.06)

    def test_error_falls_by_calibrating(self) -> None:
        slope, intercept = fit_platt(self.truth, self.score)
        before = expected_calibration_error(self.truth, sigmoid(self.score))
        after = expected_calibration_error(self.truth, sigmoid(slope * self.score + intercept))
        self.assertGreater(before, 0.1)
        self.assertLess(after, 0.02)

    def test_reliability_bins_cover_every_film(self) -> None:
        bins = reliability(self.truth, sigmoid(self.score))
        self.assertEqual(sum(entry["n"] for entry in bins), len(self.truth))


class Thresholds(unittest.TestCase):
    truth = np.array([0, 0, 0, 1, 0, 1, 1, 1.0])
    score = np.array([0.1, 0.2, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7])

    def test_youden(self) -> None:
        threshold = youden_threshold(self.truth, self.score)
        sensitivity, specificity = sensitivity_specificity(self.truth, self.score, threshold)
        best = max(sum(sensitivity_specificity(self.truth, self.score, t)) for t in self.score)
        self.assertAlmostEqual(sensitivity + specificity, best)

    def test_sensitivity_is_kept(self) -> None:
        self.assertEqual(threshold_for_sensitivity(self.truth, self.score, 1.0), 0.35)
        self.assertEqual(threshold_for_sensitivity(self.truth, self.score, 0.75), 0.5)


class Agreement(unittest.TestCase):
    def test_dice(self) -> None:
        one = np.array([[1, 1], [0, 0]], bool)
        other = np.array([[1, 0], [0, 0]], bool)
        self.assertAlmostEqual(dice(one, other), 2 / 3)
        self.assertEqual(dice(~one & one, ~other & other), 1.0)

    def test_bland_altman(self) -> None:
        result = bland_altman(np.array([1.1, 2.0, 3.2]), np.array([1.0, 2.0, 3.0]))
        self.assertAlmostEqual(result["bias"], 0.1)
        self.assertAlmostEqual(result["upperLimit"], 0.296)

    def test_bootstrap_draws_whole_groups(self) -> None:
        groups = np.array([0, 0, 1, 1, 2, 2])
        seen: list[bool] = []

        def whole_groups(rows: np.ndarray) -> float:
            counts = np.bincount(rows, minlength=6).reshape(3, 2)
            seen.append(bool((counts[:, 0] == counts[:, 1]).all()))
            return 0.0

        bootstrap(groups, whole_groups, rounds=20)
        self.assertTrue(all(seen))


if __name__ == "__main__":
    unittest.main()

import unittest

import numpy as np

try:
    from training.features import balanced, logistic
except ImportError:
    logistic = None


@unittest.skipIf(logistic is None, "PyTorch is absent")
class Logistic(unittest.TestCase):
    def test_primal_and_dual_agree_and_the_optimum_is_one(self) -> None:
        generator = np.random.default_rng(8)
        for count, width in ((200, 7), (30, 60)):
            features = generator.normal(3, 2, (count, width))
            target = (features[:, 0] + generator.normal(0, 1, count) > 3).astype(np.float64)
            penalty = 0.5
            slope, bias = logistic(features, target, np.ones(count), penalty, rounds=50)
            spread = features.std(axis=0) + 1e-6
            probability = 1 / (1 + np.exp(-(features @ slope + bias)))
            # the gradient of the penalised likelihood vanishes in the standardised coordinates
            scaled = (features - features.mean(axis=0)) / (spread * np.sqrt(width))
            gradient = scaled.T @ (target - probability) - penalty * slope * spread * np.sqrt(width)
            self.assertLess(np.abs(gradient).max(), 1e-3)

    def test_balanced_strata(self) -> None:
        target = np.array([1, 1, 1, 0, 1, 0, 0, 0.0])
        weights = balanced(target, ["a", "a", "a", "a", "b", "b", "b", "c"])
        self.assertEqual(weights[7], 0)
        for rows in (slice(0, 4), slice(4, 7)):
            self.assertAlmostEqual(
                float(weights[rows][target[rows] > 0.5].sum()), float(weights[rows][target[rows] < 0.5].sum())
            )


if __name__ == "__main__":
    unittest.main()

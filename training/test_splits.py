import unittest

import numpy as np

from training.data import films, finding_targets
from training.paths import CXR
from training.splits import grouped_folds, join_groups


class Groups(unittest.TestCase):
    def test_joined_through_others(self) -> None:
        # a and b share a patient, b and c a duplicate group: all three belong together
        groups = join_groups(["p1", "p1", "p2", "p3"], ["d1", "d2", "d2", "d3"])
        self.assertEqual(groups[0], groups[1])
        self.assertEqual(groups[1], groups[2])
        self.assertNotEqual(groups[0], groups[3])

    def test_no_group_straddles_and_every_fold_has_its_share(self) -> None:
        generator = np.random.default_rng(3)
        groups = join_groups([str(number) for number in generator.integers(0, 300, 600)])
        targets = (generator.random((600, 3)) < [0.3, 0.1, 0.03]).astype(np.float32)
        folds = grouped_folds(groups, targets, 5, seed=1)
        for group in np.unique(groups):
            self.assertEqual(len(np.unique(folds[groups == group])), 1)
        for fold in range(5):
            self.assertAlmostEqual((folds == fold).mean(), 0.2, delta=0.05)
            self.assertTrue((targets[folds == fold].sum(axis=0) > 0).all())

    def test_same_seed_same_folds(self) -> None:
        groups = join_groups([str(number // 2) for number in range(40)])
        targets = np.ones((40, 1), np.float32)
        first, second = (grouped_folds(groups, targets, 5, seed=4) for _ in range(2))
        self.assertTrue((first == second).all())


@unittest.skipUnless(CXR.exists(), f"{CXR} is absent")
class Manifest(unittest.TestCase):
    def test_neither_patient_nor_duplicate_leaks(self) -> None:
        for source in ("nih", "cohen"):
            items = films(source)
            groups = join_groups([film.patient for film in items], [film.dup_group for film in items])
            folds = grouped_folds(groups, finding_targets(items), 5, seed=20)
            for keys in ([film.patient for film in items], [film.dup_group for film in items]):
                home: dict[str, set[int]] = {}
                for key, fold in zip(keys, folds, strict=True):
                    home.setdefault(key, set()).add(int(fold))
                self.assertTrue(all(len(where) == 1 for where in home.values()))


if __name__ == "__main__":
    unittest.main()

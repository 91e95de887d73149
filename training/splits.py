"""Splits in which neither a patient nor a group of duplicates stands on both sides."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def join_groups(*keys: Sequence[str]) -> NDArray[np.int64]:
    """One group number per item such that items that share any key, even through others, share the group."""
    count = len(keys[0])
    parent = list(range(count))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for column in keys:
        first: dict[str, int] = {}
        for index, key in enumerate(column):
            if key in first:
                parent[root(index)] = root(first[key])
            else:
                first[key] = index
    roots = [root(index) for index in range(count)]
    numbers = {value: number for number, value in enumerate(dict.fromkeys(roots))}
    return np.array([numbers[value] for value in roots])


def grouped_folds(
    groups: NDArray[np.int64], targets: NDArray[np.float32], folds: int, seed: int
) -> NDArray[np.int64]:
    """A fold number per item: whole groups, and each fold close to its share of every target.

    Greedy (Sechidis et al., ECML 2011, in spirit): groups with the rarest targets are dealt first, each to the
    fold that lacks them most. `targets` is [n, k] of 0 and 1.
    """
    generator = np.random.default_rng(seed)
    count = int(groups.max()) + 1
    per_group = np.zeros((count, targets.shape[1] + 1))
    np.add.at(per_group, groups, np.concatenate([targets, np.ones((len(targets), 1))], axis=1))
    total = per_group.sum(axis=0)
    wanted = np.tile(total / folds, (folds, 1))
    rarity = 1.0 / np.maximum(total, 1)
    weight = (per_group * rarity).max(axis=1) + generator.random(count) * 1e-6
    fold_of_group = np.zeros(count, np.int64)
    for group in np.argsort(-weight):
        need = (wanted * (per_group[group] * rarity)).sum(axis=1) / max(1e-12, float(rarity.sum()))
        best = np.flatnonzero(need >= need.max() - 1e-12)
        chosen = int(best[np.argmax(wanted[best, -1])])
        fold_of_group[group] = chosen
        wanted[chosen] -= per_group[group]
    return fold_of_group[groups]

"""Chance that falls the same way for one seed on every machine and every version of Python.

Only `Random.random()` is promised to stay the same between versions; everything here is made from it, with plain
arithmetic and in a given order.
"""

from bisect import bisect
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """One stream of chance; parts of the work that have streams of their own do not disturb each other."""

    def __init__(self, *key: object) -> None:
        self._random = Random("/".join(map(str, key))).random

    def below(self, end: int) -> int:
        """A whole number from 0 to end − 1."""
        return int(self._random() * end)

    def between(self, first: int, last: int) -> int:
        """A whole number from first to last, both possible."""
        return first + self.below(last - first + 1)

    def chance(self, probability: float) -> bool:
        return self._random() < probability

    def pick(self, items: Sequence[T]) -> T:
        return items[self.below(len(items))]

    def weighted(self, items: Sequence[T], weights: Sequence[float]) -> T:
        """One of the items, as often as its weight says."""
        return items[self._place(list(accumulate(weights)))]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """The items in an order of chance."""
        mixed = list(items)
        for last in range(len(mixed) - 1, 0, -1):
            other = self.below(last + 1)
            mixed[last], mixed[other] = mixed[other], mixed[last]
        return mixed

    def weighted_order(self, items: Sequence[T], weights: Sequence[float]) -> list[T]:
        """All items in an order of chance, in which heavy ones tend to come early."""
        left = [(item, weight) for item, weight in zip(items, weights, strict=True) if weight > 0]
        order: list[T] = []
        while left:
            # Drawn again and again from one table, which is made anew when half of it has gone.
            sums = list(accumulate(weight for _, weight in left))
            gone: set[int] = set()
            while 2 * len(gone) < len(left):
                place = self._place(sums)
                if place not in gone:
                    gone.add(place)
                    order.append(left[place][0])
            left = [pair for place, pair in enumerate(left) if place not in gone]
        return order

    def day(self, first: date, last: date) -> date:
        """A day from first to last, both possible; `first` where the two are the wrong way round."""
        return first + timedelta(days=self.between(0, max(0, (last - first).days)))

    def digits(self, count: int) -> str:
        return f"{self.below(10**count):0{count}d}"

    def _place(self, sums: Sequence[float]) -> int:
        return min(bisect(sums, self._random() * sums[-1]), len(sums) - 1)


def share(total: int, weights: Mapping[T, float]) -> dict[T, int]:
    """Split a number as the weights say: whole parts that add up to it (the largest remainders are rounded up)."""
    whole = sum(weights.values())
    if not whole:
        return dict.fromkeys(weights, 0)
    exact = {key: total * weight / whole for key, weight in weights.items()}
    parts = {key: int(value + 1e-9) for key, value in exact.items()}
    by_remainder = sorted(weights, key=lambda key: parts[key] - exact[key])  # stable: ties in the given order
    for key in by_remainder[: total - sum(parts.values())]:
        parts[key] += 1
    return parts

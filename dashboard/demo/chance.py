"""Drawing lots that fall the same on every machine, for every version of Python."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """A sequence of draws named by its subject: the same words, the same draws.

    Only ``Random.random`` is used: it alone is promised never to change for a given seed.
    """

    def __init__(self, *subject: object) -> None:
        self._source = Random("/".join(map(str, ("Minh Họa", *subject))))

    def share(self) -> float:
        """Return a number from 0 (included) to 1 (excluded)."""
        return self._source.random()

    def happens(self, probability: float) -> bool:
        return self.share() < probability

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * self.share()

    def whole(self, low: int, high: int) -> int:
        """Return a whole number from ``low`` to ``high``, both included."""
        return low + int(self.share() * (high - low + 1))

    def pick(self, choices: Sequence[T]) -> T:
        return choices[int(self.share() * len(choices))]

    def shuffled(self, items: Sequence[T]) -> tuple[T, ...]:
        lots = sorted((self.share(), place) for place in range(len(items)))
        return tuple(items[place] for _, place in lots)

    def rounded(self, amount: float) -> int:
        """Return one of the two whole numbers around ``amount``, the nearer one more often."""
        return int(amount + self.share())


def apportioned(total: int, weights: Sequence[float]) -> list[int]:
    """Return whole shares of ``total`` by ``weights``: largest remainders, they sum to it."""
    whole = sum(weights)
    if total == 0 or whole <= 0:
        return [0] * len(weights)
    exact = [total * weight / whole for weight in weights]
    shares = [int(each) for each in exact]
    by_remainder = sorted(range(len(exact)), key=lambda n: (shares[n] - exact[n], n))
    for n in by_remainder[: total - sum(shares)]:
        shares[n] += 1
    return shares

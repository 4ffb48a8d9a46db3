"""What a stock was the quarter before: the unit's own, and that of the units it took over since."""

from dataclasses import dataclass

from dashboard.domain.returns import ReturnForm


@dataclass(frozen=True, slots=True)
class Carried:
    """What a stock begins the quarter with: ``least`` at least, ``most`` at most (None: nobody
    knows). The two differ where a unit was divided, or said nothing the quarter before. ``own`` is
    the unit's part of it."""

    own: int
    least: int
    most: int | None

    @property
    def exact(self) -> int | None:
        return self.least if self.least == self.most else None


def carried(form: ReturnForm, code: str) -> Carried | None:
    """Return what the stock begins with; None: the unit's own figure is not there, or it is new
    and continues no other."""
    own = 0 if form.began and form.taken_over else form.last_quarter.get(code)
    if own is None:
        return None
    brought = [(each.whole, each.figures.get(code)) for each in form.taken_over]
    least = own + sum(amount or 0 for whole, amount in brought if whole)
    if any(amount is None for _whole, amount in brought):
        return Carried(own, least, None)
    return Carried(own, least, own + sum(amount or 0 for _whole, amount in brought))

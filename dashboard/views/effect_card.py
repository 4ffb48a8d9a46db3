"""What accepting a revision would change, beside what is: so that nobody accepts it blindly."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboard.domain.progress import Status
from dashboard.domain.returns import IndicatorView
from dashboard.i18n import _, format_count
from dashboard.readings.effect import Effect, Shift
from dashboard.views.look import LOOKS
from dashboard.views.templates import drawn
from data_access.vocabulary import Measure, Period

FEW = 8


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator up to one quarter; a shift for each unit, None where it stays as it is."""

    indicator: IndicatorView
    shifts: tuple[Shift | None, ...]

    @property
    def stock(self) -> bool:
        """Whether it is what there is, which a flow may share its short name with."""
        return self.indicator.measure is Measure.STOCK

    @property
    def weighty(self) -> bool:
        """Whether it is looked at first: a status changes, or a main indicator with a target."""
        told = [each for each in self.shifts if each is not None]
        aimed = any(each.then.status is not Status.NO_TARGET for each in told)
        return any(each.status_changes for each in told) or (self.indicator.main and aimed)


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of one quarter."""

    period: Period
    lines: tuple[Line, ...]


def effect_card(effect: Effect, period: Period) -> Markup:
    """Return the card; ``period`` is the return's own quarter.

    Where much changes, what weighs stands first and the rest is folded away.
    """
    blocks = _blocks(effect)
    many = sum(len(block.lines) for block in blocks) > FEW
    return drawn(
        "effect.html",
        effect=effect,
        period=period,
        headline=headline(effect),
        first=_only(blocks, weighty=True) if many else blocks,
        rest=_only(blocks, weighty=False) if many else (),
        looks=LOOKS,
        no_target=Status.NO_TARGET,
    )


def headline(effect: Effect) -> str:
    """Return how much would change, in a sentence."""
    if effect.nothing:
        return _("Nothing changes: no figure of the year to date, and no status.")
    shifts = [shift for reach in effect.reaches for shift in reach.shifts]
    moved = {shift.now.indicator.code for shift in shifts if shift.now.actual != shift.then.actual}
    statuses = sum(shift.status_changes for shift in shifts)
    figures = _("The year to date of {count} indicators changes").format(
        count=format_count(len(moved))
    )
    if not statuses:
        return _("{figures}; no status does.").format(figures=figures)
    return _("{figures}; {count} statuses do.").format(
        figures=figures, count=format_count(statuses)
    )


def _blocks(effect: Effect) -> tuple[Block, ...]:
    by_unit = [
        {(shift.period, shift.now.indicator.code): shift for shift in reach.shifts}
        for reach in effect.reaches
    ]
    every = {
        key: shift.now.indicator
        for shifts in by_unit
        for key, shift in shifts.items()
    }  # fmt: skip
    periods = sorted({period for period, _code in every})
    return tuple(
        Block(
            period,
            tuple(
                Line(indicator, tuple(shifts.get(key) for shifts in by_unit))
                for key, indicator in _in_order(every, period)
            ),
        )
        for period in periods
    )


def _in_order(
    every: dict[tuple[Period, str], IndicatorView], period: Period
) -> Iterable[tuple[tuple[Period, str], IndicatorView]]:
    found = [(key, indicator) for key, indicator in every.items() if key[0] == period]
    return sorted(found, key=lambda each: (each[1].display_order, each[1].code))


def _only(blocks: Sequence[Block], *, weighty: bool) -> tuple[Block, ...]:
    kept = (
        Block(block.period, tuple(line for line in block.lines if line.weighty is weighty))
        for block in blocks
    )
    return tuple(block for block in kept if block.lines)

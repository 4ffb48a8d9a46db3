"""What exists at the quarter's end: moved on from the last one, and with members to go with it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.domain.checks.carried import Carried, carried
from dashboard.domain.checks.case import Case
from dashboard.domain.parameters import movement, named
from dashboard.domain.returns import IndicatorView, TakenOver
from dashboard.errors import Problem
from data_access.vocabulary import Measure, Organisation


def roll_forward(case: Case) -> Iterator[Problem]:
    """A stock is the last one, with those of the units taken over since, plus what was founded,
    less what was dissolved or merged away.

    A movement left blank counts as none. Without the last quarter's figure nothing is said. Of a
    unit that was divided, any part may have come; of one that said nothing, any number.
    """
    figures = case.content.figures
    for stock in case.form.indicators:
        now, last = figures.get(stock.code), carried(case.form, stock.code)
        moving = [each for each in case.form.indicators if each.moves == stock.code]
        if now is None or last is None or not moving or not _speaks_of(case, moving):
            continue
        moved = sum((each.moves_by or 0) * figures.get(each.code, 0) for each in moving)
        most = None if last.most is None else last.most + moved
        made = Carried(last.own, last.least + moved, most)
        away = _away(now, made)
        if abs(away) > case.limits.stock_tolerance:
            yield case.problem(
                "stock-roll-forward",
                ("figure", stock.code),
                now,
                stock=named(stock),
                now=now,
                last=made.own,
                movements=[
                    *(_brought(each, stock.code) for each in case.form.taken_over),
                    *(movement(each, figures.get(each.code)) for each in moving),
                ],
                made={"least": made.least, "most": made.most},
                difference=away,
            )


def _away(now: int, made: Carried) -> int:
    """Return how far a stock lies above (below: negative) what it can be; 0: it can."""
    if now < made.least:
        return now - made.least
    return 0 if made.most is None else max(0, now - made.most)


def _speaks_of(case: Case, moving: Sequence[IndicatorView]) -> bool:
    """Whether the movements were read; a second source need not report them."""
    if any(each.code in case.unread.figures for each in moving):
        return False
    added = (each.code for each in moving if each.moves_by == 1)
    return not case.form.cross_check or all(code in case.content.figures for code in added)


def _brought(taken: TakenOver, code: str) -> dict[str, Any]:
    """Return what a unit that was taken over brought, as a term of the sum."""
    count = taken.figures.get(code)
    if count is None:
        return {"brought": "unknown", "unit": taken.unit_name}
    brought = "whole" if taken.whole else "part"
    return {"brought": brought, "unit": taken.unit_name, "count": count}


@dataclass(frozen=True, slots=True)
class Pair:
    """The organisations of one kind that exist, their members, and the members newly admitted."""

    organisation: Organisation
    organisations: IndicatorView
    members: IndicatorView
    admitted: IndicatorView | None


def pairs(indicators: Sequence[IndicatorView]) -> Iterator[Pair]:
    """Yield the stocks that belong together: the one that flows move, and the one beside it."""
    moved = {each.moves for each in indicators}
    for organisation in Organisation:
        own = [each for each in indicators if each.organisation is organisation and not each.parent]
        stocks = [each for each in own if each.measure is Measure.STOCK]
        existing = [each for each in stocks if each.code in moved]
        members = [each for each in stocks if each.code not in moved]
        joining = [each for each in own if each.measure is Measure.FLOW and not each.moves]
        if len(existing) == len(members) == 1:
            admitted = joining[0] if len(joining) == 1 else None
            yield Pair(organisation, existing[0], members[0], admitted)


def members(case: Case) -> Iterator[Problem]:
    figures = case.content.figures
    for pair in pairs(case.form.indicators):
        organisations = figures.get(pair.organisations.code)
        if organisations == 0:
            yield from _homeless(case, pair)
        elif organisations is not None and pair.members.code in figures:
            yield from _crowded(case, pair, organisations, figures[pair.members.code])


def _crowded(case: Case, pair: Pair, organisations: int, count: int) -> Iterator[Problem]:
    span = case.limits.members.get(pair.organisation)
    if span is None or span[0] * organisations <= count <= span[1] * organisations:
        return
    yield case.problem(
        "members-per-organisation",
        ("figure", pair.members.code),
        count,
        members=named(pair.members),
        count=count,
        organisations=organisations,
        existing=named(pair.organisations),
        least=span[0],
        most=span[1],
    )


def _homeless(case: Case, pair: Pair) -> Iterator[Problem]:
    """Members where no organisation is; those admitted before the last one went are let be."""
    had = carried(case.form, pair.organisations.code)
    had_some = had is not None and had.most != 0
    for indicator in (pair.members, None if had_some else pair.admitted):
        count = case.content.figures.get(indicator.code, 0) if indicator else 0
        if indicator is None or not count:
            continue
        yield case.problem(
            "members-without-organisation",
            ("figure", indicator.code),
            count,
            members=named(indicator),
            count=count,
            existing=named(pair.organisations),
        )

"""What exists at the quarter's end: moved on from the last one, and with members to go with it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from dashboard.domain.checks.carried import Carried, carried
from dashboard.domain.checks.case import Case
from dashboard.domain.names import indicator_name, indicator_short
from dashboard.domain.returns import IndicatorView, TakenOver
from dashboard.errors import Problem
from dashboard.i18n import _, format_count, signed
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
            message = _roll_sentence(case, stock, moving, made, away)
            yield case.problem("stock-roll-forward", ("figure", stock.code), now, message)


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


def _roll_sentence(
    case: Case, stock: IndicatorView, moving: Sequence[IndicatorView], made: Carried, away: int
) -> str:
    now = case.content.figures[stock.code]
    brought = [_brought(each, stock.code) for each in case.form.taken_over]
    return _(
        "“{stock}” is {now}, but the {last} of the quarter before {movements} make {made}: a "
        "difference of {difference}. Correct the figure that is wrong; if all of them are right, "
        "explain the difference."
    ).format(
        stock=indicator_name(stock),
        now=format_count(now),
        last=format_count(made.own),
        movements=" ".join([*brought, *(_movement(case, each) for each in moving)]),
        made=_made(made),
        difference=signed(away),
    )


def _made(made: Carried) -> str:
    least = format_count(made.least) if made.least >= 0 else signed(made.least)
    if made.exact is not None:
        return least
    if made.most is None:
        return _("{least} or more").format(least=least)
    most = format_count(made.most) if made.most >= 0 else signed(made.most)
    return _("{least} to {most}").format(least=least, most=most)


def _brought(taken: TakenOver, code: str) -> str:
    """Return what a unit that was taken over brought, as a term of the sum."""
    amount = taken.figures.get(code)
    if amount is None:
        words = _("+ what {unit} brought, which did not report it the quarter before")
        return words.format(unit=taken.unit_name)
    words = _("+ {count} (of {unit})") if taken.whole else _("+ (0 to {count}, a part of {unit})")
    return words.format(count=format_count(amount), unit=taken.unit_name)


def _movement(case: Case, flow: IndicatorView) -> str:
    amount = case.content.figures.get(flow.code)
    short = indicator_short(flow)
    word = _("founded") if flow.listed else short
    if amount is None:
        word = _("{movement}, blank, taken as 0").format(movement=word)
    sign = "+" if flow.moves_by == 1 else "−"
    return f"{sign} {format_count(amount or 0)} ({word})"


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
        _(
            "“{members}” is {count} for {organisations} of “{existing}”: {average} each, where "
            "{least} to {most} are usual. Check both figures."
        ).format(
            members=indicator_name(pair.members),
            count=format_count(count),
            organisations=format_count(organisations),
            existing=indicator_name(pair.organisations),
            average=format_count(Fraction(count, organisations)),
            least=format_count(span[0]),
            most=format_count(span[1]),
        ),
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
            _(
                "“{members}” is {count}, but “{existing}” is 0, so there is no organisation that "
                "they could belong to. Correct one of the two figures, or explain it."
            ).format(
                members=indicator_name(indicator),
                count=format_count(count),
                existing=indicator_name(pair.organisations),
            ),
        )

"""What a return says, beside what it is compared with: figures, lists, difficulties."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup

from dashboard.domain.returns import (
    FoundingRow,
    IndicatorView,
    ReturnContent,
    ReturnForm,
)
from dashboard.domain.text import enterprise_key
from dashboard.i18n import _, format_count, format_percent
from dashboard.views.look import BLANK, ORGANISATIONS
from dashboard.views.templates import drawn
from data_access.vocabulary import Measure, Organisation


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator: last quarter, this return, the revision before, the year against its target.

    ``differs``: the revision before said something else. ``bar`` is a share of 100.
    """

    indicator: IndicatorView
    last: int | None
    now: int | None
    before: int | None
    differs: bool
    to_date: int | None
    target: int | None
    bar: str
    share: str
    gap: str
    change: str


@dataclass(frozen=True, slots=True)
class Block:
    organisation: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """An organisation of the list; ``mark`` says how it differs from the revision before."""

    row: FoundingRow
    founded: IndicatorView | None
    mark: str
    gone: bool


def return_sheet(
    content: ReturnContent, form: ReturnForm, before: ReturnContent | None = None
) -> Markup:
    """Return the cards of one return; ``before`` is what its predecessor said."""
    flows = _blocks(content, form, before, Measure.FLOW)
    stocks = _blocks(content, form, before, Measure.STOCK)
    return drawn(
        "return_sheet.html",
        period=form.period,
        flows=flows,
        stocks=stocks,
        compared=before is not None,
        differences=_differences((*flows, *stocks)) if before else 0,
        foundings=_listed(content, form, before),
        reviews=content.reviews,
        difficulties=content.difficulties,
    )


def to_date(indicator: IndicatorView, form: ReturnForm, figures: Mapping[str, int]) -> int | None:
    """Return the year to date with this return's figure; None: none reported."""
    before, own = form.year_to_date.get(indicator.code), figures.get(indicator.code)
    if own is None or before is None:
        return before if own is None else own
    return before + own if indicator.measure is Measure.FLOW else own


def _blocks(
    content: ReturnContent, form: ReturnForm, before: ReturnContent | None, measure: Measure
) -> tuple[Block, ...]:
    blocks = []
    for organisation in Organisation:
        lines = tuple(
            _line(each, content, form, before)
            for each in form.indicators
            if each.organisation is organisation and each.measure is measure
        )
        if lines:
            blocks.append(Block(_(ORGANISATIONS[organisation]), lines))
    return tuple(blocks)


def _line(
    indicator: IndicatorView,
    content: ReturnContent,
    form: ReturnForm,
    before: ReturnContent | None,
) -> Line:
    code = indicator.code
    now, last = content.figures.get(code), form.last_quarter.get(code)
    earlier = before.figures.get(code) if before else None
    done, target = to_date(indicator, form, content.figures), form.targets.get(code) or None
    return Line(
        indicator=indicator,
        last=last,
        now=now,
        before=earlier,
        differs=before is not None and earlier != now,
        to_date=done,
        target=target,
        bar=_bar(done, target),
        share=_share(done, target),
        gap=_gap(done, target),
        change=_change(now, last),
    )


def _bar(done: int | None, target: int | None) -> str:
    return f"{min(100, float(Fraction(done, target) * 100)):.4g}" if done and target else "0"


def _share(done: int | None, target: int | None) -> str:
    return BLANK if done is None or not target else format_percent(Fraction(done, target))


def _gap(done: int | None, target: int | None) -> str:
    if done is None or not target:
        return ""
    if done < target:
        return _("{count} short").format(count=format_count(target - done))
    if done == target:
        return _("target reached")
    return _("exceeded by {percent}").format(percent=format_percent(Fraction(done, target) - 1))


def _change(now: int | None, last: int | None) -> str:
    if now is None or last is None:
        return BLANK
    if now == last:
        return "0"
    sign = "+" if now > last else "−"  # the minus sign is as wide as the plus
    return f"{sign}{format_count(abs(now - last))}"


def _differences(blocks: Sequence[Block]) -> int:
    return sum(line.differs for block in blocks for line in block.lines)


def _listed(
    content: ReturnContent, form: ReturnForm, before: ReturnContent | None
) -> tuple[Listed, ...]:
    known = {each.code: each for each in form.indicators}
    earlier = {_identity(row): row for row in before.foundings} if before else {}
    now = {_identity(row) for row in content.foundings}
    here = [
        Listed(
            row,
            known.get(row.indicator),
            _("new in this revision") if before and _identity(row) not in earlier else "",
            gone=False,
        )
        for row in content.foundings
    ]
    gone = [
        Listed(row, known.get(row.indicator), _("taken out in this revision"), gone=True)
        for identity, row in earlier.items()
        if identity not in now
    ]
    return (*here, *gone)


def _identity(row: FoundingRow) -> tuple[str, str]:
    return row.indicator, row.tax_code or enterprise_key(row.enterprise)

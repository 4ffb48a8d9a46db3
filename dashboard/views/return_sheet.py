"""What a return says, beside what it is compared with: figures, lists, difficulties."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from markupsafe import Markup

from dashboard.domain import spots
from dashboard.domain.differences import SAME, Kind, Row, RowChange, difference
from dashboard.domain.returns import (
    DifficultyRow,
    FoundingRow,
    IndicatorView,
    ReturnContent,
    ReturnForm,
    ReviewRow,
    in_families,
)
from dashboard.i18n import _, format_count, format_percent
from dashboard.views.differences import FIELDS, KINDS, changed_by, said
from dashboard.views.look import BLANK, ORGANISATIONS
from dashboard.views.templates import drawn
from dashboard.workbooks.intake import Note
from data_access.vocabulary import Measure, Organisation


@dataclass(frozen=True, slots=True)
class Beside:
    """What is drawn with the figures and rows besides what they say.

    ``base`` is the number of the revision compared with (None: the one before). ``toggle`` gives
    the address that marks a spot for a remark, or unmarks it; ``marked`` are the marked ones.
    ``remarks`` are a reviewer's words by spot, ``notes`` what the unit noted in its file.
    """

    base: int | None = None
    toggle: Callable[[str], str] | None = None
    marked: frozenset[str] = frozenset()
    remarks: Mapping[str, Sequence[str]] = field(default_factory=dict)
    notes: Sequence[Note] = ()

    def on(self, spot: str) -> "Spot":
        href = self.toggle(spot) if self.toggle else None
        note = next((each.text for each in self.notes if _spot(each) == spot), "")
        return Spot(href, spot in self.marked, tuple(self.remarks.get(spot, ())), note)


@dataclass(frozen=True, slots=True)
class Spot:
    """A figure or row as something to remark on; ``href`` None: not now.

    ``note`` is the unit's own word beside the figure.
    """

    href: str | None
    marked: bool
    remarks: tuple[str, ...]
    note: str = ""


def _spot(note: Note) -> str | None:
    return spots.of_figure(note.code) if note.code else None


PLAIN = Beside()
_NOTHING = Spot(None, marked=False, remarks=())


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator: last quarter, this return, the revision before, the year against its target.

    ``differs``: the revision before said something else. ``bar`` is a share of 100.
    """

    spot: Spot

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
    """A row of a list; ``mark`` says how it differs from the revision before, ``now`` in what."""

    row: FoundingRow | ReviewRow | DifficultyRow
    spot: Spot
    tone: str = ""
    mark: str = ""
    now: tuple[str, ...] = ()
    gone: bool = False
    founded: IndicatorView | None = None


def return_sheet(
    content: ReturnContent,
    form: ReturnForm,
    before: ReturnContent | None = None,
    beside: Beside = PLAIN,
) -> Markup:
    """Return the cards of one return; ``before`` is what it is compared with."""
    flows = _blocks(content, form, before, beside, Measure.FLOW)
    stocks = _blocks(content, form, before, beside, Measure.STOCK)
    found = difference(before, content) if before else SAME
    return drawn(
        "return_sheet.html",
        period=form.period,
        flows=flows,
        stocks=stocks,
        compared=_compared((*flows, *stocks), beside) if before else "",
        base=beside.base,
        notes=[each for each in beside.notes if each.code is None],
        remarking=beside.toggle is not None,
        foundings=_listed(content.foundings, found.foundings, form, beside, 2),
        reviews=_listed(content.reviews, found.reviews, form, beside, 3),
        difficulties=_listed(content.difficulties, found.difficulties, form, beside, 4),
    )


def _compared(blocks: Sequence["Block"], beside: Beside) -> str:
    """Return how many figures differ from what the return is compared with."""
    many = sum(line.differs for block in blocks for line in block.lines)
    if beside.base is None:
        words = (
            _("{count} figures differ from the revision before")
            if many
            else _("no figure differs from the revision before")
        )
        return words.format(count=many)
    words = (
        _("{count} figures differ from revision {number}")
        if many
        else _("no figure differs from revision {number}")
    )
    return words.format(count=many, number=beside.base)


def to_date(indicator: IndicatorView, form: ReturnForm, figures: Mapping[str, int]) -> int | None:
    """Return the year to date with this return's figure; None: none reported."""
    before, own = form.year_to_date.get(indicator.code), figures.get(indicator.code)
    if own is None or before is None:
        return before if own is None else own
    return before + own if indicator.measure is Measure.FLOW else own


def _blocks(
    content: ReturnContent,
    form: ReturnForm,
    before: ReturnContent | None,
    beside: Beside,
    measure: Measure,
) -> tuple[Block, ...]:
    blocks = []
    for organisation in Organisation:
        lines = tuple(
            _line(each, content, form, before, beside)
            for each in in_families(form.indicators)
            if each.organisation is organisation and _card(each) is measure
        )
        if lines:
            blocks.append(Block(_(ORGANISATIONS[organisation]), lines))
    return tuple(blocks)


def _card(indicator: IndicatorView) -> Measure:
    """Return what an indicator is shown with: what takes from a stock stands under it."""
    return Measure.STOCK if indicator.moves_by == -1 else indicator.measure


def _line(
    indicator: IndicatorView,
    content: ReturnContent,
    form: ReturnForm,
    before: ReturnContent | None,
    beside: Beside,
) -> Line:
    code = indicator.code
    now, last = content.figures.get(code), form.last_quarter.get(code)
    earlier = before.figures.get(code) if before else None
    done, target = to_date(indicator, form, content.figures), form.targets.get(code) or None
    return Line(
        spot=beside.on(spots.of_figure(code)),
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
        change=changed_by(last, now),
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


def _listed(
    rows: Sequence[Row],
    changes: Sequence[RowChange[Row]],
    form: ReturnForm,
    beside: Beside,
    sheet: int,
) -> tuple[Listed, ...]:
    """Return the rows as they stand, then those of the revision before that are gone."""
    names = {each.code: each for each in form.indicators}
    changed = {each.new_at: each for each in changes if each.kind is not Kind.MOVED}
    here: list[Listed] = [
        _row(row, changed.get(at), beside.on(spots.of_row(sheet, at + 1)), names)
        for at, row in enumerate(rows)
    ]
    gone: list[Listed] = [
        _row(each.old, each, _NOTHING, names)
        for each in changes
        if each.kind is Kind.REMOVED and each.old is not None
    ]
    return (*here, *gone)


def _row(
    row: Row,
    change: RowChange[Row] | None,
    spot: Spot,
    names: Mapping[str, IndicatorView],
) -> Listed:
    founded = names.get(row.indicator) if isinstance(row, FoundingRow) else None
    if change is None:
        return Listed(row, spot, founded=founded)
    tone, word = KINDS[change.kind]
    now = tuple(
        _("{field}: {old}, now {new}").format(
            field=_(FIELDS[each.field]), old=said(each.old, names), new=said(each.new, names)
        )
        for each in change.fields
    )
    return Listed(row, spot, tone, _(word), now, change.kind is Kind.REMOVED, founded)

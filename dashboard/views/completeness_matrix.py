"""Units × quarters: on time, late, missing, each cell a link to its return."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from dashboard.domain import timeliness
from dashboard.domain.lateness import standing
from dashboard.domain.progress import UnitView
from dashboard.domain.timeliness import Mark, Rate, ReturnState
from dashboard.i18n import N_, _, format_count, format_period, language
from dashboard.readings.completeness import Completeness
from dashboard.views import links
from dashboard.views.look import Look, unit_name
from dashboard.views.templates import Same, drawn
from data_access.vocabulary import Period

WIDE = 8  # quarters that fit with words in every cell; more are shown as icons and days
ROWS = 120

ON_TIME = Look("full", "good", N_("On time"), N_("On time"))
LATE = Look("half", "slow", N_("Late"), N_("Late"))
MISSING = Look("cross", "risk", N_("Not handed in"), N_("Not handed in"))
NEVER = Look("cross", "risk", N_("Never handed in"), N_("Never handed in"))
BACK = Look("back", "risk", N_("Sent back"), N_("Sent back"))
BACK_IN_TIME = Look("back", "slow", N_("Sent back"), N_("Sent back"))
WAITING = Look("clock", "wait", N_("On time, awaiting review"), N_("On time"))
NOT_DUE = Look("dots", "calm", N_("Not due yet"), N_("Not due yet"))
HISTORY = Look("dash", "none", N_("History"), N_("History"))
NOT_ASKED = Look("", "none", N_("Not asked for"), N_("Not asked for"))
LEGEND = (ON_TIME, WAITING, LATE, MISSING, BACK, NOT_DUE)


@dataclass(frozen=True, slots=True)
class Cell:
    """``word`` and ``more`` as they stand in the cell, ``days`` in a narrow one; ``said`` is the
    whole as one sentence.
    """

    look: Look
    word: str
    more: str
    days: str
    said: str
    href: str | None


@dataclass(frozen=True, slots=True)
class Row:
    unit: UnitView
    href: str
    cells: tuple[Cell, ...]
    rate: Rate


@dataclass(frozen=True, slots=True)
class Head:
    """A quarter over its column; ``rate`` is that of all counted units."""

    period: Period
    href: str
    current: bool
    rate: Rate


@dataclass(frozen=True, slots=True)
class Frame:
    """Which quarters are shown, with where each column's heading leads, and which page of rows."""

    periods: tuple[Period, ...]
    hrefs: tuple[str, ...]
    current: Period
    page: int


def matrix(record: Completeness, frame: Frame) -> Markup:
    """Return the table of the counted units, and beside it that of the second sources."""
    return _matrix(Same(record), frame, language())


@lru_cache(maxsize=32)
def _matrix(given: Same[Completeness], frame: Frame, _language: str) -> Markup:
    record = given.value
    counted, beside = (_rows(record, units, frame) for units in (record.counted, record.beside))
    shown = counted[frame.page * ROWS : (frame.page + 1) * ROWS]
    return drawn(
        "completeness_matrix.html",
        heads=[
            Head(period, href, period == frame.current, timeliness.rate(record.of_period(period)))
            for period, href in zip(frame.periods, frame.hrefs, strict=True)
        ],
        years=_spans(frame.periods),
        rows=shown,
        whole=len(counted),
        first=frame.page * ROWS + 1,
        beside=beside,
        narrow=len(frame.periods) > WIDE,
        legend=LEGEND,
        total=timeliness.rate(
            each for period in frame.periods for each in record.of_period(period)
        ),
    )


def pages(record: Completeness, periods: Sequence[Period]) -> int:
    """Return how many pages of rows there are, at least 1."""
    shown = sum(_is_shown(record, unit, periods) for unit in record.counted)
    return max(1, -(-shown // ROWS))


def _is_shown(record: Completeness, unit: UnitView, periods: Sequence[Period]) -> bool:
    found = (record.states.get((unit.id, period)) for period in periods)
    return any(each and each.mark is not Mark.NOT_ASKED for each in found)


def _rows(record: Completeness, units: Sequence[UnitView], frame: Frame) -> list[Row]:
    rows = []
    for unit in units:
        if _is_shown(record, unit, frame.periods):
            states = [record.states[unit.id, period] for period in frame.periods]
            cells = tuple(cell(each, record) for each in states)
            href = links.view(links.UNIT, unit.code, frame.current)
            rows.append(Row(unit, href, cells, timeliness.rate(states)))
    return rows


def _spans(periods: Sequence[Period]) -> list[tuple[int, int]]:
    """Return each year with how many columns it has."""
    years = [period.year for period in periods]
    return [(year, years.count(year)) for year in dict.fromkeys(years)]


def cell(state: ReturnState, record: Completeness) -> Cell:
    """Return how a return is shown in the table."""
    if state.mark is Mark.NOT_ASKED or state.period.first_day > record.today:
        return Cell(NOT_ASKED, "", "", "", _(NOT_ASKED.word), _address(state, only_return=True))
    look = face(state)
    said = f"{unit_name(state.unit)}, {format_period(state.period)}: {standing(state)}"
    counts = state.mark in (Mark.LATE, Mark.MISSING) and state.is_taken
    days = format_count(state.days) if counts or state.mark is Mark.LATE else ""
    return Cell(look, _word(state, look), _more(state), days, said, _address(state))


def face(state: ReturnState) -> Look:
    """Return the icon, tone and word of a return that is asked for."""
    match state.mark:
        case Mark.ON_TIME:
            return WAITING if state.waits else ON_TIME
        case Mark.LATE:
            return LATE
        case Mark.MISSING:
            return BACK if state.is_back else MISSING if state.is_taken else NEVER
        case Mark.NOT_DUE:
            return BACK_IN_TIME if state.is_back else NOT_DUE
        case _other:
            return HISTORY


def _word(state: ReturnState, look: Look) -> str:
    if state.mark is Mark.LATE:
        return _("Late {count} days").format(count=format_count(state.days))
    if state.mark is Mark.NOT_DUE and not state.is_back:
        return _("{count} days to go").format(count=format_count(state.days))
    return _(look.short)


def _more(state: ReturnState) -> str:
    """Return the small line of a cell."""
    if state.mark is Mark.MISSING and state.is_taken:
        return _("{count} days over").format(count=format_count(state.days))
    if state.mark is Mark.NOT_DUE and state.is_back:
        return _("{count} days left").format(count=format_count(state.days))
    said = []
    if state.waits:
        said.append(_("awaiting review"))
    elif state.sent_back and state.mark is not Mark.MISSING:
        said.append(_("sent back {count} times").format(count=state.sent_back))
    elif state.extended:
        said.append(_("put off"))
    return ", ".join(said)


def _address(state: ReturnState, *, only_return: bool = False) -> str | None:
    if state.return_id is not None:
        return links.to_return(state.return_id)
    return None if only_return else links.view(links.UNIT, state.unit.code, state.period)

"""Everything that the page of reviewing shows, of one moment."""

from dataclasses import dataclass

from dashboard.domain import reach
from dashboard.domain.access import Person, Right
from dashboard.domain.progress import UnitView
from dashboard.domain.timeliness import ReturnState
from dashboard.doors import reading
from dashboard.readings import effect, notes, progress, receipts, returns, spots, worklists
from dashboard.readings.effect import Effect
from dashboard.readings.returns import ReturnDetail
from dashboard.readings.spots import Said
from dashboard.readings.worklists import Waiting
from dashboard.workbooks.intake import Note
from data_access.vocabulary import Period


@dataclass(frozen=True, slots=True)
class Outstanding:
    """Where the returns for the newest due quarter of each province stand, of all units that are
    reviewed."""

    periods: tuple[Period, ...]
    receipts: tuple[ReturnState, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """One return to be decided on: what accepting it would change (None: it awaits no review),
    what was said of single places of the revision before, and what the unit noted in its file
    (None: it cannot be read).
    """

    detail: ReturnDetail
    effect: Effect | None
    remarks: Said | None
    notes: tuple[Note, ...] | None


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """What awaits review, the longest first, beside either one return that was opened or who is
    missing.
    """

    queue: tuple[Waiting, ...]
    opened: Opened | None
    outstanding: Outstanding | None


def read(
    person: Person, return_id: int | None = None, against: int | None = None
) -> ReviewPage | None:
    """Return what the page shows, with the return opened beside its revision ``against``; None:
    there is no unit whose returns the person could review.

    Raises:
        NotFound: no such return.
        NotAllowed: the person reviews no unit; they may not see the return.
    """
    with reading(person):
        queue = worklists.queue(person)
        reached = reach.units(person, Right.REVIEW_RETURN, progress.units_visible(person))
        if not reached:
            return None
        if return_id is None:
            return ReviewPage(queue, None, _outstanding(person, reach.tops(reached)))
        return ReviewPage(queue, _opened(person, return_id, against), None)


def _outstanding(person: Person, tops: tuple[UnitView, ...]) -> Outstanding:
    periods = tuple(progress.latest_period(person, unit.code) for unit in tops)
    found = (
        receipts.of_unit(person, unit.code, period)
        for unit, period in zip(tops, periods, strict=True)
    )
    return Outstanding(periods, tuple(receipt for each in found for receipt in each))


def _opened(person: Person, return_id: int, against: int | None) -> Opened:
    detail = returns.detail(person, return_id, against=against)
    before = detail.predecessor
    with reading(person) as session:
        noted = notes.of_revision(session, detail.revision, detail.form)
    return Opened(
        detail,
        effect.effect(person, return_id, detail.revision.number) if detail.waits else None,
        spots.remarks(person, return_id, before.number) if before else None,
        noted,
    )

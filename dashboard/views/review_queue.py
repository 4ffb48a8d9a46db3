"""Reviewing, as drawn: the queue of what was submitted, and who has not handed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from dashboard.domain.progress import UnitView
from dashboard.domain.timeliness import ReturnState
from dashboard.i18n import _, format_count, format_period
from dashboard.readings.worklists import Waiting
from dashboard.views import links, sentences
from dashboard.views.look import RETURN_LOOKS, Look, unit_name
from dashboard.views.notices import Next
from dashboard.views.templates import drawn
from data_access.vocabulary import Period, ReturnStatus


@dataclass(frozen=True, slots=True)
class Row:
    """One submitted return as a row of the queue."""

    each: Waiting
    href: str
    late: str


@dataclass(frozen=True, slots=True)
class Outstanding:
    """A unit whose return is not there."""

    unit: UnitView
    period: Period
    look: Look
    when: str
    href: str
    late: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a return stands in the queue: its number, and its neighbours' addresses."""

    number: int
    total: int
    before: str | None
    after: str | None


def queue_page(
    queue: Sequence[Waiting], missing: Sequence[ReturnState], *periods: Period
) -> Markup:
    """Return the queue, the longest waiting first, and who has not handed in.

    ``periods`` are the quarters that fell due last, of each province that the person reviews.
    """
    return drawn(
        "review_queue.html",
        headline=_headline(queue),
        rows=[Row(each, links.to_review(each.return_id), _late(each)) for each in queue],
        missing=outstanding(missing),
        counted=_count(missing),
        due=_due(missing),
        periods=list(dict.fromkeys(periods)),
    )


def _due(receipts: Sequence[ReturnState]) -> date | None:
    """Return the calendar's due date; None: that of several provinces differs, or nothing is
    asked for."""
    asked = [each for each in receipts if each.asked]
    general = {each.due_on for each in asked if not each.extended}
    if len(general) > 1:
        return None
    return min((each.due_on for each in asked), default=None)


def _count(receipts: Sequence[ReturnState]) -> str:
    """Return how many have not handed in: "2/11 units, 0/2 cross-checks"."""
    said = []
    for words, counted in (
        (_("{missing}/{total} units"), True),
        (_("{missing}/{total} cross-checks"), False),
    ):
        asked = [each for each in receipts if each.asked and each.unit.counted is counted]
        if asked:
            lacking = sum(each.outstanding for each in asked)
            said.append(words.format(missing=format_count(lacking), total=format_count(len(asked))))
    return ", ".join(said)


def _headline(queue: Sequence[Waiting]) -> str:
    if not queue:
        return _("No return awaits review")
    return _("{count} returns await review").format(count=format_count(len(queue)))


def _late(waiting: Waiting) -> str:
    if not waiting.days_late:
        return _("on time")
    return _("{count} days late").format(count=format_count(waiting.days_late))


def outstanding(receipts: Sequence[ReturnState]) -> list[Outstanding]:
    """Return the units whose return is missing or has not come again, the latest first."""
    found = [
        Outstanding(
            each.unit,
            each.period,
            RETURN_LOOKS[each.present],
            sentences.timeliness(each),
            links.to_return(each.return_id)
            if each.return_id
            else links.view(links.UNIT, each.unit.code, each.period),
            each.days_late or 0,
        )
        for each in receipts
        if each.outstanding or each.present is ReturnStatus.REOPENED
    ]
    return sorted(found, key=lambda each: -each.late)


def place(queue: Sequence[Waiting], return_id: int) -> Place | None:
    """Return where the return stands in the queue; None: it awaits no review."""
    ids = [each.return_id for each in queue]
    if return_id not in ids:
        return None
    at = ids.index(return_id)
    return Place(
        at + 1,
        len(ids),
        links.to_review(ids[at - 1]) if at else None,
        links.to_review(ids[at + 1]) if at + 1 < len(ids) else None,
    )


def onward(queue: Sequence[Waiting], done: int | None = None) -> Next | None:
    """Return the next of the queue after a decision; None: nothing is left."""
    left = [each for each in queue if each.return_id != done]
    if not left:
        return None
    label = _("Next: {unit}, {period} ({count} left)").format(
        unit=unit_name(left[0].unit),
        period=format_period(left[0].period),
        count=format_count(len(left)),
    )
    return Next(label, links.to_review(left[0].return_id))

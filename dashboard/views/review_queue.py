"""Reviewing, as drawn: the queue, who is missing, one return ready to be decided on."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboard.domain.progress import Receipt, UnitView
from dashboard.i18n import _, format_count, format_period
from dashboard.readings.returns import ReturnDetail, Waiting
from dashboard.views import links, sentences
from dashboard.views.look import RETURN_LOOKS, Look, unit_name
from dashboard.views.notices import Next
from dashboard.views.problems_table import problems_table
from dashboard.views.return_sheet import return_sheet
from dashboard.views.templates import drawn
from data_access.vocabulary import Period


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


def queue_page(queue: Sequence[Waiting], missing: Sequence[Receipt], period: Period) -> Markup:
    """Return the queue, the longest waiting first, and who has not handed in for ``period``."""
    return drawn(
        "review_queue.html",
        headline=_headline(queue),
        rows=[Row(each, links.to_review(each.return_id), _late(each)) for each in queue],
        missing=outstanding(missing),
        receipts=missing,
        due=missing[0].due_on if missing else None,
        period=period,
    )


def _headline(queue: Sequence[Waiting]) -> str:
    if not queue:
        return _("No return awaits review")
    return _("{count} returns await review").format(count=format_count(len(queue)))


def _late(waiting: Waiting) -> str:
    if not waiting.days_late:
        return _("on time")
    return _("{count} days late").format(count=format_count(waiting.days_late))


def outstanding(receipts: Sequence[Receipt]) -> list[Outstanding]:
    """Return the units whose return is missing or has not come again, the latest first."""
    found = [
        Outstanding(
            each.unit,
            RETURN_LOOKS[each.status],
            sentences.timeliness(each),
            links.to_return(each.return_id)
            if each.return_id
            else links.view(links.UNIT, each.unit.code, each.period),
            each.days_late or 0,
        )
        for each in receipts
        if each.outstanding
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


def review_sheet(detail: ReturnDetail, queue: Sequence[Waiting]) -> Markup:
    """Return one return with all that a reviewer weighs: doubts first, then the figures."""
    revision = detail.revision
    head = drawn(
        "review_head.html",
        detail=detail,
        revision=revision,
        face=RETURN_LOOKS[revision.status],
        late=timeliness(detail),
        place=place(queue, revision.return_id),
        home=links.to_review(),
    )
    doubts = (
        problems_table(detail.warnings, explanation=revision.explanation)
        if detail.warnings
        else Markup()
    )
    sheet = return_sheet(detail.content, detail.form, detail.predecessor_content)
    return Markup("\n").join(filter(None, (head, doubts, sheet)))


def timeliness(detail: ReturnDetail) -> str:
    """Return "on time" or "4 days late"."""
    if not detail.days_late:
        return _("on time")
    return _("{count} days late").format(count=format_count(detail.days_late))

"""One return ready to be decided on: the doubts, what accepting changes, the figures, the lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from dashboard.domain import workflow
from dashboard.domain.workflow import Move
from dashboard.i18n import _, format_count
from dashboard.readings.effect import Effect
from dashboard.readings.returns import ReturnDetail
from dashboard.readings.spots import Said
from dashboard.readings.worklists import Waiting
from dashboard.views import links, remarks
from dashboard.views.effect_card import effect_card
from dashboard.views.look import RETURN_LOOKS
from dashboard.views.problems_table import problems_table
from dashboard.views.remarks import Remarked
from dashboard.views.return_sheet import Beside, return_sheet
from dashboard.views.review_queue import place
from dashboard.views.templates import drawn
from dashboard.workbooks.intake import Note


@dataclass(frozen=True, slots=True)
class Base:
    """A revision that this one can be compared with; ``href`` None: it is now."""

    label: str
    href: str | None


def review_sheet(
    detail: ReturnDetail,
    queue: Sequence[Waiting],
    effect: Effect | None,
    marked: tuple[str, ...] | None = None,
    said: Said | None = None,
    notes: Sequence[Note] | None = None,
) -> Markup:
    """Return the whole page.

    ``marked`` are the spots picked for remarks (None: nothing is being picked); ``said`` is what
    was said of single places of the revision before, ``notes`` what the unit noted in its file.
    """
    before = remarks.remarked(said)
    revision, may = detail.revision, workflow.may(Move.SEND_BACK, detail.situation)
    marking = marked if may else None
    head = drawn(
        "review_head.html",
        detail=detail,
        revision=revision,
        face=RETURN_LOOKS[revision.status],
        late=timeliness(detail),
        place=place(queue, revision.return_id),
        home=links.to_review(),
        remarks=before,
    )
    parts = [
        head,
        problems_table(detail.warnings, explanation=revision.explanation or "")
        if detail.warnings
        else Markup(),
        effect_card(effect, detail.period) if effect else Markup(),
        drawn(
            "review_tools.html",
            bases=_bases(detail, marking),
            may_remark=may,
            marked=marking,
            begin=_address(detail, ()),
            end=_address(detail, None),
        ),
        return_sheet(
            detail.content,
            detail.form,
            detail.base_content,
            _beside(detail, marking, before, notes or ()),
        ),
    ]
    return Markup("\n").join(filter(None, parts))


def marked(detail: ReturnDetail, asked: str | None) -> tuple[str, ...] | None:
    """Return the spots that an address marks for remarks; None: nothing is being marked."""
    return remarks.asked(asked, detail.content, detail.form.indicators)


def address(detail: ReturnDetail, marked: tuple[str, ...] | None) -> str:
    """Return the address of the page as it is shown."""
    return _address(detail, marked)


def _address(detail: ReturnDetail, marked: Sequence[str] | None, base: int | None = None) -> str:
    base = base or (detail.base.number if detail.base else None)
    if base == _usual(detail):
        base = None
    return links.to_review(detail.revision.return_id, base, marked)


def _usual(detail: ReturnDetail) -> int | None:
    """Return the revision that this one is compared with where nothing else is asked for."""
    counts, number = detail.revision.counts, detail.revision.number
    if counts is not None and counts < number:
        return counts
    return number - 1 or None


def _bases(detail: ReturnDetail, marked: tuple[str, ...] | None) -> tuple[Base, ...]:
    """Return what the return can be compared with: what counts, and the one before."""
    revision = detail.revision
    numbers = {revision.counts, revision.number - 1, detail.base.number if detail.base else None}
    found = sorted(each for each in numbers if each and each < revision.number)
    return tuple(
        Base(
            _base_words(each, counts=each == revision.counts),
            None if detail.base and each == detail.base.number else _address(detail, marked, each),
        )
        for each in found
    )


def _base_words(number: int, *, counts: bool) -> str:
    words = _("revision {number} (counts now)") if counts else _("revision {number}")
    return words.format(number=number)


def _beside(
    detail: ReturnDetail,
    marked: tuple[str, ...] | None,
    before: Sequence[Remarked],
    notes: Sequence[Note],
) -> Beside:
    figures = [each for each in before if each.spot and each.spot.startswith("f-")]
    return Beside(
        base=detail.base.number if detail.base else None,
        toggle=None if marked is None else partial(_toggle, detail, marked),
        marked=frozenset(marked or ()),
        remarks=remarks.by_spot(figures),
        notes=notes,
    )


def _toggle(detail: ReturnDetail, marked: tuple[str, ...], spot: str) -> str:
    return _address(detail, remarks.toggled(marked, spot))


def timeliness(detail: ReturnDetail) -> str:
    """Return "on time", "4 days late", or how long what was given back is overdue."""
    now = detail.situation
    if detail.handed_in is None and now.closed and not now.reopened:
        return _("never handed in; the quarter is closed")
    if detail.handed_in is None and detail.days_late:
        return _("{count} days overdue").format(count=format_count(detail.days_late))
    if detail.handed_in is None:
        return _("still to come again")
    if not detail.days_late:
        return _("on time")
    return _("{count} days late").format(count=format_count(detail.days_late))

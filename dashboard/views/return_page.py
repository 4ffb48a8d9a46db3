"""Any revision of a return, whole: its figures, its file, everything that happened to it."""

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from dashboard.i18n import N_, _
from dashboard.readings.returns import ReturnDetail
from dashboard.views import links
from dashboard.views.look import RETURN_LOOKS, Look
from dashboard.views.notices import Next
from dashboard.views.problems_table import problems_table
from dashboard.views.return_sheet import return_sheet
from dashboard.views.review_queue import timeliness
from dashboard.views.templates import drawn
from data_access.returns import RevisionRecord
from data_access.vocabulary import Channel, ReturnStatus

_CHANNELS = {
    Channel.WEB: N_("on the web page"),
    Channel.COMMAND_LINE: N_("from the command line"),
    Channel.API: N_("by another program"),
    Channel.SYSTEM: N_("by the system"),
}
_DECIDED = {
    ReturnStatus.ACCEPTED: N_("Accepted by {person}"),
    ReturnStatus.SENT_BACK: N_("Sent back by {person}"),
    ReturnStatus.REOPENED: N_("Reopened by {person}"),
    ReturnStatus.WITHDRAWN: N_("Withdrawn by {person}"),
}
_AGAIN = (ReturnStatus.SENT_BACK, ReturnStatus.REOPENED, ReturnStatus.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to the return; ``said`` are the words given with it."""

    at: datetime
    revision: int
    sentence: str
    look: Look
    said: str | None
    more: str


def return_page(detail: ReturnDetail, *, may_review: bool, may_submit: bool) -> Markup:
    """Return the whole page; the revision before is what figures are compared with."""
    revision = detail.revision
    head = drawn(
        "return_head.html",
        detail=detail,
        revision=revision,
        face=RETURN_LOOKS[revision.status],
        late=timeliness(detail),
        unit_href=links.view(links.UNIT, detail.unit.code, detail.period),
        onward=_onward(detail, may_review=may_review, may_submit=may_submit),
        events=events(detail.revisions),
        faces=RETURN_LOOKS,
    )
    parts = [head]
    if detail.warnings:
        parts.append(problems_table(detail.warnings, explanation=revision.explanation))
    parts.append(return_sheet(detail.content, detail.form, detail.predecessor_content))
    return Markup("\n").join(parts)


def _onward(detail: ReturnDetail, *, may_review: bool, may_submit: bool) -> Next | None:
    """What the person in front of it does next, if the return waits for them."""
    newest = detail.revisions[0]
    if may_review and newest.status is ReturnStatus.SUBMITTED:
        return Next(_("Review this return"), links.to_review(newest.return_id))
    if may_submit and newest.status in _AGAIN:
        href = links.view(links.SUBMIT, detail.unit.code, detail.period)
        return Next(_("Mend it and submit again"), href)
    return None


def events(revisions: tuple[RevisionRecord, ...]) -> list[Event]:
    """Return submissions and decisions, newest first."""
    found = [event for each in revisions for event in _of(each)]
    return sorted(found, key=lambda each: (each.at, each.revision), reverse=True)


def _of(revision: RevisionRecord) -> list[Event]:
    found = [
        Event(
            revision.submitted_at,
            revision.number,
            _("Submitted by {person}").format(person=revision.submitter),
            RETURN_LOOKS[ReturnStatus.SUBMITTED],
            revision.reason,
            _(_CHANNELS[revision.channel]),
        )
    ]
    if revision.decided_at is not None and revision.status in _DECIDED:
        found.insert(
            0,
            Event(
                revision.decided_at,
                revision.number,
                _(_DECIDED[revision.status]).format(person=revision.decider or ""),
                RETURN_LOOKS[revision.status],
                revision.remark,
                "",
            ),
        )
    return found

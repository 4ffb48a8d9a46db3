"""Any revision of a return, whole: its figures, its file, everything that happened to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from dashboard.domain import workflow
from dashboard.domain.workflow import Move
from dashboard.i18n import N_, _
from dashboard.readings.comparison import Comparison
from dashboard.readings.returns import ReturnDetail
from dashboard.readings.spots import Said
from dashboard.views import links, remarks
from dashboard.views.differences import differences_card
from dashboard.views.look import RETURN_LOOKS, Look
from dashboard.views.moves import DECIDED
from dashboard.views.notices import Next
from dashboard.views.problems_table import problems_table
from dashboard.views.remarks import Remarked
from dashboard.views.return_sheet import Beside, return_sheet
from dashboard.views.review_sheet import timeliness
from dashboard.views.templates import drawn
from dashboard.workbooks.intake import Note
from data_access.decisions import DecisionRecord
from data_access.returns import STATUS_AFTER, RevisionRecord
from data_access.vocabulary import Channel, ReturnStatus

_CHANNELS = {
    Channel.WEB: N_("on the web page"),
    Channel.EMAIL: N_("received by e-mail"),
    Channel.COMMAND_LINE: N_("from the command line"),
    Channel.API: N_("through the API, by the unit's program"),
    Channel.SYSTEM: N_("by the system"),
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
    remarks: tuple[Remarked, ...] = ()


@dataclass(frozen=True, slots=True)
class Filed:
    """A revision in the list of all; ``beside`` compares it with what it replaced."""

    revision: RevisionRecord
    look: Look
    counts: bool
    shown: bool
    beside: Next | None


def return_page(
    detail: ReturnDetail,
    comparison: Comparison | None = None,
    said: Said | None = None,
    notes: Sequence[Note] | None = None,
) -> Markup:
    """Return the whole page; ``comparison`` stands in place of the figures.

    ``said`` is what a reviewer said of single places of the revision, ``notes`` what the unit noted
    in its file.
    """
    revision, remarked = detail.revision, remarks.remarked(said)
    head = drawn(
        "return_head.html",
        detail=detail,
        revision=revision,
        face=RETURN_LOOKS[revision.status],
        faces=RETURN_LOOKS,
        late=timeliness(detail),
        unit_href=links.view(links.UNIT, detail.unit.code, detail.period),
        onward=_onward(detail),
        counts=revision.counts,
        stands_by=_stands_by(detail),
        mend=revision.status is ReturnStatus.SENT_BACK,
        events=events(detail.revisions, detail.decisions, {revision.number: remarked}),
        filed=[_filed(each, detail) for each in detail.revisions],
    )
    if comparison is not None:
        compared = differences_card(comparison.compared, detail.revisions, comparison.spots)
        return Markup("\n").join([head, compared])
    parts = [head]
    if detail.warnings:
        parts.append(problems_table(detail.warnings, explanation=revision.explanation or ""))
    beside = Beside(
        base=detail.base.number if detail.base else None,
        remarks=remarks.by_spot(remarked),
        notes=notes or (),
    )
    parts.append(return_sheet(detail.content, detail.form, detail.base_content, beside))
    return Markup("\n").join(parts)


def _stands_by(detail: ReturnDetail) -> RevisionRecord | None:
    """Return the revision that the return stands by again, where the newest was taken back."""
    if not detail.revision.newest or detail.revision.stands:
        return None
    return next((each for each in detail.revisions if each.stands), None)


def _onward(detail: ReturnDetail) -> list[tuple[Next, bool]]:
    """What the person in front of it can do next on another page, and whether it waits for them."""
    open_moves = {step.move for step in workflow.moves(detail.situation)}
    found = []
    if Move.SEND_BACK in open_moves:
        review = links.to_review(detail.revision.return_id)
        found.append((Next(_("Review this return"), review), True))
    if open_moves & {Move.SUBMIT, Move.CORRECT}:
        again = detail.situation.status in _AGAIN
        words = _("Mend it and submit again") if again else _("Submit a correction")
        href = links.view(links.SUBMIT, detail.unit.code, detail.period)
        found.append((Next(words, href), again))
    return found


def _filed(each: RevisionRecord, detail: ReturnDetail) -> Filed:
    before = each.number - 1
    beside = (
        Next(
            _("beside revision {number}").format(number=before),
            links.to_difference(each.return_id, before, each.number),
        )
        if before
        else None
    )
    return Filed(
        each,
        RETURN_LOOKS[each.status],
        counts=each.number == each.counts,
        shown=each.number == detail.revision.number,
        beside=beside,
    )


def events(
    revisions: Sequence[RevisionRecord],
    decisions: Sequence[DecisionRecord],
    said: Mapping[int, Sequence[Remarked]],
) -> list[Event]:
    """Return submissions and decisions, newest first.

    ``said`` has the remarks of single revisions in words; those of others are told by their cells.
    """
    submitted = [(each.submitted_at, each.number, 0, _submitted(each)) for each in revisions]
    decided = [
        (each.decided_at, each.revision, each.id, _decided(each, said.get(each.revision, ())))
        for each in decisions
    ]
    every = sorted([*submitted, *decided], key=lambda each: each[:3], reverse=True)
    return [event for *_key, event in every]


def _submitted(revision: RevisionRecord) -> Event:
    return Event(
        revision.submitted_at,
        revision.number,
        _("Submitted by {person}").format(person=revision.submitter),
        RETURN_LOOKS[ReturnStatus.SUBMITTED],
        revision.reason,
        _(_CHANNELS[revision.channel]),
    )


def _decided(decision: DecisionRecord, said: Sequence[Remarked]) -> Event:
    plain = tuple(
        Remarked(None, "", each["sheet"], each["cell"], each["message"])
        for each in decision.remarks
    )
    return Event(
        decision.decided_at,
        decision.revision,
        _(DECIDED[decision.kind]).format(person=decision.decider),
        RETURN_LOOKS[STATUS_AFTER[decision.kind]],
        decision.reason,
        "",
        (tuple(said) or plain) if plain else (),
    )

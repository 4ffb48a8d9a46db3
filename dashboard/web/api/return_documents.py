"""The documents in which programs are told about returns, by the API and by ``tiendo show``."""

from datetime import datetime
from operator import itemgetter
from typing import Any

from dashboard.clock import told
from dashboard.domain.returns import FoundingRow, ReturnContent, said_in
from dashboard.readings.return_list import Listed
from dashboard.readings.whole_return import WholeReturn
from dashboard.web.api import links
from dashboard.web.api.answers import problem
from dashboard.workbooks.intake import Note
from data_access.decisions import DecisionRecord
from data_access.returns import RevisionRecord

_Event = tuple[datetime, str, int, str, str | None, tuple[dict[str, str], ...]]


def listed(each: Listed) -> dict[str, Any]:
    """Return a return by its newest revision, as a line of a list; ``counts`` is the number of the
    revision that counts, or null.
    """
    newest = each.revision
    return {
        "return_id": newest.return_id,
        "unit": each.unit.code,
        "unit_name": each.unit.name,
        "period": str(newest.period),
        "status": newest.standing.value,
        "revision": newest.number,
        "counts": newest.counts,
        "submitted_at": told(newest.submitted_at),
        "accepted_at": told(each.accepted_at),
        "due_on": each.due_on.isoformat() if each.due_on else None,
        "days_late": each.days_late,
        "links": links.of_return(newest.return_id),
    }


def detailed(whole: WholeReturn) -> dict[str, Any]:
    """Return one revision whole, beside all revisions of its return and what happened to it."""
    found, names = whole.detail, whole.file_names
    shown = found.revision
    return {
        "return_id": shown.return_id,
        "unit": found.unit.code,
        "unit_name": found.unit.name,
        "period": str(found.period),
        "status": shown.standing.value,
        "counts": shown.counts,
        "due_on": found.form.due_on.isoformat(),
        "days_late": found.days_late,
        "revision": revision(shown, names.get(shown.id)),
        "content": content(found.content),
        "notes": None if whole.notes is None else [_note(each) for each in whole.notes],
        "problems": [problem(each) for each in found.warnings],
        "revisions": [revision(each, names.get(each.id)) for each in found.revisions],
        "timeline": timeline(found.revisions, found.decisions),
        "links": links.of_return(shown.return_id),
    }


def revision(each: RevisionRecord, file_name: str | None) -> dict[str, Any]:
    """Return a revision and where its file is, without what it says; ``size`` in bytes."""
    return {
        "number": each.number,
        "status": each.status.value,
        "channel": each.channel.value,
        "submitted_at": told(each.submitted_at),
        "submitted_by": each.submitter,
        "reason": each.reason,
        "explanation": each.explanation,
        "file_name": file_name,
        "sha256": each.sha256,
        "size": each.size,
        "file": links.to_file(each.return_id, each.number),
    }


def timeline(
    revisions: tuple[RevisionRecord, ...], decisions: tuple[DecisionRecord, ...]
) -> list[dict[str, Any]]:
    """Return what happened to a return, the first first."""
    events: list[_Event] = [
        (each.submitted_at, "submit", each.number, each.submitter, each.reason, ())
        for each in revisions
    ]
    events += [
        (each.decided_at, each.kind.value, each.revision, each.decider, each.reason, each.remarks)
        for each in decisions
    ]
    return [
        {
            "at": told(at),
            "what": what,
            "revision": number,
            "by": by,
            "reason": reason,
            "remarks": [dict(each) for each in remarks],
        }
        for at, what, number, by, reason, remarks in sorted(events, key=itemgetter(0))
    ]


def content(said: ReturnContent) -> dict[str, Any]:
    """Return what a revision says, in the shape in which a program sends it."""
    return {
        "figures": dict(said.figures),
        "foundings": [_founding(each) for each in said.foundings],
        "reviews": [said_in(each) for each in said.reviews],
        "difficulties": [said_in(each) for each in said.difficulties],
    }


def _note(each: Note) -> dict[str, Any]:
    place = each.place
    return {"code": each.code, "sheet": place.sheet, "cell": place.cell, "text": each.text}


def _founding(row: FoundingRow) -> dict[str, Any]:
    return said_in(row) | {"founded_on": row.founded_on.isoformat()}

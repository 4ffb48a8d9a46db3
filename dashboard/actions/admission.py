"""Whether a return may be handed in: by whom, when, after what, with which words beside it.

Inside the action's transaction.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from dashboard import forms
from dashboard.domain import workflow
from dashboard.domain.returns import ReturnContent
from dashboard.domain.workflow import Reason
from dashboard.errors import Problem, Refused, WrongState
from data_access import returns
from data_access.returns import RevisionRecord
from data_access.vocabulary import Channel, Period, ReturnStatus, UnitRecord

EXPLAINED = frozenset({Channel.WEB, Channel.API})
"""The doors at which warnings want a word, and a correction its reason."""

TAKEN_AGAIN = frozenset({ReturnStatus.WITHDRAWN, ReturnStatus.REOPENED})
"""What was handed in as one of these may come again as it is."""


@dataclass(frozen=True, slots=True)
class RequestKey:
    """A program's name for one request; ``request_sha256`` tells it from any other request."""

    key: str
    request_sha256: bytes


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file that may be stored: what it is, what it says, and what its clerk says beside it.

    ``typed``: it was made from what a program sent, so that the same content is the same return.
    ``based_on``: the number of the newest revision that its clerk knows of, None where nobody says.
    ``came_at``: when it came, where it is read only now. ``seen``: the number of the newest
    revision when the file was looked at, 0 for none.
    """

    data: bytes
    sha256: str
    file_name: str
    unit: UnitRecord
    content: ReturnContent
    indicator_ids: dict[str, int]
    problems: tuple[Problem, ...]
    explanation: str | None
    reason: str | None
    typed: bool = False
    key: RequestKey | None = None
    based_on: int | None = None
    came_at: datetime | None = None
    seen: int = 0


def newest_of(session: Session, unit: UnitRecord, period: Period) -> RevisionRecord | None:
    found = returns.of_unit(session, unit.id, period)
    return None if found is None else returns.newest(session, found.id)


def is_repeated(newest: RevisionRecord | None, digest: str, *, worded: bool = False) -> bool:
    """Whether handing the file in again adds nothing.

    One that was withdrawn or reopened may come again as it is, one that was sent back where
    something is said beside it (``worded``).
    """
    return newest is not None and newest.sha256 == digest and not _is_new(newest, worded=worded)


def _is_new(newest: RevisionRecord, *, worded: bool) -> bool:
    return newest.status in TAKEN_AGAIN or (worded and newest.status is ReturnStatus.SENT_BACK)


def must_be_known(newest: RevisionRecord | None, number: int | None) -> None:
    """Return unless somebody knows of revision ``number`` at most, and a newer one is there.

    Raises:
        WrongState: ``draft-overtaken``, with ``by``, ``at`` and ``number``.
    """
    if newest is not None and number is not None and newest.number > number:
        raise WrongState(
            "draft-overtaken",
            by=newest.submitter,
            at=newest.submitted_at,
            number=newest.number,
        )


def must_be_the_last(newest: RevisionRecord | None, new: HandedIn) -> None:
    """Return unless another revision came after what is read only now, or since it was read.

    Raises:
        WrongState: ``newer-came-since``, with ``by``, ``at`` and ``number``.
    """
    if newest is None or newest.status is ReturnStatus.WITHDRAWN:
        return
    later = new.came_at is not None and newest.submitted_at > new.came_at
    if later or newest.number > new.seen:
        raise came_since(newest)


def came_since(newest: RevisionRecord) -> WrongState:
    """Return the refusal of a file that must not take the place of ``newest``."""
    return WrongState(
        "newer-came-since", by=newest.submitter, at=newest.submitted_at, number=newest.number
    )


def must_be_explained(channel: Channel, newest: RevisionRecord | None, new: HandedIn) -> None:
    """Return unless words are wanted beside it that are not there.

    Raises:
        Refused: ``explanation-missing``, with ``problems``, and ``correction-reason-missing``.
    """
    if channel not in EXPLAINED:
        return
    if new.problems and new.explanation is None:
        raise Refused("explanation-missing", problems=new.problems)
    if reason_wanted(newest) is Reason.REQUIRED and new.reason is None:
        raise Refused("correction-reason-missing")


def reason_wanted(newest: RevisionRecord | None) -> Reason:
    """Return whether handing in after ``newest`` wants words: why it is corrected."""
    status = newest.standing if newest else None
    return workflow.reason_of(workflow.handing_in(status), status)


def is_same(session: Session, newest: RevisionRecord, new: HandedIn) -> bool:
    """Whether handing it in adds nothing to the newest revision."""
    worded = bool(new.explanation or new.reason)
    if is_repeated(newest, new.sha256, worded=worded):
        return True
    if not new.typed or _is_new(newest, worded=worded):
        return False
    content = new.content
    plain = replace(content, foundings=tuple(replace(row, cell=None) for row in content.foundings))
    return forms.content_of(session, newest.id, content.unit, content.period) == plain

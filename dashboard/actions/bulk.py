"""Receiving what units sent by e-mail, many files at once: kept first, then read one by one.

Whoever receives acts for the units, through the channel of e-mail. What was not read when a
browser was closed or a server ended is read on later, each file once, as it stood when it came.
"""

import logging
import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from threading import BoundedSemaphore

from sqlalchemy.orm import Session

from dashboard import clock
from dashboard.actions import allow_somewhere, emailed, handed_in, record, said
from dashboard.actions.emailed import Came, End
from dashboard.domain.access import Person, Right
from dashboard.domain.bundles import NOT_READ, STILL_BACK
from dashboard.doors import writing
from dashboard.errors import (
    DashboardError,
    NotAllowed,
    Problem,
    Refused,
    WorkbookRefused,
    WrongState,
)
from dashboard.explain import problems_of
from dashboard.workbooks import withheld, workers
from dashboard.workbooks.bundle import Bundle, Entry
from data_access import bundles, files
from data_access.bundles import NewItem, WaitingRecord
from data_access.errors import DatabaseUnavailable, DataError
from data_access.vocabulary import Channel, UploadOutcome

MOST_ATTEMPTS = 2

# Each takes up to three connections of the pool, and pages want some too.
_READERS = BoundedSemaphore(5)

_log = logging.getLogger("tiendo")


def receive(person: Person, named: Iterable[tuple[str, bytes]]) -> int:
    """Keep files, and those packed in archives, all or none; return the bundle's number.

    Nothing is read yet: see ``read_next``. ``named`` has a name and the bytes for each.

    Raises:
        NotAllowed: the person receives no unit's returns.
        Refused: ``bundle-empty``, ``bundle-too-many``, ``bundle-too-large``, ``stored-too-much``.
    """
    allow_somewhere(person, Right.RECEIVE_RETURNS)
    bundle = Bundle(named)
    withheld_of = _withheld(bundle)  # before the transaction: it takes a while
    officer = replace(person, channel=Channel.EMAIL)
    with writing(person) as session:
        bundles.take_turn(session)  # two that hold the same files would wait for each other
        names = [handed_in.kept_name(name) for name in bundle.left_out]
        moment = clock.now()
        received = bundles.received_bytes(session, person.account_id, moment - timedelta(days=1))
        batch_id = bundles.add(session, person.account_id, moment, names)
        count = 0
        for count, entry in enumerate(bundle.entries(), start=1):
            received += len(entry.content or b"")
            if received > handed_in.MOST_RECEIVED_A_DAY:
                most = handed_in.MOST_RECEIVED_A_DAY // 2**20
                raise Refused("stored-too-much", most=most)
            _keep(session, officer, batch_id, count, withheld_of.get(count, entry), moment)
        record(
            session,
            officer,
            "bundle.receive",
            subject="intake_batch",
            subject_id=batch_id,
            files=count,
            left_out=len(names),
        )
    return batch_id


def _withheld(bundle: Bundle) -> dict[int, Entry]:
    """Return what may be kept of the files of which not all may, by their places."""
    found: dict[int, Entry] = {}
    for place, entry in enumerate(bundle.entries(), start=1):
        if entry.content is None:
            continue
        try:
            kept = workers.run(withheld.kept, entry.content)
        except WorkbookRefused as refusal:
            problem = entry.problem or refusal.problems[0]
            found[place] = replace(entry, content=None, problem=problem)
            continue
        if kept != entry.content:
            found[place] = replace(entry, content=kept)
    return found


def _keep(
    session: Session, person: Person, batch_id: int, place: int, entry: Entry, moment: datetime
) -> None:
    name = handed_in.kept_name(entry.name)
    content, problem = entry.content, entry.problem
    if content is None and problem is None:
        problem = problems_of(Refused("number-in-formula"))[0]
    file_id = None if content is None else files.store(session, content, moment)
    saved_at = min(entry.saved_at, moment) if entry.saved_at else None
    if problem is None:
        bundles.add_item(session, batch_id, place, NewItem(name, file_id, saved_at))
        return
    upload_id = None
    if file_id is not None and content is not None:
        came = Came(name, content, file_id, moment, None, batch_id, saved_at)
        upload_id = emailed.refused(session, person, came, (problem,))
    stored = [handed_in.as_stored(problem)]
    end = NewItem(name, file_id, saved_at, stored, UploadOutcome.REFUSED, upload_id, moment)
    bundles.add_item(session, batch_id, place, end)


def read_next(person: Person, batch_id: int) -> bool:
    """Read the next file of a bundle that waits, as one transaction; False: none is left.

    Of those of one return the one that was saved last is read last. A good one is handed in for its
    unit as of when it was received, a bad one refused; the file's end is written down with it. What
    fails through no fault of the file is logged with a reference and the file put aside with it.

    Raises:
        NotFound: there is no such bundle.
        NotAllowed: somebody else received it, or the person receives no unit's returns.
    """
    allow_somewhere(person, Right.RECEIVE_RETURNS)
    with _READERS, writing(person) as turn:
        bundles.take_turn(turn, batch_id)
        return _read_in_turn(person, batch_id)


def _read_in_turn(person: Person, batch_id: int) -> bool:
    with writing(person) as session:
        _lock(session, person, batch_id)
        item = bundles.next_waiting(session, batch_id)
        if item is None:
            return False
        if item.attempts < MOST_ATTEMPTS:
            bundles.begin(session, batch_id, item.position)
    if item.attempts >= MOST_ATTEMPTS:
        reference = secrets.token_hex(3).upper()
        place = (reference, batch_id, item.position)
        _log.error("reference %s: bundle %d, file %d ended each try to read it", *place)
        _put_aside(person, batch_id, item, reference)
        return True
    try:
        _read_one(person, batch_id, item)
    except DatabaseUnavailable:
        with suppress(DatabaseUnavailable), writing(person) as session:
            bundles.not_begun(session, batch_id, item.position)
        raise
    except (DashboardError, DataError):
        raise
    except Exception:  # noqa: BLE001  # logged, and told beside the file
        reference = secrets.token_hex(3).upper()
        _log.exception("reference %s: bundle %d, file %d", reference, batch_id, item.position)
        _put_aside(person, batch_id, item, reference)
    return True


def _lock(session: Session, person: Person, batch_id: int) -> None:
    if bundles.receiver(session, batch_id, lock=True) != person.account_id:
        raise NotAllowed(f"bundle {batch_id} is somebody else's")


def _read_one(person: Person, batch_id: int, item: WaitingRecord) -> None:
    with writing(person) as session:
        _lock(session, person, batch_id)
        if bundles.still_waiting(session, batch_id, item.position):
            _read(session, person, batch_id, item)


def _put_aside(person: Person, batch_id: int, item: WaitingRecord, reference: str) -> None:
    problem = problems_of(Refused(NOT_READ, reference=reference))[0]
    with writing(person) as session:
        _lock(session, person, batch_id)
        if not bundles.still_waiting(session, batch_id, item.position):
            return
        _finish(session, batch_id, item, End(UploadOutcome.REFUSED, None), (problem,))
        record(
            session,
            person,
            "bundle.put_aside",
            subject="intake_batch",
            subject_id=batch_id,
            file=item.position,
            reference=reference,
        )


def try_again(person: Person, batch_id: int) -> int:
    """Let the files of a bundle that were put aside wait to be read; return how many there were.

    Raises:
        NotFound, NotAllowed: as for ``read_next``.
    """
    allow_somewhere(person, Right.RECEIVE_RETURNS)
    with writing(person) as session:
        _lock(session, person, batch_id)
        aside = [each for each in bundles.items(session, batch_id) if _is(each.problems, NOT_READ)]
        for each in aside:
            bundles.wait_again(session, batch_id, each.position)
    return len(aside)


def take_with_word(person: Person, batch_id: int, position: int, word: str) -> UploadOutcome:
    """Take a return that was sent back and came again unchanged, with the word that its unit gave.

    What stands against it by now is written down as for ``read_next``; return its end.

    Raises:
        NotFound, NotAllowed: as for ``read_next``; no such file of the bundle.
        Refused: ``unit-word-missing``.
        WrongState: ``not-still-sent-back``: the file waits for no word.
    """
    allow_somewhere(person, Right.RECEIVE_RETURNS)
    words = said(word, 2000)
    if words is None:
        raise Refused("unit-word-missing")
    with writing(person) as session:
        _lock(session, person, batch_id)
        item = bundles.file_at(session, batch_id, position)
        there = next(e for e in bundles.items(session, batch_id) if e.position == position)
        if there.outcome is not UploadOutcome.REFUSED or not _is(there.problems, STILL_BACK):
            raise WrongState("not-still-sent-back")
        return _read(session, person, batch_id, item, words)


def _is(problems: tuple[dict[str, object], ...], rule: str) -> bool:
    return any(each["rule"] == rule for each in problems)


def _read(
    session: Session, person: Person, batch_id: int, item: WaitingRecord, word: str | None = None
) -> UploadOutcome:
    officer = replace(person, channel=Channel.EMAIL)
    data = files.content(session, item.file_id)
    received_at = bundles.batch(session, batch_id).received_at
    came = Came(item.file_name, data, item.file_id, received_at, word, batch_id, item.saved_at)
    end = emailed.taken(session, officer, came)
    _finish(session, batch_id, item, end)
    return end.outcome


def _finish(
    session: Session,
    batch_id: int,
    item: WaitingRecord,
    end: End,
    problems: tuple[Problem, ...] = (),
) -> None:
    bundles.finish(
        session,
        batch_id,
        item.position,
        outcome=end.outcome,
        upload_id=end.upload_id,
        unit_code=end.unit_code,
        period=end.period,
        at=clock.now(),
        problems=[handed_in.as_stored(each) for each in problems],
    )

"""What an officer received by the bundle, and what became of each file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dashboard.domain.access import Person, Right
from dashboard.domain.bundles import NOT_READ, STILL_BACK
from dashboard.doors import reading
from dashboard.errors import NotAllowed, Problem
from data_access import bundles, units
from data_access.bundles import BatchRecord, ItemRecord
from data_access.vocabulary import Period, UnitRecord, UploadOutcome

LATEST = 20


@dataclass(frozen=True, slots=True)
class Received:
    """One file of a bundle.

    ``unit`` is the unit of its stamp, where there is such a unit; ``outcome`` None: it waits.
    ``again``: a file of the bundle that was read before was of the same return. ``superseded``: a
    newer revision has taken the place of this one.
    """

    position: int
    file_name: str
    unit_code: str | None
    unit: UnitRecord | None
    period: Period | None
    outcome: UploadOutcome | None
    upload_id: int | None
    problems: tuple[Problem, ...]
    warnings: int
    return_id: int | None
    revision: int | None
    again: bool
    superseded: bool

    @property
    def is_aside(self) -> bool:
        """Whether it could not be read through a fault here; nobody has to mend it."""
        return any(each.rule == NOT_READ for each in self.problems)

    @property
    def wants_word(self) -> bool:
        """Whether it is taken with a word beside it, unchanged as it is."""
        return any(each.rule == STILL_BACK for each in self.problems)


@dataclass(frozen=True, slots=True)
class ReceivedBundle:
    """A bundle; ``left_out`` are names in its archives that are nobody's return."""

    id: int
    received_at: datetime
    left_out: tuple[str, ...]
    files: tuple[Received, ...]

    def count(self, outcome: UploadOutcome | None) -> int:
        return sum(each.outcome is outcome for each in self.files)

    @property
    def refused(self) -> tuple[Received, ...]:
        """The files that are to be mended."""
        return tuple(
            each
            for each in self.files
            if each.outcome is UploadOutcome.REFUSED and not each.is_aside
        )

    @property
    def wanting(self) -> tuple[Received, ...]:
        """The files that are taken with a word beside them."""
        return tuple(each for each in self.refused if each.wants_word)

    @property
    def aside(self) -> tuple[Received, ...]:
        return tuple(each for each in self.files if each.is_aside)


def latest(person: Person) -> tuple[BatchRecord, ...]:
    """Return the bundles that the person received last, newest first.

    Raises:
        NotAllowed: the person receives no unit's returns.
    """
    _must_receive(person)
    with reading(person) as session:
        return bundles.of_account(session, person.account_id, LATEST)


def bundle(person: Person, batch_id: int) -> ReceivedBundle:
    """Return a bundle that the person received, with all its files.

    Units are named where the person receives their returns.

    Raises:
        NotFound: there is no such bundle.
        NotAllowed: somebody else received it.
    """
    _must_receive(person)
    with reading(person) as session:
        found = bundles.batch(session, batch_id)
        if found.received_by != person.account_id:
            raise NotAllowed(f"bundle {batch_id} is somebody else's")
        items = bundles.items(session, batch_id)
        named = {each.unit_code for each in items if each.unit_code}
        theirs = units.subtree(session, person.units_with(Right.RECEIVE_RETURNS))
        known = {
            code: unit for code, unit in units.by_codes(session, named).items() if unit.id in theirs
        }
    again = _again(items)
    return ReceivedBundle(
        id=found.id,
        received_at=found.received_at,
        left_out=found.left_out,
        files=tuple(_received(each, known, each.position in again) for each in items),
    )


def progress(person: Person, batch_id: int) -> BatchRecord:
    """Return how far the reading of a bundle has come.

    Raises:
        NotFound, NotAllowed: see ``bundle``.
    """
    _must_receive(person)
    with reading(person) as session:
        found = bundles.batch(session, batch_id)
    if found.received_by != person.account_id:
        raise NotAllowed(f"bundle {batch_id} is somebody else's")
    return found


def _must_receive(person: Person) -> None:
    if not person.units_with(Right.RECEIVE_RETURNS):
        raise NotAllowed(f"{person.username}: no {Right.RECEIVE_RETURNS} anywhere")


def _again(items: Sequence[ItemRecord]) -> frozenset[int]:
    """Return the positions of files whose return a file that was read before was of."""
    seen: set[int] = set()
    again: set[int] = set()
    for each in sorted(items, key=lambda item: item.upload_id or 0):
        if each.return_id is None:
            continue
        if each.return_id in seen:
            again.add(each.position)
        seen.add(each.return_id)
    return frozenset(again)


def _received(item: ItemRecord, known: dict[str, UnitRecord], again: bool) -> Received:
    return Received(
        position=item.position,
        file_name=item.file_name,
        unit_code=item.unit_code,
        unit=known.get(item.unit_code or ""),
        period=item.period,
        outcome=item.outcome,
        upload_id=item.upload_id,
        problems=tuple(map(Problem.from_stored, item.problems)),
        warnings=item.warnings,
        return_id=item.return_id,
        revision=item.revision,
        again=again,
        superseded=item.superseded,
    )

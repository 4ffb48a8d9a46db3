"""Units: adding one, letting one end, saying which follows which."""

import re
import unicodedata
from datetime import date

from sqlalchemy.orm import Session

from dashboard.actions import allow, is_operator, parameters, record, recording_moment
from dashboard.domain.access import Person, Right
from dashboard.doors import writing
from dashboard.errors import NotAllowed, Refused
from data_access import units
from data_access.errors import NotFound
from data_access.units import KindRecord
from data_access.vocabulary import Counting, UnitRecord

PROVINCIAL = frozenset({"province", "municipality"})
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


def add(
    person: Person,
    code: str,
    *,
    kind: str,
    name: str,
    valid_from: date,
    valid_to: date | None = None,
    name_en: str | None = None,
    parent: str | None = None,
    cross_check: bool = False,
    reports: bool | None = None,
    illustration: bool = False,
    display_order: int = 0,
) -> UnitRecord:
    """Add a unit below ``parent`` (a unit's code), or a province where that is None.

    ``kind`` is a kind's code or one of its names. Where ``reports`` is None, every unit reports
    but a province. Only the server's operator adds a province; below a parent a unit is an
    illustration where the parent is one.

    Raises:
        NotAllowed: no right on the parent.
        NotFound: no such parent or kind.
        AlreadyThere: the code is taken.
        Refused: ``unit-code``, ``unit-name``, ``unit-dates``.
    """
    shown = _named(code, name)
    if valid_to is not None and valid_to < valid_from:
        raise Refused("unit-dates", code=code, valid_from=valid_from, valid_to=valid_to)
    with writing(person) as session:
        parent_id = _place(session, person, parent or None)
        kind_code = _kind(units.kinds(session), kind)
        moment = recording_moment(session)
        unit = units.add(
            session,
            recorded_at=moment,
            recorded_by=person.account_id,
            code=code,
            kind=kind_code,
            name=shown,
            name_en=name_en,
            parent_id=parent_id,
            counting=Counting.CROSS_CHECK if cross_check else Counting.COUNTED,
            reports=kind_code not in PROVINCIAL if reports is None else reports,
            illustration=illustration,
            valid_from=valid_from,
            valid_to=valid_to,
            display_order=display_order,
        )
        if parent_id is None:
            parameters.establish(session, unit)
        record(
            session,
            person,
            "unit.add",
            unit_id=unit.id,
            subject="unit",
            at=moment,
            subject_id=unit.id,
            code=code,
        )
        return unit


def close(person: Person, code: str, last_day: date) -> UnitRecord:
    """Let a unit exist until ``last_day`` and return it.

    Raises:
        NotAllowed, NotFound: no right on it; no such unit.
        Refused: ``unit-dates``; ``unit-has-children``: one below it exists for longer.
    """
    with writing(person) as session:
        unit = units.by_code(session, code)
        allow(session, person, Right.MANAGE_UNITS, unit.id)
        if last_day < unit.valid_from:
            raise Refused("unit-dates", code=code, valid_from=unit.valid_from, valid_to=last_day)
        for below in units.visible(session, (unit.id,)):
            outlives = below.valid_to is None or below.valid_to > last_day
            if below.id != unit.id and outlives:
                raise Refused("unit-has-children", code=code, child=below.code)
        moment = recording_moment(session)
        units.close(session, unit.id, last_day, recorded_at=moment, recorded_by=person.account_id)
        record(
            session,
            person,
            "unit.close",
            unit_id=unit.id,
            subject="unit",
            at=moment,
            subject_id=unit.id,
            last_day=last_day.isoformat(),
        )
        return units.by_id(session, unit.id)


def succeed(
    person: Person,
    predecessor: str,
    successor: str,
    effective_on: date,
    decision_number: str | None = None,
) -> None:
    """Record that ``successor`` continues ``predecessor`` (codes), wholly or partly.

    Raises:
        NotAllowed, NotFound: no right on one of them; no such unit.
        Refused: ``unit-succeeds-itself``.
    """
    with writing(person) as session:
        before, after = (units.by_code(session, code) for code in (predecessor, successor))
        allow(session, person, Right.MANAGE_UNITS, before.id)
        allow(session, person, Right.MANAGE_UNITS, after.id)
        if before.id == after.id:
            raise Refused("unit-succeeds-itself", code=predecessor)
        moment = recording_moment(session)
        units.succeed(
            session, before.id, after.id, effective_on, decision_number, recorded_at=moment
        )
        record(
            session,
            person,
            "unit.succeed",
            unit_id=after.id,
            subject="unit",
            at=moment,
            subject_id=before.id,
            effective_on=effective_on.isoformat(),
        )


def _named(code: str, name: str) -> str:
    """Return the name of a new unit as it is kept, if it and the code can be taken."""
    if not _CODE.fullmatch(code):
        raise Refused("unit-code", code=code)
    shown = unicodedata.normalize("NFC", name).strip()
    if not 1 <= len(shown) <= 200:
        raise Refused("unit-name", code=code)
    return shown


def _place(session: Session, person: Person, parent: str | None) -> int | None:
    """Return the id of the unit to add another one below, if the person may; None: of a province.

    Raises:
        NotAllowed, NotFound: they may not; no such parent.
    """
    if parent is None:
        if not is_operator(person):
            raise NotAllowed(f"{person.username}: only the operator adds a province")
        return None
    parent_id = units.by_code(session, parent).id
    allow(session, person, Right.MANAGE_UNITS, parent_id)
    return parent_id


def _kind(kinds: tuple[KindRecord, ...], wanted: str) -> str:
    asked = unicodedata.normalize("NFC", wanted).strip().casefold()
    for kind in kinds:
        if asked in (kind.code, kind.name.casefold(), kind.name_en.casefold()):
            return kind.code
    raise NotFound("unit_kind", wanted)

"""Units: adding one, another name or kind, letting one end, saying which follows which."""

import re
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from dashboard import clock, provinces
from dashboard.actions import allow, is_operator, parameters, record, recording_moment, said
from dashboard.domain.access import Person, Right
from dashboard.domain.text import normalized, tidy
from dashboard.doors import writing
from dashboard.errors import NotAllowed, Refused
from data_access import units
from data_access.errors import AlreadyThere, NotFound
from data_access.units import Called, KindRecord
from data_access.vocabulary import Counting, UnitRecord

PROVINCIAL = frozenset({"province", "municipality"})
LAST_ORDER = 32_767
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_KIND_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_LONGEST_NAME, _LONGEST_KIND, _LONGEST_NUMBER = 200, 120, 80


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


def rename(
    person: Person,
    code: str,
    *,
    name: str | None = None,
    name_en: str | None = None,
    kind: str | None = None,
    effective_on: date | None = None,
    decision_number: str | None = None,
) -> UnitRecord:
    """Let a unit bear another name, or be of another kind, from a day on (today); return the unit
    as it is called today.

    What is not given stays as it is on that day; an empty ``name_en`` takes the English name away.
    What was recorded for later days holds from those days on as before. ``kind`` is a kind's code
    or one of its names; it decides nothing but the word that is shown. Where nothing would be
    another, nothing is recorded.

    Raises:
        NotAllowed, NotFound: no right on it; no such unit or kind.
        Refused: ``unit-rename-empty``, ``unit-name``; ``unit-name-day``: the unit does not exist
            on that day.
    """
    if name is None and name_en is None and kind is None:
        raise Refused("unit-rename-empty", code=code)
    number = said(decision_number, _LONGEST_NUMBER)
    with writing(person) as session:
        unit = units.by_code(session, code)
        allow(session, person, Right.MANAGE_UNITS, unit.id)
        day = effective_on or clock.today()
        _must_exist_on(unit, day)
        kind_code = None if kind is None else _kind(units.kinds(session), kind)
        units.let_others_wait(session, unit.id)
        before = units.called(session, unit.id, day)
        after = Called(
            kind=kind_code or before.kind,
            name=before.name if name is None else _shown(code, name),
            name_en=before.name_en if name_en is None else _shown(code, name_en, least=0) or None,
        )
        if after == before and number is None:
            return unit
        moment = recording_moment(session)
        units.name_it(
            session,
            unit.id,
            kind=after.kind,
            name=after.name,
            name_en=after.name_en,
            effective_on=day,
            decision_number=number,
            recorded_by=person.account_id,
            recorded_at=moment,
        )
        record(
            session,
            person,
            "unit.rename",
            unit_id=unit.id,
            subject="unit",
            at=moment,
            subject_id=unit.id,
            effective_on=day.isoformat(),
            decision_number=number,
            before=_detail(before),
            after=_detail(after),
        )
        return units.by_id(session, unit.id)


def add_kind(
    person: Person, code: str, name: str, name_en: str, display_order: int | None = None
) -> KindRecord:
    """Add a kind of unit, shown after all others where no order is given; kinds are never changed.

    Raises:
        NotAllowed: the person does not administer every province.
        AlreadyThere: the code, or one of the names, is another kind's.
        Refused: ``kind-code``, ``kind-name``, ``kind-order``.
    """
    if not _KIND_CODE.fullmatch(code):
        raise Refused("kind-code", code=code)
    words = [tidy(each) for each in (name, name_en)]
    if not all(1 <= len(each) <= _LONGEST_KIND for each in words):
        raise Refused("kind-name", code=code, most=_LONGEST_KIND)
    if display_order is not None and not 0 <= display_order <= LAST_ORDER:
        raise Refused("kind-order", code=code, most=LAST_ORDER)
    with writing(person) as session:
        provinces.all_administered(session, person)
        moment = recording_moment(session)
        taken = {word for kind in units.kinds(session) for word in _words(kind)}
        for each in words:
            if each.casefold() in taken:
                raise AlreadyThere("unit_kind", each)
        added = units.add_kind(session, code, words[0], words[1], display_order)
        record(
            session,
            person,
            "unit.add_kind",
            subject="unit_kind",
            at=moment,
            code=code,
            name=added.name,
            name_en=added.name_en,
        )
        return added


def close(person: Person, code: str, last_day: date | None) -> UnitRecord:
    """Let a unit exist until ``last_day`` and return it; None takes a recorded end back.

    Raises:
        NotAllowed, NotFound: no right on it; no such unit.
        Refused: ``unit-dates``; ``unit-has-children``: one below it exists for longer;
            ``unit-outlives-parent``: it would exist for longer than the one above it.
    """
    with writing(person) as session:
        unit = units.by_code(session, code)
        allow(session, person, Right.MANAGE_UNITS, unit.id)
        if last_day is not None and last_day < unit.valid_from:
            raise Refused("unit-dates", code=code, valid_from=unit.valid_from, valid_to=last_day)
        units.let_others_wait(session, unit.id)
        _must_end_in_turn(session, unit, last_day)
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
            last_day=last_day.isoformat() if last_day else None,
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
    return _shown(code, name)


def _shown(code: str, name: str, *, least: int = 1) -> str:
    """Return a unit's name as it is kept.

    Raises:
        Refused: ``unit-name``.
    """
    shown = tidy(name)
    if not least <= len(shown) <= _LONGEST_NAME:
        raise Refused("unit-name", code=code)
    return shown


def _detail(called: Called) -> dict[str, Any]:
    return {"kind": called.kind, "name": called.name, "name_en": called.name_en}


def _must_exist_on(unit: UnitRecord, day: date) -> None:
    if day < unit.valid_from or (unit.valid_to is not None and day > unit.valid_to):
        raise Refused("unit-name-day", code=unit.code, day=day)


def _must_end_in_turn(session: Session, unit: UnitRecord, last_day: date | None) -> None:
    """Return if the units below end by then, and the one above does not end before."""
    for below in units.visible(session, (unit.id,)):
        outlives = last_day is not None and (below.valid_to is None or below.valid_to > last_day)
        if below.id != unit.id and outlives:
            raise Refused("unit-has-children", code=unit.code, child=below.code)
    parent = units.by_code(session, unit.parent) if unit.parent else None
    ended = parent.valid_to if parent else None
    if parent and ended is not None and (last_day is None or last_day > ended):
        raise Refused("unit-outlives-parent", code=unit.code, parent=parent.code, last=ended)


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
    asked = normalized("NFC", wanted).strip().casefold()
    for kind in kinds:
        if asked in _words(kind):
            return kind.code
    raise NotFound("unit_kind", wanted)


def _words(kind: KindRecord) -> tuple[str, str, str]:
    """Return what a kind may be named by."""
    return kind.code, kind.name.casefold(), kind.name_en.casefold()

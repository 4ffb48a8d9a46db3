"""The parameters of the rules: a province's first values from the settings, and changes of them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from pydantic import ValidationError
from sqlalchemy.orm import Session

from dashboard import clock, parameters, provinces
from dashboard.actions import record, recording_moment
from dashboard.domain.access import Person
from dashboard.domain.numbers import parse_count, parse_decimal
from dashboard.doors import SERVICE, reading, writing
from dashboard.errors import Refused
from dashboard.parameters import Ignored
from dashboard.settings import Settings
from data_access import parameters as rows
from data_access import units
from data_access.moment import BEGINNING
from data_access.parameters import ParameterRecord
from data_access.vocabulary import UnitRecord

FARTHEST = timedelta(days=366)
"""How far ahead a change may be recorded."""

_ORDERED = ("slow_from", "on_track_from")
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Change:
    """Values of parameters in a province from a day on, and those that held on it before, by name,
    as written."""

    province: UnitRecord
    effective_on: date
    before: Mapping[str, str]
    values: Mapping[str, str]


def establish(session: Session, province: UnitRecord) -> None:
    """Record the settings as the province's first values, those of which none is recorded."""
    if not _missing(session, province):
        return
    moment = recording_moment(session)
    rows.add(
        session,
        province.id,
        _missing(session, province),  # less what was recorded while this one waited
        BEGINNING,
        recorded_by=None,
        recorded_at=moment,
    )


def _missing(session: Session, province: UnitRecord) -> dict[str, str]:
    recorded = rows.in_force(session, province.id)
    return {
        name: value for name, value in parameters.first_values().items() if name not in recorded
    }


def establish_all() -> None:
    """Record the first values of every province that has none."""
    with reading(SERVICE) as session:
        lacking = [each for each in units.roots(session) if _missing(session, each)]
    if lacking:
        with writing(SERVICE) as session:
            for province in lacking:
                establish(session, province)


def ignored() -> tuple[Ignored, ...]:
    """Return the settings given by the environment that count no more: other values are recorded
    for a province."""
    with reading(SERVICE) as session:
        return parameters.ignored(
            {each.code: rows.in_force(session, each.id) for each in units.roots(session)}
        )


def change(
    person: Person,
    values: Mapping[str, str],
    effective_on: date | None = None,
    province: str | None = None,
) -> tuple[Change, ...]:
    """Let parameters have other values from a day on (today), in a province by its code, or in
    every one that the person administers; return what was changed, one for each province.

    A status shown as of an earlier day goes by the values of that day. Names are taken as the
    settings write them too ("TIENDO_SLOW_FROM"), numbers as people type them ("0,75", "75%").

    Raises:
        NotAllowed, NotFound: see ``provinces.administered``.
        Refused: ``parameter-unknown``, ``parameter-value``; ``parameter-day``: a day to come that
            is more than a year away, or one before the present value's; ``parameter-order``: a
            target would be slow above where it is on track.
    """
    tidy = dict(_checked(name, value) for name, value in values.items())
    day = effective_on or clock.today()
    with writing(person) as session:
        return tuple(
            _changed(session, person, each, tidy, day)
            for each in provinces.administered(session, person, province)
        )


def _changed(
    session: Session, person: Person, province: UnitRecord, values: dict[str, str], day: date
) -> Change:
    establish(session, province)
    moment = recording_moment(session)
    history = rows.history(session, province.id)
    _must_be_near(history, values, day)
    _must_be_in_order(history, values, day, moment)
    then = parameters.valid(history, day)
    before = {name: then[name].value for name in values}
    rows.add(
        session,
        province.id,
        values,
        day,
        recorded_by=person.account_id,
        recorded_at=moment,
    )
    record(
        session,
        person,
        "parameter.change",
        unit_id=province.id,
        at=moment,
        effective_on=day.isoformat(),
        before=before,
        values=values,
    )
    return Change(province, day, before, values)


def _must_be_near(history: Sequence[ParameterRecord], values: Mapping[str, str], day: date) -> None:
    """Return if values from the day on are in force some time soon: not hidden by the present one's
    later day.

    Raises:
        Refused: ``parameter-day``.
    """
    today = clock.today()
    present = parameters.valid(history, today)
    first = max((present[name].effective_on for name in values), default=BEGINNING)
    last = today + FARTHEST
    if not first <= day <= last:
        raise Refused("parameter-day", day=day, first=first, last=last)


def _must_be_in_order(
    history: Sequence[ParameterRecord], values: Mapping[str, str], day: date, moment: datetime
) -> None:
    """Return if a target is on track no earlier than it is slow, from the day on.

    Raises:
        Refused: ``parameter-order``.
    """
    if values.keys().isdisjoint(_ORDERED):
        return
    new = [ParameterRecord(name, value, day, None, moment) for name, value in values.items()]
    later = {each.effective_on for each in history if each.name in _ORDERED}
    for each in sorted({day, *(other for other in later if other > day)}):
        then = parameters.valid([*new, *history], each)
        slow, on_track = (then[name].value for name in _ORDERED)
        if Decimal(slow) > Decimal(on_track):
            raise Refused(
                "parameter-order",
                slow=parameters.shown(slow),
                on_track=parameters.shown(on_track),
                day=each,
            )


def _checked(name: str, value: str) -> tuple[str, str]:
    """Return the name, and the value as it is written down.

    Raises:
        Refused: see ``change``.
    """
    known = name.strip().lower().replace("-", "_").removeprefix("tiendo_")
    if known not in parameters.NAMES:
        raise Refused("parameter-unknown", name=name, names=", ".join(parameters.NAMES))
    try:
        settings = Settings.model_validate({known: _typed(known, value)})
    except ValidationError as error:
        raise Refused(
            "parameter-value",
            name=known,
            value=value[:_LONGEST],
            example=parameters.shown(str(Settings.model_fields[known].default)),
            bounds=_bounds(known),
        ) from error
    return known, str(getattr(settings, known))


def _typed(name: str, value: str) -> object:
    """Return what was typed for the settings to judge; None where it is no number."""
    kind = Settings.model_fields[name].annotation
    if kind is int:
        return parse_count(value).value
    if kind is float:
        return parse_decimal(value)
    # thousands in "union 5-3.000" are marked as people mark them
    return re.sub(r"(?<=\d)\.(?=\d{3})", "", value).strip() if len(value) <= _LONGEST else None


def _bounds(name: str) -> str:
    """Return between which numbers a parameter lies, in signs: " (0 < x ≤ 1)"."""
    limits = {
        mark: getattr(each, key)
        for each in Settings.model_fields[name].metadata
        for key, mark in (("gt", "<"), ("ge", "≤"), ("le", ""))
        if hasattr(each, key)
    }
    if not limits:
        return ""
    above = f" ≤ {limits['']:g}" if "" in limits else ""
    lower = next(f"{limits[mark]:g} {mark} " for mark in ("<", "≤") if mark in limits)
    return f" ({lower}x{above})"

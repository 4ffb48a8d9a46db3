"""The parameters of the rules: a province's first values from the settings, and changes of them."""

from collections.abc import Mapping
from datetime import date

from pydantic import ValidationError
from sqlalchemy.orm import Session

from dashboard import clock, parameters, provinces
from dashboard.actions import record, recording_moment
from dashboard.domain.access import Person
from dashboard.doors import SERVICE, reading, writing
from dashboard.errors import Refused
from dashboard.settings import Settings
from data_access import parameters as rows
from data_access import units
from data_access.moment import BEGINNING
from data_access.vocabulary import UnitRecord


def establish(session: Session, province: UnitRecord) -> None:
    """Record the settings as the province's first values, where none are recorded."""
    if not rows.in_force(session, province.id):
        moment = recording_moment(session)
        rows.add(
            session,
            province.id,
            parameters.first_values(),
            BEGINNING,
            recorded_by=None,
            recorded_at=moment,
        )


def establish_all() -> None:
    """Record the first values of every province that has none."""
    with reading(SERVICE) as session:
        missing = [each for each in units.roots(session) if not rows.in_force(session, each.id)]
    if missing:
        with writing(SERVICE) as session:
            for province in missing:
                establish(session, province)


def ignored() -> dict[str, str]:
    """Return the settings given by the environment that count no more, by name: other values are
    recorded for a province."""
    with reading(SERVICE) as session:
        recorded = [rows.in_force(session, each.id) for each in units.roots(session)]
    return parameters.ignored(recorded)


def change(
    person: Person,
    values: Mapping[str, str],
    effective_on: date | None = None,
    province: str | None = None,
) -> tuple[UnitRecord, ...]:
    """Let parameters have other values from a day on (today), in a province by its code, or in
    every one that the person administers; return those provinces.

    A status shown as of an earlier day goes by the values of that day.

    Raises:
        NotAllowed, NotFound: see ``provinces.administered``.
        Refused: ``parameter-unknown``, ``parameter-value``; ``parameter-day``: a day to come that
            is more than a year away, or one before the record began.
    """
    tidy = {name: _checked(name, value) for name, value in values.items()}
    day = effective_on or clock.today()
    with writing(person) as session:
        found = provinces.administered(session, person, province)
        for each in found:
            establish(session, each)
            before = parameters.in_force(session, each.id)
            moment = recording_moment(session)
            rows.add(
                session,
                each.id,
                tidy,
                day,
                recorded_by=person.account_id,
                recorded_at=moment,
            )
            record(
                session,
                person,
                "parameter.change",
                unit_id=each.id,
                at=moment,
                effective_on=day.isoformat(),
                before={name: before[name] for name in tidy},
                values=dict(tidy),
            )
        return found


def _checked(name: str, value: str) -> str:
    """Return the value as it is written down.

    Raises:
        Refused: see ``change``.
    """
    if name not in parameters.NAMES:
        raise Refused("parameter-unknown", name=name, names=", ".join(parameters.NAMES))
    try:
        typed = value.strip()
        number = typed.replace(",", ".") if name != "members_per_organisation" else typed
        settings = Settings.model_validate({name: number})
    except ValidationError as error:
        raise Refused("parameter-value", name=name, value=value) from error
    return str(getattr(settings, name))

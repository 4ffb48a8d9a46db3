"""Parameters of the rules: by province, each from a day on, as they were recorded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from data_access import moment as moments
from data_access.models import Account, RuleParameter
from data_access.remembered import remembered

_IN_FORCE = "select name, value from parameter_at(:until, :day) where province_id = :province_id"


@dataclass(frozen=True, slots=True)
class ParameterRecord:
    """One value of a parameter as it was recorded; ``recorder`` None: taken from the settings."""

    name: str
    value: str
    effective_on: date
    recorder: str | None
    recorded_at: datetime


@remembered
def in_force(session: Session, province_id: int) -> Mapping[str, str]:
    """Return the parameters of the province by name, as written; empty where none was recorded.

    Those recorded by the transaction's moment and effective by its day; of earlier days, the
    first values.
    """
    moment = moments.of(session)
    found = session.execute(
        text(_IN_FORCE),
        {"until": moment.until, "day": moment.day, "province_id": province_id},
    )
    return {row.name: row.value for row in found}


def history(session: Session, province_id: int) -> tuple[ParameterRecord, ...]:
    """Return every value that was recorded for the province, by name, the newest first."""
    found = session.execute(
        select(
            RuleParameter.name,
            RuleParameter.value,
            RuleParameter.effective_on,
            Account.display_name,
            RuleParameter.recorded_at,
        )
        .outerjoin(Account, Account.id == RuleParameter.recorded_by)
        .where(
            RuleParameter.province_id == province_id,
            RuleParameter.recorded_at < moments.of(session).until,
        )
        .order_by(RuleParameter.name, RuleParameter.id.desc())
    )
    return tuple(ParameterRecord(*row) for row in found)


def add(
    session: Session,
    province_id: int,
    values: Mapping[str, str],
    effective_on: date,
    *,
    recorded_by: int | None,
    recorded_at: datetime,
) -> None:
    """Let the parameters have these values in the province from a day on."""
    if values:
        session.execute(
            insert(RuleParameter),
            [
                {
                    "province_id": province_id,
                    "name": name,
                    "value": value,
                    "effective_on": effective_on,
                    "recorded_by": recorded_by,
                    "recorded_at": recorded_at,
                }
                for name, value in values.items()
            ],
        )

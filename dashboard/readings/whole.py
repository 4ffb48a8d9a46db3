"""What every province answers, in a form that two databases can be compared by."""

import hashlib
import json

from sqlalchemy.orm import Session

from dashboard.domain.progress import UnitProgress
from dashboard.readings import progress
from data_access import units
from data_access.vocabulary import Period


def answers(session: Session, period: Period) -> dict[str, str]:
    """Return the SHA-256 of each province's progress up to ``period``, by the province's code.

    Only figures and targets: neither the day nor a setting changes them.
    """
    return {
        province.code: _digest(progress.rest_of_year(session, (province.id,), period)[0][0])
        for province in units.roots(session)
    }


def _digest(unit: UnitProgress) -> str:
    figures = [
        (each.indicator.code, each.registered, each.assigned, each.target, each.actual)
        for each in unit.indicators
    ]
    words = json.dumps([unit.unit.code, unit.reported_quarters, figures], ensure_ascii=False)
    return hashlib.sha256(words.encode()).hexdigest()

"""Figures to ask for."""

from dashboard.readings import progress
from data_access.vocabulary import Period

FOUNDED = "PARTY_ORG_FOUNDED"
STOCK = "PARTY_ORG_TOTAL"
Q3 = Period(2026, 3)
Q4_BEFORE = Period(2025, 4)


def of(person, unit, period=Q3, code=FOUNDED, **options):
    return progress.unit_progress(person, unit.code, period, **options).of(code)

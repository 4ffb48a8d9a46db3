"""Filled returns by the thousand: a few are typed into templates, the rest are written off them.

Each differs from all others as returns do: unit, names of enterprises, tax codes, last quarter's
stocks.
"""

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO

from bench import nation
from dashboard import forms
from dashboard.domain.access import Person
from dashboard.domain.returns import ReturnForm
from dashboard.workbooks import return_template
from dashboard.workbooks.fill import fill
from data_access import engine, units
from data_access.vocabulary import Measure, Period, Role
from tests.factories import a_person
from tests.workbooks.forms import tax_codes

FOUNDED, TOTAL = "PARTY_ORG_FOUNDED", "PARTY_ORG_TOTAL"
_CODE, _NAME = "XUNIT", "Xã sẽ nộp"
_TAX_CODE = "0100109106"


@dataclass(frozen=True, slots=True)
class Handing:
    """A return to be handed in: who does it, who accepts it, and what will then be seen."""

    unit: str
    province: str
    clerk: Person
    officer: Person
    data: bytes
    figures: Mapping[str, int]


def made(period: Period) -> list[Handing]:
    """Return the filled return of every reporting unit of the nation in use, in order.

    Each province has its clerk and its officer, whose accounts are added.
    """
    people = _people()
    codes = iter(tax_codes(nation.UNITS))
    sheets: dict[tuple[tuple[str, int], ...], dict[str, bytes]] = {}
    found = []
    for form, province in _forms(period):
        figures = _figures(form)
        alike = tuple(sorted(figures.items()))
        if alike not in sheets:
            sheets[alike] = _parts(form, figures)
        clerk, officer = people[province]
        data = _written_off(sheets[alike], form, next(codes))
        found.append(Handing(form.unit, province, clerk, officer, data, figures))
    return found


def _people() -> dict[str, tuple[Person, Person]]:
    with engine.reading(engine.SERVICE) as session:
        provinces = units.roots(session)
    return {
        each.code: (a_person(Role.REPORTER, each), a_person(Role.REVIEWER, each))
        for each in provinces
    }


def _forms(period: Period) -> Iterator[tuple[ReturnForm, str]]:
    with engine.reading(engine.SERVICE) as session:
        for province in units.roots(session):
            for unit in units.reporting(session, (province.id,), period):
                yield forms.form_of(session, unit, period), province.code


def _figures(form: ReturnForm) -> dict[str, int]:
    """Return a quiet quarter: one organisation founded, two of whatever else is admitted."""
    figures = {
        each.code: form.last_quarter.get(each.code, 60)
        if each.measure is Measure.STOCK
        else 2 * ("ADMITTED" in each.code)
        for each in form.indicators
    }
    return {**figures, FOUNDED: 1, TOTAL: figures[TOTAL] + 1}


def _parts(form: ReturnForm, figures: Mapping[str, int]) -> dict[str, bytes]:
    """Return the parts of a return typed into the template of a unit that is not there."""
    template = return_template.build(replace(form, unit=_CODE, unit_name=_NAME))
    founded = form.period.first_day + timedelta(days=20)
    entries = {
        "figures": figures,
        "foundings": [
            {
                "organisation": "party",
                "name": f"Chi bộ Công ty TNHH Đông Á {_CODE}",
                "enterprise": f"Công ty TNHH Đông Á {_CODE}",
                "founded_on": founded.isoformat(),
                "decision_number": "05-QĐ/HU",
                "enterprise_type": "Công ty TNHH",
                "tax_code": _TAX_CODE,
                "members": 3,
            }
        ],
        "reviews": [
            {
                "enterprise": f"Công ty CP Dệt lưới số {number} {_CODE}",
                "enterprise_type": "Công ty cổ phần",
                "workers": 120 + number,
                "party_members": 1,
                "has_party": False,
                "has_union": True,
            }
            for number in range(1, 4)
        ],
        "difficulties": ["Doanh nghiệp nhỏ, công nhân biến động"],
    }
    with zipfile.ZipFile(BytesIO(fill(template, entries))) as package:
        return {name: package.read(name) for name in package.namelist()}


def _written_off(parts: Mapping[str, bytes], form: ReturnForm, tax_code: str) -> bytes:
    names = {_CODE: form.unit, _NAME: form.unit_name, _TAX_CODE: tax_code}
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            for placeholder, word in names.items():
                content = content.replace(placeholder.encode(), word.encode())
            package.writestr(name, content)
    return written.getvalue()

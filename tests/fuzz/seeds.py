"""The sound workbooks that everything is made from, the same ones on every day."""

import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from dashboard.actions import returns
from dashboard.domain.access import Person
from dashboard.errors import Problem
from dashboard.workbooks import marked_up
from dashboard.workbooks.fill import fill
from data_access.vocabulary import Period, Severity
from tests.fuzz import archives
from tests.fuzz.stage import CLOSED, THIS
from tests.workbooks import forms

EARLIER_VERSION = Path(__file__).parents[1] / "workbooks" / "bcq1.xlsx"


@dataclass(frozen=True, slots=True)
class Seed:
    """A workbook by its parts; ``data`` is it as handed in."""

    name: str
    parts: dict[str, bytes]

    @property
    def data(self) -> bytes:
        return archives.of(self.parts).packed()


def made(clerk: Person) -> list[Seed]:
    """Return the seeds, from the templates of the stage in use."""
    h01 = _template(clerk, "H01", THIS)
    good = fill(h01, forms.ENTRIES)
    rows = [forms.founding(enterprise=f"Công ty số {n}", tax_code=None) for n in range(70)]
    many = {**forms.ENTRIES, "foundings": rows, "figures": {"PARTY_ORG_FOUNDED": 70}}
    plain = {"figures": {"PARTY_MEMBER_ADMITTED": 5}}
    bad = fill(h01, {"figures": {"PARTY_MEMBER_ADMITTED": "năm"}})
    found = {
        "filled": good,
        "plain": fill(h01, plain),
        "long": fill(h01, many),
        "blank": h01,
        "second": fill(_template(clerk, "H02", THIS), plain),
        "marked": marked_up.mark(bad, [_problem()]),
        "earlier version": EARLIER_VERSION.read_bytes(),
        "closed": fill(_template(clerk, "H01", CLOSED), plain),
    }
    return [Seed(name, _parts(data)) for name, data in found.items()]


def _template(clerk: Person, unit: str, period: Period) -> bytes:
    return returns.template(clerk, unit, period)[1]


def _problem() -> Problem:
    return Problem(Severity.ERROR, "not-a-number", "Không phải số.", "Biểu 1 – Số liệu", "G13")


def _parts(data: bytes) -> dict[str, bytes]:
    """Return the parts; when a file was made is none of them."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts.pop("docProps/core.xml", None)
    return parts

"""The tax codes of both lists: their form, their check digit, and that they are no person's."""

from collections.abc import Iterable, Iterator

from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.vn import mst

from dashboard.domain.checks.case import Case
from dashboard.domain.returns import FoundingRow, ReviewRow
from dashboard.domain.text import tidy_tax_code
from dashboard.errors import Problem
from dashboard.i18n import _


def tax_codes(case: Case) -> Iterator[Problem]:
    rows: tuple[tuple[str, Iterable[FoundingRow | ReviewRow]], ...] = (
        ("founding", case.content.foundings),
        ("review", case.content.reviews),
    )
    for kind, listed in rows:
        for number, row in enumerate(listed):
            rule = fault(row.tax_code)
            if rule:
                # a person's number goes no further than the cell it stands in
                said = masked(row.tax_code or "") if rule == "personal-number" else row.tax_code
                sentence = _sentence(rule).format(enterprise=row.enterprise, tax_code=said)
                yield case.problem(rule, (kind, number, "tax_code"), said, sentence)


def fault(code: str | None) -> str | None:
    """Return the rule that a tax code breaks; None where it is none's, or is left empty."""
    read = tidy_tax_code(code)
    if read.personal:
        return "personal-number"
    if not read.valid:
        return "tax-code-form"
    if read.code is None:
        return None
    try:
        mst.validate(read.code)
    except InvalidChecksum:
        return "tax-code-check-digit"
    except ValidationError:
        return "tax-code-form"
    return None


def masked(number: str) -> str:
    """Return "079…" for a person's number."""
    return f"{number[:3]}…"


def _sentence(rule: str) -> str:
    return {
        "personal-number": _(
            "{enterprise}: a number of 12 digits is a person's identification number, and no "
            "personal data is kept here. Clear the cell, or type the enterprise's own tax code of "
            "10 digits."
        ),
        "tax-code-form": _(
            "{enterprise}: “{tax_code}” is not a tax code. It has 10 digits, or 10 digits and 3 "
            "more for a dependent unit (0101234565-001)."
        ),
        "tax-code-check-digit": _(
            "{enterprise}: “{tax_code}” cannot be a tax code: its tenth digit does not agree with "
            "the nine before it, so a digit is wrong. Compare it with the registration certificate."
        ),
    }[rule]

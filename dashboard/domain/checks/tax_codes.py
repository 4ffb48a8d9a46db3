"""The tax codes of both lists: their form, their check digit, and that they are no person's."""

from collections.abc import Iterable, Iterator

from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.vn import mst

from dashboard.domain.checks.case import Case
from dashboard.domain.returns import FoundingRow, ReviewRow
from dashboard.domain.text import tidy_tax_code
from dashboard.errors import Problem


def tax_codes(case: Case) -> Iterator[Problem]:
    rows: tuple[tuple[str, Iterable[FoundingRow | ReviewRow]], ...] = (
        ("founding", case.content.foundings),
        ("review", case.content.reviews),
    )
    for kind, listed in rows:
        for number, row in enumerate(listed):
            rule = fault(row.tax_code)
            if rule:
                key = (kind, number, "tax_code")
                if rule == "personal-number":  # it goes no further than the cell it stands in
                    said = masked(row.tax_code or "")
                    yield case.problem(rule, key, said, enterprise=row.enterprise)
                else:
                    named = {"enterprise": row.enterprise, "tax_code": row.tax_code or ""}
                    yield case.problem(rule, key, row.tax_code, **named)


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

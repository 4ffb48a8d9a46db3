"""Every error a person can meet.

DashboardError
├── NotAllowed            the person may not do this, or not to this unit
├── WrongState            the return has moved on, or the period is closed
├── Refused               the content breaks a rule that one sentence explains (.rule, .values)
└── WorkbookRefused       the uploaded file has errors (.problems lists them all)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from data_access.vocabulary import Severity


class DashboardError(Exception):
    """Base of all errors shown to a person as a sentence, not a traceback."""


class NotAllowed(DashboardError):
    """The person has no such right on that unit."""


class Refused(DashboardError):
    """One rule is broken; ``rule`` names it and ``values`` fill its sentence."""

    def __init__(self, rule: str, **values: object) -> None:
        super().__init__(f"{rule} {values}" if values else rule)
        self.rule = rule
        self.values = values


class WrongState(Refused):
    """The return, or its period, is no longer in the state the step needs."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One rule broken, or one doubt, at one place of a file.

    ``sheet`` and ``cell`` ("Biểu 1 – Số liệu", "E12") are None for the file as a whole; ``found``
    is what stood there, as text; ``message`` is the whole sentence for a person: what is wrong,
    what was expected, how to mend it.
    """

    severity: Severity
    rule: str
    message: str
    sheet: str | None = None
    cell: str | None = None
    found: str | None = None

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> Self:
        """Return the problem as the record holds it."""
        return cls(
            severity=Severity(stored["severity"]),
            rule=stored["rule"],
            message=stored["message"],
            sheet=stored["sheet"],
            cell=stored["cell"],
            found=stored["found"],
        )


class WorkbookRefused(DashboardError):
    """The file changes nothing; ``problems`` holds every error and warning, in sheet order."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems

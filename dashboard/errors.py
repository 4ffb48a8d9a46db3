"""Every error a person can meet.

DashboardError
├── NotAllowed            the person may not do this, or not to this unit
├── WrongState            the return has moved on, or the period is closed
├── Refused               the content breaks a rule that one sentence explains (.rule, .values)
└── WorkbookRefused       the uploaded file has errors (.problems lists them all)
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from data_access.vocabulary import Severity

Parameters = Mapping[str, Any]
"""What fills a rule's sentence, as JSON holds it: numbers whole or as exact decimal strings, days
and quarters as "2026-09-30" and "2026Q3", indicators with code and both names."""

# Set in ``dashboard``: messages are above this module, and above the checks that find problems.
_sentence: Callable[[str, str, Parameters], str] = "{0} {1} {2}".format


def make_sentences_with(maker: Callable[[str, str, Parameters], str]) -> None:
    """Have ``maker`` say a problem in the language in force, from rule, variant and parameters."""
    global _sentence
    _sentence = maker


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
    is what stood there, as text. ``parameters`` fill the sentence of the rule, of its ``variant``
    where it has several; where they are None the problem has its ``sentence``, once for all.
    """

    severity: Severity
    rule: str
    sentence: str = ""
    sheet: str | None = None
    cell: str | None = None
    found: str | None = None
    variant: str = ""
    parameters: Parameters | None = field(default=None, hash=False)

    @property
    def message(self) -> str:
        """The whole sentence for a person, in the language in force where there are parameters:
        what is wrong, what was expected, how to mend it."""
        if self.parameters is None:
            return self.sentence
        return _sentence(self.rule, self.variant, self.parameters)

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> Self:
        """Return the problem as the record holds it."""
        return cls(
            severity=Severity(stored["severity"]),
            rule=stored["rule"],
            sentence=stored.get("message", ""),
            sheet=stored["sheet"],
            cell=stored["cell"],
            found=stored["found"],
            variant=stored.get("variant", ""),
            parameters=stored.get("parameters"),
        )


class WorkbookRefused(DashboardError):
    """The file changes nothing; ``problems`` holds every error and warning, in sheet order."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems

"""The words the record is written in: stored enums, and the small values that travel.

Imports nothing but the standard library; every other room may import it.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Self

LARGEST_ID = 2**63 - 1


class Organisation(StrEnum):
    """Whose founding or members an indicator counts."""

    PARTY = "party"
    UNION = "union"
    YOUTH = "youth"
    WOMEN = "women"
    VETERANS = "veterans"
    ENTERPRISE = "enterprise"


class Measure(StrEnum):
    """How quarters make a year: a flow is summed, a stock is its latest figure."""

    FLOW = "flow"
    STOCK = "stock"


class Counting(StrEnum):
    """Whether a unit's figures are part of its parent's, or a second source beside them."""

    COUNTED = "counted"
    CROSS_CHECK = "cross_check"


class Role(StrEnum):
    """What an account may do on a unit and everything below it."""

    VIEWER = "viewer"
    REPORTER = "reporter"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"


class TargetStage(StrEnum):
    """Who spoke: the unit registers, the province assigns."""

    REGISTERED = "registered"
    ASSIGNED = "assigned"


class DecisionKind(StrEnum):
    """What was decided about one revision of a return."""

    ACCEPT = "accept"
    SEND_BACK = "send_back"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"


class ReturnStatus(StrEnum):
    """Where a return or a revision of it stands; derived, never stored.

    A return is a draft while somebody writes it and none of its revisions stands.
    """

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    SENT_BACK = "sent_back"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


class Severity(StrEnum):
    """An error blocks a submission; a warning wants a tick."""

    ERROR = "error"
    WARNING = "warning"


class UploadOutcome(StrEnum):
    """What became of a file that was handed in."""

    STORED = "stored"
    REPEATED = "repeated"
    REFUSED = "refused"


class Channel(StrEnum):
    """The door a person came through; ``email``: an officer hands in what a unit sent by e-mail."""

    WEB = "web"
    EMAIL = "email"
    COMMAND_LINE = "command_line"
    API = "api"
    SYSTEM = "system"


class TokenScope(StrEnum):
    """What a token lets a program do in its account's name."""

    READ = "read"
    SUBMIT = "submit"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A quarter of a year, written ``2026Q3``."""

    year: int
    quarter: int

    def __post_init__(self) -> None:
        if not 1 <= self.quarter <= 4:
            raise ValueError(f"quarter must be 1 to 4, not {self.quarter}")
        if not 1900 <= self.year <= 2200:
            raise ValueError(f"year must be 1900 to 2200, not {self.year}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the period written ``2026Q3`` (letter case and spaces do not matter).

        Raises:
            ValueError: the text is not of that form.
        """
        found = re.fullmatch(r"\s*(\d{4})\s*-?\s*[Qq]([1-4])\s*", text)
        if not found:
            raise ValueError(f"not a period such as 2026Q3: {text!r}")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, (day.month + 2) // 3)

    def __str__(self) -> str:
        return f"{self.year}Q{self.quarter}"

    @property
    def first_day(self) -> date:
        return date(self.year, 3 * self.quarter - 2, 1)

    @property
    def last_day(self) -> date:
        return date.fromordinal(self.next.first_day.toordinal() - 1)

    @property
    def next(self) -> "Period":
        return Period(self.year + self.quarter // 4, self.quarter % 4 + 1)

    @property
    def previous(self) -> "Period":
        return Period(self.year - (self.quarter == 1), (self.quarter + 2) % 4 + 1)


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """A unit as screens and documents name it; ``kind`` is the word shown for its kind.

    ``counted`` says whether its figures are part of its parent's; ``parent`` is the parent's code.
    """

    id: int
    code: str
    name: str
    name_en: str | None
    kind: str
    kind_en: str
    parent: str | None
    counted: bool
    reports: bool
    illustration: bool
    valid_from: date
    valid_to: date | None

    def exists_in(self, period: Period) -> bool:
        """Whether the unit exists on the last day of ``period``."""
        last = period.last_day
        return self.valid_from <= last and (self.valid_to is None or self.valid_to >= last)

    def exists_during(self, year: int) -> bool:
        """Whether the unit exists on any day of ``year``."""
        return self.valid_from.year <= year and (
            self.valid_to is None or self.valid_to.year >= year
        )


@dataclass(frozen=True, slots=True)
class IndicatorRecord:
    """An indicator as rules, workbooks and screens need it; ``parent`` is a code.

    A flow may move a stock (``moves``, a code) up or down (``moves_by`` +1 or -1): the stock at the
    end of a quarter is the last one, plus what was founded, less what was dissolved or merged away.
    """

    id: int
    code: str
    name: str
    name_en: str
    short_name: str
    short_name_en: str
    organisation: Organisation
    measure: Measure
    counted_in: str
    counted_in_en: str
    takes_target: bool
    main: bool
    listed: bool
    parent: str | None
    display_order: int
    moves: str | None = None
    moves_by: int | None = None


@dataclass(frozen=True, slots=True)
class EndRecord:
    """A last day of a unit or an indicator as it was recorded; None: without an end again.

    ``recorder`` None: taken over from before this was kept.
    """

    last_day: date | None
    recorder: str | None
    recorded_at: datetime

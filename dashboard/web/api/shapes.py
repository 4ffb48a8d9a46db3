"""The shapes of what programs send: what the document of the API says, and what is taken."""

import unicodedata
from typing import Annotated, Any, Protocol

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from dashboard.domain.text import must_be_readable
from dashboard.errors import Refused
from dashboard.i18n import N_
from dashboard.workbooks.grid import MOST_ROWS
from data_access.vocabulary import Period

LONGEST_TEXT = 5_000
LARGEST_NUMBER = 10**12
_NO_TEXT = frozenset("\ufffe\uffff")  # allowed in no XML


def _plain(text: str) -> str:
    try:
        must_be_readable(text)
    except Refused as refusal:
        raise PydanticCustomError("combining_marks", "too many accents") from refusal
    for letter in text:
        unseen = unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\r\t"
        if unseen or letter in _NO_TEXT:
            raise PydanticCustomError("unseen_character", "a character that nobody sees")
    return text


def _quarter(text: str) -> str:
    try:
        return str(Period.parse(text))
    except ValueError as error:
        raise PydanticCustomError("period", "not a quarter such as 2026Q3") from error


Text = Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(_plain)]
Whole = Annotated[int, Field(ge=-LARGEST_NUMBER, le=LARGEST_NUMBER)]
Decimal = Annotated[float, Field(ge=-LARGEST_NUMBER, le=LARGEST_NUMBER, allow_inf_nan=False)]
Count = Annotated[
    Whole | Decimal | Text | None,
    Field(description=N_("A whole number, or text as people type it (1.608); null: none reported")),
]
Code = Annotated[str, Field(min_length=1, max_length=40), AfterValidator(_plain)]
Quarter = Annotated[
    str,
    Field(
        description=N_("A quarter such as 2026Q3"),
        max_length=12,
        json_schema_extra={"pattern": "^[0-9]{4}Q[1-4]$", "examples": ["2026Q3"]},
    ),
    AfterValidator(_quarter),
]


Explanation = Annotated[
    Annotated[str, Field(max_length=2000), AfterValidator(_plain)] | None,
    Field(description=N_("A word on the warnings")),
]
Reason = Annotated[
    Annotated[str, Field(max_length=1000), AfterValidator(_plain)] | None,
    Field(description=N_("Why an earlier revision is corrected")),
]
DryRun = Annotated[bool, Field(description=N_("Only check; hand nothing in"))]


class Sent(BaseModel):
    """What a program sends: exactly the entries that are known, of exactly these types."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class FoundingIn(Sent):
    """One organisation founded in the quarter."""

    indicator: Annotated[
        Text,
        Field(
            description=N_("The code of the indicator that it is counted in"),
            examples=["PARTY_ORG_FOUNDED"],
        ),
    ]
    enterprise: Annotated[Text, Field(description=N_("The enterprise's name"))]
    founded_on: Annotated[
        Text,
        Field(
            description=N_("The day of the decision, 2026-09-05 or 05/09/2026"),
            examples=["2026-09-05"],
        ),
    ]
    name: Annotated[Text | None, Field(description=N_("The organisation's name"))] = None
    tax_code: Annotated[Text | None, Field(description=N_("The tax code, as text"))] = None
    enterprise_type: Annotated[Text | None, Field(description=N_("The type of enterprise"))] = None
    decision_number: Annotated[Text | None, Field(description=N_("The decision's number"))] = None
    members: Count = None


class ReviewIn(Sent):
    """One enterprise that was reviewed."""

    enterprise: Annotated[Text, Field(description=N_("The enterprise's name"))]
    tax_code: Annotated[Text | None, Field(description=N_("The tax code, as text"))] = None
    enterprise_type: Annotated[Text | None, Field(description=N_("The type of enterprise"))] = None
    workers: Count = None
    party_members: Count = None
    has_party: Annotated[
        bool | None, Field(description=N_("Whether it has a Party organisation"))
    ] = None
    has_union: Annotated[bool | None, Field(description=N_("Whether it has a trade union"))] = None
    has_youth: Annotated[
        bool | None, Field(description=N_("Whether it has a youth organisation"))
    ] = None


class DifficultyIn(Sent):
    """One difficulty, what the unit proposes, or both."""

    difficulty: Annotated[Text | None, Field(description=N_("What is difficult"))] = None
    proposal: Annotated[Text | None, Field(description=N_("What the unit proposes"))] = None


class ReturnIn(Sent):
    """A return as entries; an indicator without a figure is one that none was reported for."""

    unit: Annotated[Code, Field(description=N_("The unit's code"))]
    period: Quarter
    figures: Annotated[
        dict[Code, Count],
        Field(
            description=N_(
                "Figures by the indicator's code: what happened in the quarter, or what exists at "
                "its end"
            ),
            max_length=500,
            examples=[{"PARTY_ORG_FOUNDED": 1, "PARTY_MEMBER_ADMITTED": 12}],
        ),
    ] = Field(default_factory=dict)
    foundings: Annotated[
        list[FoundingIn],
        Field(description=N_("The organisations founded, row by row"), max_length=MOST_ROWS),
    ] = Field(default_factory=list)
    reviews: Annotated[
        list[ReviewIn], Field(description=N_("The enterprises reviewed"), max_length=MOST_ROWS)
    ] = Field(default_factory=list)
    difficulties: Annotated[
        list[DifficultyIn],
        Field(description=N_("Difficulties and proposals"), max_length=MOST_ROWS),
    ] = Field(default_factory=list)
    explanation: Explanation = None
    reason: Reason = None
    dry_run: DryRun = False

    def entries(self) -> dict[str, Any]:
        """Return what is typed into the unit's workbook."""
        return self.model_dump(include={"figures", "foundings", "reviews", "difficulties"})


class Options(BaseModel):
    """What may be said in the address beside a return that comes as entries."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    explanation: Explanation = None
    reason: Reason = None
    dry_run: DryRun = False


class _Dated(Protocol):
    @property
    def period(self) -> str | None: ...


class MaybeOfQuarter:
    """What may name a quarter in its ``period``."""

    @property
    def quarter(self: _Dated) -> Period | None:
        return Period.parse(self.period) if self.period else None


class Beside(Options, MaybeOfQuarter):
    """What may stand beside a workbook, in the address or among the fields of the form."""

    unit: Annotated[
        Code | None, Field(description=N_("Refuse the file if it is not this unit's"))
    ] = None
    period: Annotated[
        Quarter | None, Field(description=N_("Refuse the file if it is not for this quarter"))
    ] = None
    file_name: Annotated[
        Annotated[str, Field(max_length=255), AfterValidator(_plain)] | None,
        Field(description=N_("The name under which the file is kept")),
    ] = None

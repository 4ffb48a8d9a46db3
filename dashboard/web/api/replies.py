"""The shapes of what programs are answered, for the document of the API and its tests."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from dashboard.domain.progress import Status
from dashboard.i18n import N_
from data_access.vocabulary import Channel, Measure, Organisation, ReturnStatus, Severity


class What(StrEnum):
    """What happened to a return."""

    SUBMIT = "submit"
    ACCEPT = "accept"
    SEND_BACK = "send_back"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"


class Reply(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ProblemOut(Reply):
    """One rule broken, or one doubt, at one place."""

    severity: Severity
    rule: Annotated[str, Field(description=N_("The rule's code, which never changes"))]
    message: Annotated[
        str, Field(description=N_("The whole sentence for a person: what, where, how to mend it"))
    ]
    sheet: Annotated[str | None, Field(description=N_("The sheet of the workbook"))]
    cell: Annotated[str | None, Field(description=N_("The cell, such as G14"))]
    found: Annotated[str | None, Field(description=N_("What stood there"))]
    where: Annotated[
        str | None,
        Field(description=N_("The place in what was sent: a JSON pointer, or a parameter's name")),
    ]


class ErrorBody(Reply):
    rule: Annotated[str, Field(description=N_("The rule's code, which never changes"))]
    message: Annotated[str, Field(description=N_("The sentence for a person"))]
    problems: list[ProblemOut]


class ErrorOut(Reply):
    """Why a request was refused."""

    error: ErrorBody


class LinksOut(Reply):
    self: Annotated[str, Field(description=N_("Where the return is read"))]
    file: Annotated[str, Field(description=N_("Where its newest file is"))]
    page: Annotated[str, Field(description=N_("Its page, for people"))]


class ReceiptOut(Reply):
    """What was handed in, and where it stands."""

    return_id: int
    revision: int
    status: ReturnStatus
    unit: str
    period: str
    submitted_at: datetime
    sha256: Annotated[str, Field(description=N_("The fingerprint of the file that is kept"))]
    repeated: Annotated[
        bool, Field(description=N_("It was there already, and nothing new was stored"))
    ]
    links: LinksOut
    problems: Annotated[list[ProblemOut], Field(description=N_("Warnings, for the reviewer too"))]


class CheckedOut(Reply):
    """What a return would meet, if it were handed in now."""

    dry_run: Literal[True]
    unit: str
    period: str
    sha256: str
    repeated: bool
    corrects: Annotated[
        int | None, Field(description=N_("The number of the revision that it would correct"))
    ]
    problems: list[ProblemOut]


class ListedOut(Reply):
    return_id: int
    unit: str
    unit_name: str
    period: str
    status: ReturnStatus
    revision: Annotated[int, Field(description=N_("The newest revision's number"))]
    counts: Annotated[
        int | None, Field(description=N_("The revision whose figures count; null: none yet"))
    ]
    submitted_at: datetime
    accepted_at: datetime | None
    due_on: date | None
    days_late: Annotated[int | None, Field(description=N_("0: on time; null: nothing stands"))]
    links: LinksOut


class PageOut(Reply):
    returns: list[ListedOut]
    after: Annotated[
        str | None, Field(description=N_("Where the next page begins; null: this is the last"))
    ]


class FoundingOut(Reply):
    indicator: str
    enterprise: str
    founded_on: date
    name: str | None
    tax_code: str | None
    enterprise_type: str | None
    decision_number: str | None
    members: int | None


class ReviewOut(Reply):
    enterprise: str
    tax_code: str | None
    enterprise_type: str | None
    workers: int | None
    party_members: int | None
    has_party: bool | None
    has_union: bool | None
    has_youth: bool | None


class DifficultyOut(Reply):
    difficulty: str | None
    proposal: str | None


class ContentOut(Reply):
    """What a revision says, in the shape in which it can be sent."""

    figures: dict[str, int]
    foundings: list[FoundingOut]
    reviews: list[ReviewOut]
    difficulties: list[DifficultyOut]


class NoteOut(Reply):
    """What the unit noted beside a figure in its file."""

    code: Annotated[
        str | None,
        Field(
            description=N_(
                "The code of the indicator that it stands beside; null: it stands beside a row "
                "that asks for no figure"
            )
        ),
    ]
    sheet: Annotated[str | None, Field(description=N_("The sheet of the workbook"))]
    cell: Annotated[str | None, Field(description=N_("The cell, such as G14"))]
    text: str


class RevisionOut(Reply):
    number: int
    status: ReturnStatus
    channel: Channel
    submitted_at: datetime
    submitted_by: Annotated[str, Field(description=N_("The name of who handed it in"))]
    reason: Annotated[
        str | None, Field(description=N_("Why an earlier revision is corrected; null: not said"))
    ]
    explanation: Annotated[
        str | None, Field(description=N_("The unit's word on the warnings; null: none"))
    ]
    file_name: Annotated[
        str | None, Field(description=N_("The name that the file came under; null: not known"))
    ]
    sha256: Annotated[str, Field(description=N_("The fingerprint of the file that is kept"))]
    size: Annotated[int, Field(description=N_("The file's size in bytes"))]
    file: Annotated[str, Field(description=N_("Where the file is fetched"))]


class RemarkOut(Reply):
    sheet: str
    cell: str
    message: str


class EventOut(Reply):
    at: datetime
    what: What
    revision: int
    by: Annotated[str, Field(description=N_("The name of who did it"))]
    reason: Annotated[str | None, Field(description=N_("The words given with it"))]
    remarks: Annotated[
        list[RemarkOut], Field(description=N_("The reviewer's words on single cells of the file"))
    ]


class ReturnOut(Reply):
    """One revision of a return, whole, and all that happened to the return."""

    return_id: int
    unit: str
    unit_name: str
    period: str
    status: ReturnStatus
    counts: Annotated[
        int | None, Field(description=N_("The revision whose figures count; null: none yet"))
    ]
    due_on: date
    days_late: int
    revision: RevisionOut
    content: ContentOut
    notes: Annotated[
        list[NoteOut] | None,
        Field(
            description=N_(
                "What is noted beside the figures in the revision's file; null: the file cannot be "
                "read by today's rules"
            )
        ),
    ]
    problems: Annotated[list[ProblemOut], Field(description=N_("The warnings on the revision"))]
    revisions: Annotated[
        list[RevisionOut], Field(description=N_("All revisions, the newest first"))
    ]
    timeline: Annotated[
        list[EventOut], Field(description=N_("All that happened to the return, the oldest first"))
    ]
    links: LinksOut


class IndicatorProgressOut(Reply):
    code: str
    measure: Measure
    target: int | None
    registered: int | None
    assigned: int | None
    actual: int | None
    achievement: Annotated[float | None, Field(description=N_("A plain ratio: 1.2875"))]
    gap: int | None
    status: Status
    expected: float | None
    reported_quarters: list[int]


class UnitProgressOut(Reply):
    unit: str
    name: str
    period: str
    as_of: date
    provisional: bool
    main_met: int
    main_total: int
    indicators: list[IndicatorProgressOut]


class ProgressOut(UnitProgressOut):
    """How far a unit has come, with the units right below it."""

    children: list[UnitProgressOut]


class UnitOut(Reply):
    code: str
    name: str
    name_en: str | None
    kind: str
    parent: str | None
    counted: bool
    reports: bool
    illustration: bool
    valid_from: date
    valid_to: date | None


class UnitsOut(Reply):
    units: list[UnitOut]


class IndicatorOut(Reply):
    code: str
    name: str
    name_en: str
    organisation: Organisation
    measure: Measure
    counted_in: str
    takes_target: bool
    main: bool
    listed: bool
    parent: str | None


class IndicatorsOut(Reply):
    indicators: list[IndicatorOut]

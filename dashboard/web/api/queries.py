"""The parameters of the addresses that programs fetch."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from dashboard.i18n import N_
from dashboard.web.api.shapes import Code, MaybeOfQuarter, Quarter
from data_access.vocabulary import Period, ReturnStatus

MOST, USUAL = 200, 50


class Standing(StrEnum):
    """Where a return stands."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    SENT_BACK = "sent_back"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"


class Query(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OfList(Query, MaybeOfQuarter):
    unit: Annotated[
        Code | None, Field(description=N_("Only returns of this unit and of those below it"))
    ] = None
    period: Annotated[Quarter | None, Field(description=N_("Only returns for this quarter"))] = None
    status: Annotated[Standing | None, Field(description=N_("Only returns that stand so"))] = None
    limit: Annotated[
        int, Field(description=N_("How many returns a page holds at most"), ge=1, le=MOST)
    ] = USUAL
    after: Annotated[
        str | None,
        Field(description=N_("The “after” of the page before"), pattern="^[0-9]{1,18}$"),
    ] = None

    @property
    def standing(self) -> ReturnStatus | None:
        return ReturnStatus(self.status) if self.status else None


class OfRevision(Query):
    revision: Annotated[
        int | None,
        Field(description=N_("The revision's number; the newest by default"), ge=1, le=30_000),
    ] = None


class _OfUnitAndQuarter(Query):
    unit: Annotated[Code, Field(description=N_("The unit's code"))]
    period: Quarter

    @property
    def quarter(self) -> Period:
        return Period.parse(self.period)


class OfTemplate(_OfUnitAndQuarter):
    pass


class OfProgress(_OfUnitAndQuarter):
    provisional: Annotated[bool, Field(description=N_("Count submitted returns too"))] = False
    as_of: Annotated[
        date | None, Field(description=N_("As the record stood at the end of this day"))
    ] = None


class OfIndicators(Query, MaybeOfQuarter):
    period: Annotated[Quarter | None, Field(description=N_("The quarter; today's by default"))] = (
        None
    )

"""Everything that the page of handing in shows, of one moment."""

from dataclasses import dataclass

from dashboard.domain.access import Person
from dashboard.domain.returns import ReturnContent
from dashboard.domain.selection import Asked, whole_year
from dashboard.domain.timeliness import ReturnState
from dashboard.doors import reading
from dashboard.readings import drafts, receipts, return_choice
from dashboard.readings.drafts import Begun, FileInHand
from dashboard.readings.return_choice import ReturnChoice
from data_access.returns import RevisionRecord


@dataclass(frozen=True, slots=True)
class SubmitPage:
    """The return in hand: where the unit's returns of that year stand, the drafts of the clerk's
    units, the workbook that is this return's draft, and what the revision before says.
    """

    choice: ReturnChoice
    receipts: tuple[ReturnState, ...]
    begun: tuple[Begun, ...]
    file: FileInHand | None
    before: ReturnContent | None


def read(
    person: Person, asked: Asked, predecessor: RevisionRecord | None = None
) -> SubmitPage | None:
    """Return what the page shows; None: no unit of the person's hands in returns.

    ``predecessor`` is the revision that a file is compared with.

    Raises:
        NotAllowed: the person submits for no unit.
        NotFound: the calendar does not reach the quarter.
    """
    with reading(person):
        found = return_choice.choice(person, asked)
        if found is None:
            return None
        code = found.unit.code
        return SubmitPage(
            choice=found,
            receipts=tuple(
                receipt
                for quarter in whole_year(found.period)
                for receipt in receipts.of_unit(person, code, quarter)
                if receipt.unit.code == code
            ),
            begun=drafts.begun(person),
            file=drafts.file_in_hand(person, code, found.period),
            before=return_choice.says(person, found, predecessor),
        )

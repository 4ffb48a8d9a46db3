"""Everything that the page of typing a return in shows, of one moment."""

from dataclasses import dataclass

from dashboard import standing
from dashboard.domain.access import Person
from dashboard.domain.returns import ReturnContent
from dashboard.domain.selection import Asked
from dashboard.doors import reading
from dashboard.errors import WrongState
from dashboard.readings import drafts, return_choice
from dashboard.readings.drafts import Opening
from dashboard.readings.return_choice import ReturnChoice
from data_access.returns import RevisionRecord


@dataclass(frozen=True, slots=True)
class FormPage:
    """The return in hand and its form; ``shut`` says why it cannot be written, and ``opening`` is
    None then. ``before`` is what the revision before says.
    """

    choice: ReturnChoice
    shut: WrongState | None
    opening: Opening | None
    before: ReturnContent | None


def read(
    person: Person, asked: Asked, predecessor: RevisionRecord | None = None
) -> FormPage | None:
    """Return what the page shows; None: no unit of the person's hands in returns.

    ``predecessor`` is the revision that the form is compared with.

    Raises:
        NotAllowed: the person submits for no unit.
        NotFound: the calendar does not reach the quarter.
    """
    with reading(person) as session:
        found = return_choice.choice(person, asked)
        if found is None:
            return None
        newest = drafts.newest(session, found.unit, found.period)
        try:
            standing.must_be_taken(session, found.unit, found.period, newest)
        except WrongState as refusal:
            return FormPage(found, refusal, None, None)
        return FormPage(
            choice=found,
            shut=None,
            opening=drafts.opening(person, found.unit.code, found.period),
            before=return_choice.says(person, found, predecessor),
        )

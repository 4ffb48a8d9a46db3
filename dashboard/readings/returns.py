"""Returns as screens and documents read them; nothing here is cached."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from dashboard import forms, standing
from dashboard.domain import differences
from dashboard.domain.access import Person, Right
from dashboard.domain.differences import Difference
from dashboard.domain.returns import IndicatorView, ReturnContent, ReturnForm
from dashboard.domain.timeliness import ReturnState
from dashboard.domain.workflow import Situation
from dashboard.doors import reading
from dashboard.errors import NotAllowed, Problem
from dashboard.readings import looking_at, return_states
from data_access import (
    contents,
    decisions,
    files,
    indicators,
    returns,
    units,
    uploads,
)
from data_access.decisions import DecisionRecord
from data_access.errors import NotFound
from data_access.returns import RevisionRecord
from data_access.vocabulary import (
    Measure,
    Period,
    ReturnStatus,
    UnitRecord,
)


@dataclass(frozen=True, slots=True)
class Compared:
    """Two revisions of a return, and how the new one differs from the old.

    Who, when and why stand in the revisions; ``indicators`` are those of the form, in its order.
    """

    unit: UnitRecord
    period: Period
    old: RevisionRecord
    new: RevisionRecord
    difference: Difference
    indicators: tuple[IndicatorView, ...]


@dataclass(frozen=True, slots=True)
class ReturnDetail:
    """One revision of a return, whole, beside what a reviewer compares it with.

    ``form`` has targets, the year to date before this quarter and last quarter's figures;
    ``predecessor`` is the revision before (None for the first), ``base`` the one that this one is
    compared with, and ``base_content`` what that said: the one asked for, else the one that
    counts, else the one before. ``accepted`` are the figures that count today. ``decisions`` are
    all that were made, oldest first; ``situation`` is where the return stands for the person.
    ``state`` is where it stands for everybody. ``revisions`` are all of the return, newest first.
    """

    unit: UnitRecord
    period: Period
    revision: RevisionRecord
    content: ReturnContent
    form: ReturnForm
    warnings: tuple[Problem, ...]
    predecessor: RevisionRecord | None
    base: RevisionRecord | None
    base_content: ReturnContent | None
    accepted: dict[str, int]
    revisions: tuple[RevisionRecord, ...]
    file_name: str | None
    state: ReturnState
    decisions: tuple[DecisionRecord, ...]
    situation: Situation

    @property
    def waits(self) -> bool:
        """Whether the revision awaits review."""
        return self.revision.status is ReturnStatus.SUBMITTED

    @property
    def handed_in(self) -> datetime | None:
        """When the return came; None: nothing that came was accepted or still stands."""
        return self.state.handed_in

    @property
    def days_late(self) -> int:
        """The return's, not the revision's: 0 on time, and up to today where nothing that came
        still stands."""
        return self.state.days_late or 0

    def year_to_date(self, code: str) -> int | None:
        """Return the year to date with this revision's figure; None: none reported."""
        before, own = self.form.year_to_date.get(code), self.content.figures.get(code)
        indicator = next((each for each in self.form.indicators if each.code == code), None)
        if own is None or before is None:
            return before if own is None else own
        flow = indicator is not None and indicator.measure is Measure.FLOW
        return before + own if flow else own


def form_for(person: Person, unit_code: str, period: Period) -> ReturnForm:
    """Return what the unit's form for the quarter shows.

    Raises:
        NotFound, NotAllowed: see ``looking_at``; the calendar does not reach the quarter.
    """
    with looking_at(person, Right.SEE_RETURN, unit_code) as (session, unit):
        return forms.form_of(session, unit, period)


def detail(
    person: Person, return_id: int, revision: int | None = None, against: int | None = None
) -> ReturnDetail:
    """Return one revision of a return, the newest by default, with all that is compared with it.

    ``against`` is the number of the revision to compare it with; one that is not there is passed
    over.

    Raises:
        NotFound: no such return or revision.
        NotAllowed: the person may not see it.
    """
    with reading(person) as session:
        held = returns.by_id(session, return_id)
        _may(session, person, Right.SEE_RETURN, held.unit_id)
        unit = units.by_id(session, held.unit_id)
        every = returns.revisions(session, return_id)
        shown = _numbered(every, revision)
        base = _base(every, shown, against)
        form = forms.form_of(session, unit, held.period)
        states = return_states.of_units(session, (unit,), held.period, held.period, form.today)
        counted = contents.figures_of_unit(session, unit.id, held.period, held.period)
        return ReturnDetail(
            unit=unit,
            period=held.period,
            revision=shown,
            content=forms.content_of(session, shown.id, unit.code, held.period),
            form=form,
            warnings=tuple(map(Problem.from_stored, shown.warnings)),
            predecessor=_earlier(every, shown, shown.number - 1),
            base=base,
            base_content=(
                forms.content_of(session, base.id, unit.code, held.period) if base else None
            ),
            accepted=counted.get(held.period, {}),
            revisions=every,
            file_name=uploads.file_name_of(session, shown.id),
            state=states[unit.id, held.period],
            decisions=decisions.of_return(session, return_id),
            situation=standing.situation(session, person, unit.id, held.period, every[0]),
        )


def difference(person: Person, return_id: int, old: int, new: int) -> Compared:
    """Return how one revision of a return differs from another, by their numbers.

    Raises:
        NotFound, NotAllowed: as for ``detail``.
    """
    with reading(person) as session:
        held = returns.by_id(session, return_id)
        _may(session, person, Right.SEE_RETURN, held.unit_id)
        unit = units.by_id(session, held.unit_id)
        every = returns.revisions(session, return_id)
        sides = [_numbered(every, number) for number in (old, new)]
        before, after = (
            forms.content_of(session, each.id, unit.code, held.period) for each in sides
        )
        return Compared(
            unit=unit,
            period=held.period,
            old=sides[0],
            new=sides[1],
            difference=differences.difference(before, after),
            indicators=indicators.in_force(session, held.period),
        )


def file_of(person: Person, return_id: int, revision: int) -> tuple[str, bytes]:
    """Return the name and the bytes of the file a revision was submitted as.

    Raises:
        NotFound, NotAllowed: as for ``detail``.
    """
    with reading(person) as session:
        held = returns.by_id(session, return_id)
        _may(session, person, Right.SEE_RETURN, held.unit_id)
        shown = _numbered(returns.revisions(session, return_id), revision)
        name = uploads.file_name_of(session, shown.id) or f"{return_id}-{revision}.xlsx"
        return name, files.content(session, shown.file_id)


def _may(session: Session, person: Person, right: Right, unit_id: int) -> None:
    if not person.may(right, units.ancestors(session, unit_id)):
        raise NotAllowed(f"{person.username}: no {right} on unit {unit_id}")


def _numbered(every: tuple[RevisionRecord, ...], number: int | None) -> RevisionRecord:
    for each in every:
        if number in (None, each.number):
            return each
    raise NotFound("revision", number)


def _base(
    every: tuple[RevisionRecord, ...], shown: RevisionRecord, against: int | None
) -> RevisionRecord | None:
    found = (_earlier(every, shown, number) for number in (against, shown.counts, shown.number - 1))
    return next(filter(None, found), None)


def _earlier(
    every: tuple[RevisionRecord, ...], shown: RevisionRecord, number: int | None
) -> RevisionRecord | None:
    return next((each for each in every if number == each.number < shown.number), None)

"""Returns as screens and documents read them; nothing here is cached."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from dashboard import clock, forms, standing
from dashboard.domain import differences, timeliness
from dashboard.domain.access import Person, Right
from dashboard.domain.differences import Difference
from dashboard.domain.returns import IndicatorView, ReturnContent, ReturnForm
from dashboard.domain.timeliness import Mark
from dashboard.domain.workflow import Situation
from dashboard.errors import NotAllowed, Problem
from dashboard.readings import looking_at
from data_access import (
    calendar,
    completeness,
    contents,
    decisions,
    engine,
    files,
    indicators,
    returns,
    units,
    uploads,
    worklists,
)
from data_access.decisions import DecisionRecord
from data_access.errors import NotFound
from data_access.returns import RevisionRecord
from data_access.uploads import UploadRecord
from data_access.vocabulary import (
    Measure,
    Period,
    ReturnStatus,
    Severity,
    UnitRecord,
)

QUARTERS_BACK = 4


@dataclass(frozen=True, slots=True)
class Owed:
    """A return that a unit has still to hand in.

    ``status`` None: nothing was handed in; else why it is owed again, with ``reason``, and since
    when. ``days_late`` counts from the due date to today; negative: days that are left.
    """

    unit: UnitRecord
    period: Period
    due_on: date
    days_late: int
    status: ReturnStatus | None
    return_id: int | None
    revision: int | None
    reason: str | None
    decided_at: datetime | None
    revision_id: int | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A submitted return in the queue; ``days_late`` 0: on time.

    ``corrects``: another revision of the return was accepted, and counts until this one is.
    """

    unit: UnitRecord
    period: Period
    return_id: int
    revision: int
    submitted_at: datetime
    submitted_by: str
    due_on: date
    days_late: int
    warnings: int
    own: bool
    corrects: bool


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
    ``days_late`` is the return's, not the revision's: 0 on time, and up to today
    where nothing that came still stands. ``revisions`` are all of the return, newest first.
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
    days_late: int
    decisions: tuple[DecisionRecord, ...]
    situation: Situation

    @property
    def waits(self) -> bool:
        """Whether the revision awaits review."""
        return self.revision.status is ReturnStatus.SUBMITTED

    @property
    def handed_in(self) -> datetime | None:
        """When the return came; None: nothing that came was accepted or still stands."""
        return _handed_in(self.revisions)

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


def due(person: Person, today: date | None = None) -> tuple[Owed, ...]:
    """Return what the person's units have still to hand in, the oldest quarter first.

    The running quarter and ``QUARTERS_BACK`` before it; those sent back, however old.

    Raises:
        NotAllowed: the person submits for no unit.
    """
    day = today or clock.today()
    since = Period.of(day)
    for _step in range(QUARTERS_BACK):
        since = since.previous
    with _anywhere(person, Right.SUBMIT_RETURN) as (session, held):
        found = worklists.owed(session, held, day, since)
        views = units.by_ids(session, {each.unit_id for each in found})
    return tuple(
        Owed(
            unit=views[each.unit_id],
            period=each.period,
            due_on=each.due_on,
            days_late=(day - each.due_on).days,
            status=each.status,
            return_id=each.return_id,
            revision=each.revision,
            reason=each.remark,
            decided_at=each.decided_at,
            revision_id=each.revision_id,
        )
        for each in found
    )


def queue(person: Person) -> tuple[Waiting, ...]:
    """Return the submitted returns that the person may review, the longest waiting first.

    Raises:
        NotAllowed: the person reviews no unit.
    """
    with _anywhere(person, Right.REVIEW_RETURN) as (session, held):
        found = worklists.queue(session, held)
        views = units.by_ids(session, {each.unit_id for each in found})
        due_dates = calendar.due_dates(session, ((each.unit_id, each.period) for each in found))
        came = completeness.handed_in(session, [each.return_id for each in found])
    return tuple(
        Waiting(
            unit=views[each.unit_id],
            period=each.period,
            return_id=each.return_id,
            revision=each.number,
            submitted_at=each.submitted_at,
            submitted_by=each.submitter,
            due_on=due_dates[each.unit_id, each.period],
            days_late=timeliness.days_late(
                due_dates[each.unit_id, each.period], came[each.return_id]
            ),
            warnings=len(each.warnings),
            own=standing.is_own(person, each),
            corrects=each.counts is not None,
        )
        for each in found
    )


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
    with engine.reading() as session:
        held = returns.by_id(session, return_id)
        _may(session, person, Right.SEE_RETURN, held.unit_id)
        unit = units.by_id(session, held.unit_id)
        every = returns.revisions(session, return_id)
        shown = _numbered(every, revision)
        base = _base(every, shown, against)
        form = forms.form_of(session, unit, held.period)
        counted = contents.figures_of_unit(session, unit.id, held.period, held.period)
        return ReturnDetail(
            unit=unit,
            period=held.period,
            revision=shown,
            content=forms.content_of(session, shown.id, unit.code, held.period),
            form=form,
            warnings=tuple(map(_problem, shown.warnings)),
            predecessor=_earlier(every, shown, shown.number - 1),
            base=base,
            base_content=(
                forms.content_of(session, base.id, unit.code, held.period) if base else None
            ),
            accepted=counted.get(held.period, {}),
            revisions=every,
            file_name=uploads.file_name_of(session, shown.id),
            days_late=_days_late(every, form),
            decisions=decisions.of_return(session, return_id),
            situation=standing.situation(session, person, unit.id, held.period, every[0]),
        )


def difference(person: Person, return_id: int, old: int, new: int) -> Compared:
    """Return how one revision of a return differs from another, by their numbers.

    Raises:
        NotFound, NotAllowed: as for ``detail``.
    """
    with engine.reading() as session:
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
    with engine.reading() as session:
        held = returns.by_id(session, return_id)
        _may(session, person, Right.SEE_RETURN, held.unit_id)
        shown = _numbered(returns.revisions(session, return_id), revision)
        name = uploads.file_name_of(session, shown.id) or f"{return_id}-{revision}.xlsx"
        return name, files.content(session, shown.file_id)


def refused_uploads(person: Person, limit: int = 20) -> tuple[UploadRecord, ...]:
    """Return the person's own refused files, newest first.

    Raises:
        NotAllowed: the person submits for no unit.
    """
    with _anywhere(person, Right.SUBMIT_RETURN) as (session, _held):
        return uploads.refused(session, person.account_id, limit)


@contextmanager
def _anywhere(person: Person, right: Right) -> Iterator[tuple[Session, frozenset[int]]]:
    held = person.units_with(right)
    if not held:
        raise NotAllowed(f"{person.username}: no {right} anywhere")
    with engine.reading() as session:
        yield session, held


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


def _days_late(every: tuple[RevisionRecord, ...], form: ReturnForm) -> int:
    verdict = timeliness.verdict(form.due_on, _handed_in(every), form.today)
    return verdict.days if verdict.mark in (Mark.LATE, Mark.MISSING) else 0


def _handed_in(every: tuple[RevisionRecord, ...]) -> datetime | None:
    return timeliness.handed_in((each.submitted_at, each.status) for each in every)


def _problem(stored: dict[str, str | None]) -> Problem:
    return Problem(
        severity=Severity(stored["severity"] or "warning"),
        rule=stored["rule"] or "",
        message=stored["message"] or "",
        sheet=stored["sheet"],
        cell=stored["cell"],
        found=stored["found"],
    )

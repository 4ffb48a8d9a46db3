"""Returns as screens and documents read them; nothing here is cached."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from dashboard import clock, forms
from dashboard.domain.access import Person, Right
from dashboard.domain.returns import FoundingRow, ReturnContent, ReturnForm
from dashboard.errors import NotAllowed, Problem
from dashboard.readings import looking_at
from dashboard.readings.progress import unit_progress
from data_access import contents, engine, files, indicators, returns, units, uploads
from data_access.contents import TrailRecord
from data_access.errors import NotFound
from data_access.returns import RevisionRecord
from data_access.uploads import UploadRecord
from data_access.vocabulary import (
    IndicatorRecord,
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


@dataclass(frozen=True, slots=True)
class Waiting:
    """A submitted return in the queue; ``days_late`` 0: on time."""

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


@dataclass(frozen=True, slots=True)
class ReturnDetail:
    """One revision of a return, whole, beside what a reviewer compares it with.

    ``form`` has targets, the year to date before this quarter and last quarter's figures;
    ``predecessor`` is what the revision before said (None for the first), ``accepted`` the figures
    that count today. ``revisions`` are all of the return, newest first.
    """

    unit: UnitRecord
    period: Period
    revision: RevisionRecord
    content: ReturnContent
    form: ReturnForm
    warnings: tuple[Problem, ...]
    predecessor: RevisionRecord | None
    predecessor_content: ReturnContent | None
    accepted: dict[str, int]
    revisions: tuple[RevisionRecord, ...]
    file_name: str | None
    days_late: int

    def year_to_date(self, code: str) -> int | None:
        """Return the year to date with this revision's figure; None: none reported."""
        before, own = self.form.year_to_date.get(code), self.content.figures.get(code)
        indicator = next((each for each in self.form.indicators if each.code == code), None)
        if own is None or before is None:
            return before if own is None else own
        flow = indicator is not None and indicator.measure is Measure.FLOW
        return before + own if flow else own


@dataclass(frozen=True, slots=True)
class Trail:
    """What a figure is the sum of.

    For a flow all ``parts`` up to the quarter; for a stock each unit's latest. ``total`` is their
    sum, None where there are none.
    """

    unit: UnitRecord
    indicator: IndicatorRecord
    period: Period
    parts: tuple["Part", ...]

    @property
    def total(self) -> int | None:
        return sum(part.record.amount for part in self.parts) if self.parts else None


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a figure's sum, and whose it is."""

    unit: UnitRecord
    record: TrailRecord


@dataclass(frozen=True, slots=True)
class SaidDifficulty:
    """A difficulty or proposal of an accepted return."""

    unit: UnitRecord
    return_id: int
    difficulty: str | None
    proposal: str | None


@dataclass(frozen=True, slots=True)
class ListedOrganisation:
    """An organisation founded, as an accepted return lists it."""

    unit: UnitRecord
    period: Period
    return_id: int
    founding: FoundingRow


@dataclass(frozen=True, slots=True)
class Accepted:
    """A return that was accepted, and by whom."""

    unit: UnitRecord
    revision: RevisionRecord


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
        found = returns.owed(session, held, day, since)
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
        )
        for each in found
    )


def queue(person: Person) -> tuple[Waiting, ...]:
    """Return the submitted returns that the person may review, the longest waiting first.

    Raises:
        NotAllowed: the person reviews no unit.
    """
    with _anywhere(person, Right.REVIEW_RETURN) as (session, held):
        found = returns.queue(session, held)
        views = units.by_ids(session, {each.unit_id for each in found})
        dates = {
            period: indicators.period(session, period).due_on
            for period in {each.period for each in found}
        }
    return tuple(
        Waiting(
            unit=views[each.unit_id],
            period=each.period,
            return_id=each.return_id,
            revision=each.number,
            submitted_at=each.submitted_at,
            submitted_by=each.submitter,
            due_on=dates[each.period],
            days_late=_days_late(each.submitted_at, dates[each.period]),
            warnings=len(each.warnings),
            own=each.submitted_by == person.account_id,
        )
        for each in found
    )


def detail(person: Person, return_id: int, revision: int | None = None) -> ReturnDetail:
    """Return one revision of a return, the newest by default, with all that is compared with it.

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
        before = next((each for each in every if each.number == shown.number - 1), None)
        form = forms.form_of(session, unit, held.period)
        counted = contents.figures_of_unit(session, unit.id, held.period, held.period)
        return ReturnDetail(
            unit=unit,
            period=held.period,
            revision=shown,
            content=forms.content_of(session, shown.id, unit.code, held.period),
            form=form,
            warnings=tuple(map(_problem, shown.warnings)),
            predecessor=before,
            predecessor_content=(
                forms.content_of(session, before.id, unit.code, held.period) if before else None
            ),
            accepted=counted.get(held.period, {}),
            revisions=every,
            file_name=uploads.file_name_of(session, shown.id),
            days_late=_days_late(shown.submitted_at, form.due_on),
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


def figure_trail(
    person: Person,
    unit_code: str,
    indicator_code: str,
    year: int,
    quarter: int = 4,
    *,
    provisional: bool = False,
) -> Trail:
    """Return what the unit's year to date of an indicator is the sum of, part by part.

    Accepted returns and history; with ``provisional`` submitted ones too.

    Raises:
        NotFound, NotAllowed: see ``looking_at``; no such indicator.
    """
    with looking_at(person, Right.SEE_RETURN, unit_code) as (session, unit):
        indicator = next(
            (each for each in indicators.everything(session) if each.code == indicator_code), None
        )
        if indicator is None:
            raise NotFound("indicator", indicator_code)
        below = units.counted_subtree(session, unit.id)
        period = Period(year, quarter)
        found = contents.trail(session, below, indicator.id, period, provisional=provisional)
        views = units.by_ids(session, {each.unit_id for each in found})
    if indicator.measure is Measure.STOCK:
        told = unit_progress(person, unit_code, period, provisional).reported_quarters
        found = _held(found, views, unit, Period(year, told[-1])) if told else ()
    parts = tuple(Part(views[each.unit_id], each) for each in found)
    return Trail(unit, indicator, period, parts)


def difficulties(person: Person, unit_code: str, period: Period) -> tuple[SaidDifficulty, ...]:
    """Return the difficulties and proposals of the subtree's accepted returns of the quarter.

    Raises:
        NotFound, NotAllowed: see ``looking_at``.
    """
    with looking_at(person, Right.SEE_RETURN, unit_code) as (session, unit):
        found = contents.difficulties(session, units.subtree(session, unit.id), period)
        views = units.by_ids(session, {each.unit_id for each in found})
    return tuple(
        SaidDifficulty(views[each.unit_id], each.return_id, each.difficulty, each.proposal)
        for each in found
    )


def foundings(
    person: Person, unit_code: str, first: Period, last: Period
) -> tuple[ListedOrganisation, ...]:
    """Return the organisations that the counted subtree's accepted returns list, by date.

    Raises:
        NotFound, NotAllowed: see ``looking_at``.
    """
    with looking_at(person, Right.SEE_RETURN, unit_code) as (session, unit):
        below = units.counted_subtree(session, unit.id)
        found = contents.foundings(session, below, first, last)
        views = units.by_ids(session, {each.unit_id for each in found})
    return tuple(
        ListedOrganisation(
            unit=views[each.unit_id],
            period=each.period,
            return_id=each.return_id,
            founding=FoundingRow(
                indicator=each.indicator,
                enterprise=each.enterprise,
                founded_on=each.founded_on,
                name=each.name,
                tax_code=each.tax_code,
                enterprise_type=each.enterprise_type,
                decision_number=each.decision_number,
                members=each.members,
            ),
        )
        for each in found
    )


def latest_accepted(person: Person, unit_code: str, limit: int = 5) -> tuple[Accepted, ...]:
    """Return what was accepted last in the unit's subtree, newest first.

    Raises:
        NotFound, NotAllowed: see ``looking_at``.
    """
    with looking_at(person, Right.SEE_RETURN, unit_code) as (session, unit):
        found = returns.latest_accepted(session, unit.id, limit)
        views = units.by_ids(session, {each.unit_id for each in found})
    return tuple(Accepted(views[each.unit_id], each) for each in found)


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


def _days_late(submitted_at: datetime, due_on: date) -> int:
    late = submitted_at.astimezone(clock.VIETNAM).date() - due_on
    return max(late, timedelta()).days


def _problem(stored: dict[str, str | None]) -> Problem:
    return Problem(
        severity=Severity(stored["severity"] or "warning"),
        rule=stored["rule"] or "",
        message=stored["message"] or "",
        sheet=stored["sheet"],
        cell=stored["cell"],
        found=stored["found"],
    )


def _held(
    found: tuple[TrailRecord, ...], views: Mapping[int, UnitRecord], within: UnitRecord, at: Period
) -> tuple[TrailRecord, ...]:
    """Return each unit's part of the latest quarter; a whole year known by itself counts last.

    A unit that has ended within one that outlives it holds nothing any more.
    """
    latest: dict[int, TrailRecord] = {}
    for each in sorted(found, key=lambda part: part.quarter or 4):
        ended = views[each.unit_id].valid_to
        outlived = ended is not None and (within.valid_to is None or within.valid_to > ended)
        if not (outlived and not views[each.unit_id].exists_in(at)):
            latest[each.unit_id] = each
    return tuple(latest.values())

"""The return of a unit for a quarter, put together from the record: what its form shows, and
what a stored revision says. For readings and actions, which open the transaction.
"""

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy.orm import Session

from dashboard import clock, parameters
from dashboard.domain.limits import QUARTERS_BACK
from dashboard.domain.returns import (
    DifficultyRow,
    EarlierFounding,
    FoundingRow,
    IndicatorView,
    OtherUnits,
    ReturnContent,
    ReturnForm,
    ReviewRow,
    TakenOver,
    UnitAbove,
)
from dashboard.domain.text import enterprise_key
from data_access import calendar, contents, indicators, successions, targets, units
from data_access.vocabulary import Measure, Period, UnitRecord


def form_of(session: Session, unit: UnitRecord, period: Period) -> ReturnForm:
    """Return the form as the record stands now, without the foundings of others.

    Raises:
        NotFound: the calendar does not reach the period.
    """
    due_on = calendar.due_on(session, unit.id, period)
    in_force = indicators.in_force(session, period)
    figures = contents.figures_of_unit(session, unit.id, _first_compared(period), period.previous)
    codes = {indicator.id: indicator.code for indicator in in_force}
    names = indicators.names(session)
    province = units.province_of(session, unit.id)
    return ReturnForm(
        unit=unit.code,
        unit_name=unit.name,
        province_name=province.name,
        period=period,
        due_on=due_on,
        today=clock.today(),
        indicators=in_force,
        targets={
            codes[target.indicator_id]: target.effective
            for target in targets.current(session, (unit.id,), period.year)
            if target.effective is not None and target.indicator_id in codes
        },
        year_to_date=year_to_date(in_force, figures, period),
        last_quarter=figures.get(period.previous, {}),
        illustration=unit.illustration,
        cross_check=not unit.counted,
        earlier=figures,
        others=_others(session, unit, period),
        above=_above(session, unit, period),
        taken_over=_taken_over(session, unit, period),
        began=not unit.exists_in(period.previous),
        limits=parameters.limits(session, province.id),
        not_asked=tuple(
            each for each in indicators.everything(session, period.last_day) if each.id not in codes
        ),
        other_names={code: names[code] for code in codes.values()},
    )


def _taken_over(session: Session, unit: UnitRecord, period: Period) -> tuple[TakenOver, ...]:
    before = period.previous
    return tuple(
        TakenOver(
            each.unit.name,
            each.whole,
            contents.figures_of_unit(session, each.unit.id, before, before).get(before, {}),
        )
        for each in successions.predecessors(session, unit.id, period)
    )


def _first_compared(period: Period) -> Period:
    first = period
    for _quarter in range(QUARTERS_BACK):
        first = first.previous
    return first


def _others(session: Session, unit: UnitRecord, period: Period) -> OtherUnits | None:
    """Return what the units below reported; for a second source, those it is compared with."""
    above = unit.code if unit.counted else unit.parent
    due = units.counted_below(session, above, period) if above else None
    if not due:
        return None
    told, sums = contents.reported_sums(session, due, period)
    return OtherUnits(len(due), told, sums)


def _above(session: Session, unit: UnitRecord, period: Period) -> tuple[UnitAbove, ...]:
    """Return the units whose figures this one's are added to, and that reported themselves."""
    found = []
    for above in units.by_ids(session, units.counted_above(session, unit.id)).values():
        if above.id == unit.id or not above.reports:
            continue
        told, figures = contents.reported_sums(session, (above.id,), period)
        if told:
            others = units.counted_below(session, above.code, period) - {unit.id}
            sums = contents.reported_sums(session, others, period)
            found.append(UnitAbove(above.name, figures, OtherUnits(len(others), *sums)))
    return tuple(found)


def year_to_date(
    in_force: Collection[IndicatorView], figures: dict[Period, dict[str, int]], period: Period
) -> dict[str, int]:
    """Return the year to date before ``period``: flows summed, stocks at their latest."""
    quarters = [Period(period.year, quarter) for quarter in range(1, period.quarter)]
    told: dict[str, int] = {}
    for indicator in in_force:
        reported = [
            figures[each][indicator.code]
            for each in quarters
            if indicator.code in figures.get(each, {})
        ]
        if reported:
            flow = indicator.measure is Measure.FLOW
            told[indicator.code] = sum(reported) if flow else reported[-1]
    return told


def with_founded_before(
    session: Session, form: ReturnForm, unit: UnitRecord, content: ReturnContent
) -> ReturnForm:
    """Return the form with the province's earlier foundings of the enterprises listed."""
    keys = {enterprise_key(founding.enterprise) for founding in content.foundings}
    tax_codes = {founding.tax_code for founding in content.foundings if founding.tax_code}
    if not keys:
        return form
    found = contents.founded_before(
        session,
        unit.id,
        content.period,
        keys,
        tax_codes,
    )
    names = units.by_ids(session, {each.unit_id for each in found})
    return replace(
        form,
        founded_before=tuple(
            EarlierFounding(
                indicator=each.indicator,
                enterprise_key=each.enterprise_key,
                tax_code=each.tax_code,
                unit_name=names[each.unit_id].name,
                period=each.period,
            )
            for each in found
        ),
    )


def content_of(session: Session, revision_id: int, unit_code: str, period: Period) -> ReturnContent:
    """Return what a stored revision says."""
    stored = contents.of_revision(session, revision_id)
    return ReturnContent(
        unit=unit_code,
        period=period,
        figures=stored.figures,
        foundings=tuple(
            FoundingRow(
                indicator=indicator,
                enterprise=row.enterprise,
                founded_on=row.founded_on,
                name=row.name,
                tax_code=row.tax_code,
                enterprise_type=row.enterprise_type,
                decision_number=row.decision_number,
                members=row.members,
            )
            for indicator, row in stored.foundings
        ),
        reviews=tuple(
            ReviewRow(
                enterprise=row.enterprise,
                tax_code=row.tax_code,
                enterprise_type=row.enterprise_type,
                workers=row.workers,
                party_members=row.party_members,
                has_party=row.has_party,
                has_union=row.has_union,
                has_youth=row.has_youth,
            )
            for row in stored.reviews
        ),
        difficulties=tuple(
            DifficultyRow(row.difficulty, row.proposal) for row in stored.difficulties
        ),
    )

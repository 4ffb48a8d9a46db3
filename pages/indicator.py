"""Indicator: one indicator over all units and over time, and the returns behind a figure."""

from dashboard import identity
from dashboard.readings import progress, sources
from dashboard.views import component, filters, indicator_sheet, links

person = identity.current()
visible = component.some(progress.units_visible(person))

query = filters.query(visible)
unit = filters.unit(query, visible)
years = progress.years(person, unit.code)
latest = progress.latest_period(person, unit.code)
asked = filters.view(links.INDICATOR, query, unit, years, latest, visible)
shown = progress.unit_progress(person, unit.code, asked.period, asked.provisional)
view = filters.of_indicator(asked, indicator_sheet.code_of(asked.indicator, shown))
children = progress.children_progress(person, unit.code, view.period, view.provisional)

component.show(
    indicator_sheet.indicator_sheet(
        bar=filters.bar(view, visible, years, [each.indicator for each in shown.indicators]),
        progress=shown,
        code=view.indicator,
        past=[
            progress.unit_progress(person, unit.code, period)
            for period in filters.past(view, years)
        ],
        children=children,
        beside=progress.children_progress(
            person, unit.code, view.period, view.provisional, counted=False
        ),
        trail=sources.figure_trail(
            person,
            view.source,
            view.indicator,
            view.period.year,
            view.period.quarter,
            provisional=view.provisional,
        )
        if view.source
        else None,
        provisional=view.provisional,
    ),
    key="indicator",
    view=view.address,
)

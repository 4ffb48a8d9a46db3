"""Indicator: one indicator over all units and over time, and the returns behind a figure."""

from dashboard import identity
from dashboard.readings import indicator_page
from dashboard.views import component, filters, indicator_sheet, links

person = identity.current()
query = filters.query()
found = component.some(indicator_page.read(person, filters.asked(query)))
view = filters.View.of(links.INDICATOR, found.choices.selection)
filters.remember(query, view.unit)
indicators = [each.indicator for each in found.progress.indicators]

component.show(
    indicator_sheet.indicator_sheet(
        bar=filters.bar(view, found.choices.units, found.choices.years, indicators),
        progress=found.progress,
        code=found.code,
        past=found.past,
        children=found.children,
        beside=found.beside,
        trail=found.trail,
        provisional=view.provisional,
    ),
    key="indicator",
    view=view.address,
)

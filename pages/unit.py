"""Unit: one unit through the year, and what lies behind its figures."""

from dashboard import identity
from dashboard.readings import progress, receipts, sources
from dashboard.views import component, filters, links, unit_sheet

person = identity.current()
visible = component.some(progress.units_visible(person))

query = filters.query(visible)
unit = filters.unit(query, visible)
years = progress.years(person, unit.code)
view = filters.view(links.UNIT, query, unit, years, progress.latest_period(person, unit.code))
quarters = filters.quarters(view)

component.show(
    unit_sheet.unit_sheet(
        bar=filters.bar(view, visible, years),
        progress=progress.unit_progress(person, unit.code, view.period, view.provisional),
        past=[
            progress.unit_progress(person, unit.code, period, main_only=True)
            for period in filters.past(view, years)
        ],
        children=progress.children_progress(person, unit.code, view.period, view.provisional),
        receipts_of=[
            receipt
            for quarter in quarters
            for receipt in receipts.of_unit(person, unit.code, quarter)
        ],
        foundings=sources.foundings(person, unit.code, quarters[0], view.period),
        difficulties=sources.difficulties(person, unit.code, view.period),
        provisional=view.provisional,
    ),
    key="unit",
    view=view.address,
)

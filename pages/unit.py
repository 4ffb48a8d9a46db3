"""Unit: one unit through the year, and what lies behind its figures."""

from dashboard import identity
from dashboard.readings import unit_page
from dashboard.views import component, filters, links, unit_sheet

person = identity.current()
query = filters.query()
found = component.some(unit_page.read(person, filters.asked(query)))
view = filters.View.of(links.UNIT, found.choices.selection)
filters.remember(query, view.unit)

component.show(
    unit_sheet.unit_sheet(
        bar=filters.bar(view, found.choices.units, found.choices.years),
        progress=found.progress,
        past=found.past,
        children=found.children,
        receipts_of=found.receipts,
        foundings=found.foundings,
        difficulties=found.difficulties,
        provisional=view.provisional,
    ),
    key="unit",
    view=view.address,
)

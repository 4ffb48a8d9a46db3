"""Returns received: who handed in on time, late or not at all, and whom to call today."""

from dashboard import identity
from dashboard.readings import completeness_page
from dashboard.views import completeness_sheet, component, filters

person = identity.current()
query = filters.query()
found = component.some(completeness_page.read(person, filters.asked(query)))
view = completeness_sheet.view(query, found.record, found.latest)
filters.remember(query, view.unit)

component.show(
    completeness_sheet.completeness_sheet(found.record, view, found.units, found.calls),
    key="completeness",
    view=view.address,
)

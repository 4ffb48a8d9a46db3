"""Overview: the answer, the main indicators, who is behind and who has not reported."""

from dashboard import identity
from dashboard.readings import progress, receipts, sources
from dashboard.views import component, filters, links, overview

person = identity.current()
visible = component.some(progress.units_visible(person))

query = filters.query(visible)
unit = filters.unit(query, visible)
years = progress.years(person, unit.code)
view = filters.view(links.OVERVIEW, query, unit, years, progress.latest_period(person, unit.code))

component.show(
    overview.overview(
        bar=filters.bar(view, visible, years),
        progress=progress.unit_progress(person, unit.code, view.period, view.provisional),
        children=progress.children_progress(person, unit.code, view.period, view.provisional),
        receipts=receipts.of_unit(person, unit.code, view.period),
        recent=sources.latest_accepted(person, unit.code, 5),
        provisional=view.provisional,
    ),
    key="overview",
    view=view.address,
)

"""Overview: the answer, the main indicators, who is behind and who has not reported."""

from dashboard import identity
from dashboard.readings import overview_page
from dashboard.views import component, filters, links, overview

person = identity.current()
query = filters.query()
found = component.some(overview_page.read(person, filters.asked(query)))
view = filters.View.of(links.OVERVIEW, found.choices.selection)
filters.remember(query, view.unit)

component.show(
    overview.overview(
        bar=filters.bar(view, found.choices.units, found.choices.years),
        progress=found.progress,
        children=found.children,
        receipts=found.receipts,
        recent=found.recent,
        provisional=view.provisional,
    ),
    key="overview",
    view=view.address,
)

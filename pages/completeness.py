"""Returns received: who handed in on time, late or not at all, and whom to call today."""

from dashboard import identity
from dashboard.domain.access import Right
from dashboard.readings import completeness, progress
from dashboard.views import completeness_sheet, component, filters, reach

person = identity.current()
visible = component.some(reach.units(person, Right.SEE_RETURN, progress.units_visible(person)))

query = filters.query(visible)
unit = filters.unit(query, visible)
record = completeness.of_unit(person, unit.code)
view = completeness_sheet.view(query, record, progress.latest_period(person, unit.code))
reviewed = reach.includes(reach.units(person, Right.REVIEW_RETURN, visible), unit)

component.show(
    completeness_sheet.completeness_sheet(
        record,
        view,
        visible,
        completeness.calls(person, unit.code) if reviewed else None,
    ),
    key="completeness",
    view=view.address,
)

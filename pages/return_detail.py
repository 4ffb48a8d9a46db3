"""Return: one revision whole or two side by side, what was decided, and every other revision."""

import streamlit as st

from dashboard import identity
from dashboard.actions import decisions
from dashboard.i18n import _
from dashboard.readings import return_page as readings
from dashboard.readings import spots
from dashboard.views import component, deciding, handing_in, links, return_page

person = identity.current()
query = st.query_params.to_dict()
return_id = links.number(query.get("return"))
if return_id is None:
    st.info(_("The address names no return. Open one from its unit's page or from the overview."))
    st.stop()

deciding.carry_out(decisions.BY_MOVE, spots.of_revision, person)
revision, old, new = (links.number(query.get(each)) for each in ("revision", "tu", "den"))
found = readings.read(person, return_id, revision, old, new)

handing_in.styles()
deciding.outcome()
component.show(
    return_page.return_page(found.detail, found.comparison, found.remarks, found.notes),
    key="return",
    view=links.to_difference(return_id, old, new)
    if old and new
    else links.to_return(return_id, revision),
)
deciding.controls_here(found.detail)

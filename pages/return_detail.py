"""Return: one revision whole, what was decided about it, and every other revision."""

import streamlit as st

from dashboard import identity
from dashboard.domain.access import Right
from dashboard.i18n import _
from dashboard.readings import progress, returns
from dashboard.views import component, links, reach, return_page

person = identity.current()
return_id = reach.number(st.query_params.get("return"))
if return_id is None:
    st.info(_("The address names no return. Open one from its unit's page or from the overview."))
    st.stop()

revision = reach.number(st.query_params.get("revision"))
detail = returns.detail(person, return_id, revision)
visible = progress.units_visible(person)
component.show(
    return_page.return_page(
        detail,
        may_review=reach.includes(reach.units(person, Right.REVIEW_RETURN, visible), detail.unit),
        may_submit=reach.includes(reach.units(person, Right.SUBMIT_RETURN, visible), detail.unit),
    ),
    key="return",
    view=links.to_return(return_id, revision),
)

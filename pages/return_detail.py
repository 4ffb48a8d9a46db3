"""Return: one revision whole or two side by side, what was decided, and every other revision."""

import streamlit as st

from dashboard import identity
from dashboard.actions import decisions
from dashboard.domain.spots import NOWHERE
from dashboard.i18n import _
from dashboard.readings import returns, spots
from dashboard.views import component, deciding, handing_in, links, return_page

person = identity.current()
query = st.query_params.to_dict()
return_id = links.number(query.get("return"))
if return_id is None:
    st.info(_("The address names no return. Open one from its unit's page or from the overview."))
    st.stop()

handing_in.styles()
deciding.told()
old, new = links.number(query.get("tu")), links.number(query.get("den"))
revision = links.number(query.get("revision"))
detail = returns.detail(person, return_id, revision)
compared = returns.difference(person, return_id, old, new) if old and new else None
component.show(
    return_page.return_page(
        detail,
        compared,
        spots.remarks(person, return_id, detail.revision.number),
        spots.of_revision(person, return_id, compared.new.number) if compared else NOWHERE,
    ),
    key="return",
    view=links.to_difference(return_id, old, new)
    if old and new
    else links.to_return(return_id, revision),
)
wish = deciding.wish_here(detail)
if wish:
    deciding.carry_out(decisions.BY_MOVE, person, wish)

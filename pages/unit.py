"""Unit: one unit through the year, and what lies behind its figures."""

import streamlit as st

from dashboard import identity
from dashboard.readings import progress, sources
from dashboard.views import component, filters, links, unit_sheet

person = identity.current()
visible = progress.units_visible(person)
if not visible:
    component.nothing_to_see()
    st.stop()

query = filters.query(visible)
unit = filters.unit(query, visible)
years = progress.years(person, unit.code)
view = filters.view(links.UNIT, query, unit, years, progress.latest_period())
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
            for receipt in progress.receipts(person, unit.code, quarter)
        ],
        foundings=sources.foundings(person, unit.code, quarters[0], view.period),
        difficulties=sources.difficulties(person, unit.code, view.period),
        provisional=view.provisional,
    ),
    key="unit",
    view=view.address,
)

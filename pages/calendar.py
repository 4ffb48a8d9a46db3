# ruff: noqa: A005  # a page is run, not imported
"""Calendar: due dates, extensions, reminders, and the closing of quarters."""

import streamlit as st

from dashboard import identity
from dashboard.actions import periods
from dashboard.readings import calendar, calendar_page
from dashboard.views import (
    calendar_cards,
    calendar_commands,
    calendar_controls,
    calendar_sheet,
    component,
    filters,
    handing_in,
)

person = identity.current()
calendar_commands.carry_out(periods, calendar, person)

query = st.query_params.to_dict()
found = component.some(calendar_page.read(person, filters.asked(query), query.get("tinh")))
chosen = calendar_sheet.View(found.period, found.unit, found.chosen_province)
states = calendar_sheet.of_period(found.records, found.period)
letters = calendar_cards.letters_card(found.year, chosen, states) if found.reviewed else None

handing_in.styles()
calendar_commands.outcome()
component.show(
    calendar_sheet.calendar_sheet(
        found.year, found.records, chosen, found.submitting, found.provinces
    ),
    key="calendar",
    view=chosen.address,
)
left, right = calendar_controls.halves(letters)
with left:
    component.show(
        calendar_cards.extensions_card(found.year, found.records, chosen, found.reviewed),
        key="calendar_extensions",
    )
    calendar_controls.controls(found, states, narrow=letters is not None)
if letters:
    with right:
        component.show(letters, key="calendar_letters")

# ruff: noqa: A005  # a page is run, not imported
"""Calendar: due dates, extensions, reminders, and the closing of quarters."""

import streamlit as st

from dashboard import identity
from dashboard.actions import periods
from dashboard.domain.access import Right
from dashboard.readings import calendar, completeness, progress
from dashboard.views import (
    calendar_cards,
    calendar_deeds,
    calendar_desk,
    calendar_sheet,
    component,
    handing_in,
    reach,
)

person = identity.current()
component.some(reach.units(person, Right.SEE_RETURN, progress.units_visible(person)))

query, provinces = st.query_params.to_dict(), calendar.provinces(person)
place = calendar_sheet.province(query, provinces).code
visible = progress.units_visible(person, province=place)
reviewed = reach.units(person, Right.REVIEW_RETURN, visible)
records = [completeness.of_unit(person, unit.code) for unit in reach.tops(visible)]
due = calendar.next_due(person, place)
chosen = calendar_sheet.view(query, due, records, reviewed, provinces)
year = calendar.year(person, chosen.period.year, place)

states = calendar_sheet.of_period(records, chosen.period)
letters = calendar_cards.letters_card(year, chosen, states) if reviewed else None

handing_in.styles()
calendar_deeds.told()
component.show(
    calendar_sheet.calendar_sheet(
        year, records, chosen, reach.units(person, Right.SUBMIT_RETURN, visible), provinces
    ),
    key="calendar",
    view=chosen.address,
)
left, right = calendar_desk.halves(letters)
with left:
    component.show(
        calendar_cards.extensions_card(year, records, chosen, reviewed), key="calendar_extensions"
    )
    held = calendar_desk.held(year, chosen)
    relying = calendar.without_extension(person, held.unit.code, held.period) if held else ()
    wish = calendar_desk.wish(year, chosen, states, relying, narrow=letters is not None)
if letters:
    with right:
        component.show(letters, key="calendar_letters")
if wish:
    calendar_deeds.carry_out(periods, calendar, person, wish)

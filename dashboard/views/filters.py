"""Which year, quarter and unit an address asks for, and the links that lead to others."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

import streamlit as st
from markupsafe import Markup

from dashboard import clock
from dashboard.domain.progress import UnitView
from dashboard.domain.returns import IndicatorView, in_families
from dashboard.domain.selection import Asked, Selection
from dashboard.i18n import format_moment, roman_quarter
from dashboard.views import links
from dashboard.views.look import indicator_name, unit_name
from dashboard.views.templates import drawn
from data_access.vocabulary import Period

SEARCH_FROM = 8
MOST_LISTED = 200
_KEPT = "filters_kept"
_SHARED = ("don_vi", "nam", "quy", "so_bo")


@dataclass(frozen=True, slots=True)
class View:
    """What a page looks at; ``source`` is the code of the unit whose returns are listed,
    ``missed`` that of the unit asked for and not shown.
    """

    page: str
    unit: UnitView
    period: Period
    provisional: bool = False
    indicator: str | None = None
    source: str | None = None
    missed: str | None = field(default=None, compare=False)

    @classmethod
    def of(cls, page: str, selection: Selection) -> Self:
        """Return the view of what was selected, on a page."""
        return cls(
            page=page,
            unit=selection.unit,
            period=selection.period,
            provisional=selection.provisional,
            indicator=selection.indicator,
            source=selection.source,
            missed=selection.missed,
        )

    @property
    def address(self) -> str:
        return links.view(
            self.page,
            self.unit.code,
            self.period,
            indicator=self.indicator,
            provisional=self.provisional,
            source=self.source,
        )


@dataclass(frozen=True, slots=True)
class Choice:
    label: str
    href: str
    current: bool
    depth: int = 0


def query() -> dict[str, str]:
    """Return the address's query; where it asks nothing, what was looked at before.

    The menu of pages leads to bare addresses: the unit and quarter in hand are kept.
    """
    asked = st.query_params.to_dict()
    kept: dict[str, str] = st.session_state.get(_KEPT, {})
    return asked or kept


def asked(query: Mapping[str, str]) -> Asked:
    """Return what an address asks for; what is no number asks for none."""
    return Asked(
        unit=query.get("don_vi"),
        year=links.number(query.get("nam")),
        quarter=links.number(query.get("quy")),
        provisional=query.get("so_bo") == "1",
        indicator=query.get("chi_tieu"),
        source=query.get("nguon"),
    )


def remember(query: Mapping[str, str], shown: UnitView) -> None:
    """Keep what was asked for, for bare addresses; but not another unit than is shown."""
    shared = _SHARED if query.get("don_vi") == shown.code else _SHARED[1:]
    st.session_state[_KEPT] = {key: query[key] for key in shared if key in query}


def bar(
    looked_at: View,
    visible: Sequence[UnitView],
    years: Sequence[int],
    indicators: Sequence[IndicatorView] = (),
) -> Markup:
    """Return the row of pickers, every choice a link to the view it leads to."""
    here = replace(looked_at, source=None)
    period = here.period
    return drawn(
        "filters.html",
        years=choices(years, period.year, str, lambda year: _year(here, year)),
        quarters=choices(
            range(1, 5), period.quarter, roman_quarter, lambda quarter: _quarter(here, quarter)
        ),
        units=unit_choices(
            here.unit, visible, period, lambda each: replace(here, unit=each).address
        ),
        indicators=[
            Choice(
                indicator_name(each),
                replace(here, indicator=each.code).address,
                each.code == here.indicator,
                int(each.parent is not None or each.moves_by == -1),
            )
            for each in in_families(indicators)
        ],
        search_from=SEARCH_FROM,
        provisional=here.provisional,
        other=replace(here, provisional=not here.provisional).address,
        moment=format_moment(clock.now()),
        missed=looked_at.missed,
        unit=looked_at.unit,
    )


def _year(here: View, year: int) -> str:
    return replace(here, period=Period(year, here.period.quarter)).address


def _quarter(here: View, quarter: int) -> str:
    return replace(here, period=Period(here.period.year, quarter)).address


def choices(
    numbers: Sequence[int], current: int, label: Callable[[int], str], leads: Callable[[int], str]
) -> list[Choice]:
    """Return numbers to choose from; ``leads`` gives the address that each leads to."""
    return [Choice(label(each), leads(each), each == current) for each in numbers]


def unit_choices(
    unit: UnitView,
    visible: Sequence[UnitView],
    period: Period,
    leads: Callable[[UnitView], str],
) -> list[Choice]:
    """Return the units to choose from (see ``nearby``), each below its parent."""
    depths: dict[str, int] = {}
    for each in visible:
        depths[each.code] = depths.get(each.parent or "", -1) + 1
    return [
        Choice(unit_name(each), leads(each), each.code == unit.code, depths[each.code])
        for each in nearby(unit, visible, period)
    ]


def nearby(
    unit: UnitView, visible: Sequence[UnitView], period: Period, most: int = MOST_LISTED
) -> list[UnitView]:
    """Return the units of the period to choose from: all of them, or where there are too many
    those above, beside and right below ``unit``.
    """
    there = [
        each
        for each in visible
        if each.code == unit.code
        or (
            each.valid_from <= period.last_day
            and (each.valid_to is None or each.valid_to >= period.last_day)
        )
    ]
    if len(there) <= most:
        return there
    parents = {each.code: each.parent for each in visible}
    near = {unit.code}
    above = parents.get(unit.code)
    while above in parents and above is not None:
        near.add(above)
        above = parents[above]
    return [
        each
        for each in there
        if each.code in near or each.parent in {unit.code, unit.parent} or each.parent is None
    ]

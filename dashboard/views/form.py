"""The form on the page: what it is made of, and what it is told when it is opened."""

from collections.abc import Mapping, Sequence
from functools import partial
from secrets import token_hex
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import streamlit as st

from dashboard.domain.access import Person
from dashboard.domain.returns import IndicatorView, ReturnForm
from dashboard.i18n import _, language
from dashboard.readings.drafts import Opening
from dashboard.views import links
from dashboard.views.component import ASSETS
from dashboard.views.form_words import words
from dashboard.views.look import ORGANISATIONS, counted_in, indicator_name
from dashboard.web.draft_documents import told, told_latest, told_of, told_spot
from dashboard.workbooks import grid, layout, typed, typed_sheets
from dashboard.workbooks.layout import Column, Form
from data_access.vocabulary import Measure, Organisation

_CODE = (
    "form_numbers.js",
    "form_tables.js",
    "form_saving.js",
    "form_drawing.js",
    "form_problems.js",
    "form_notices.js",
    "form_pasting.js",
    "form.js",
    "form_events.js",
)
_STYLES = ("look.css", "intake.css", "form.css")
_DAYS, _CHOICES, _YES_NO = {"founded_on"}, {"indicator"}, {"has_party", "has_union", "has_youth"}
_LONG = {"difficulty", "proposal"}

_mount = st.components.v2.component(
    "tien_do_form",
    css="".join((ASSETS / name).read_text("utf-8") for name in _STYLES),
    js="".join((ASSETS / name).read_text("utf-8") for name in _CODE),
)


def sheet(opening: Opening, person: Person, review: str) -> None:
    """Draw the form; ``review`` is the address where it is looked over and handed in."""
    key = f"form_{opening.unit.code}_{opening.form.period}"
    drawn = token_hex(4)  # the page hears of a run only where its data are others than before
    _mount(
        key=key,
        data=told_form(opening, person) | {"review": review, "drawn": drawn},
        on_go_change=partial(_follow, key),
    )


def _follow(key: str) -> None:
    target = urlsplit(st.session_state[key].get("go") or "")
    script = links.SCRIPTS.get(target.path)
    if script:
        st.switch_page(f"../pages/{script}", query_params=dict(parse_qsl(target.query)))


def told_form(opening: Opening, person: Person) -> dict[str, Any]:
    """Return all that the page needs to know of the form, its draft and its place."""
    form = opening.form
    where = urlencode({"unit": form.unit, "period": str(form.period)})
    return {
        "lang": language(),
        "words": words(),
        "account": person.account_id,
        "unit": form.unit,
        "period": str(form.period),
        "save": f"/draft/return?{where}",
        "discard": f"/draft/discard?{where}",
        "download": links.draft(form.unit, form.period),
        "address": links.view(links.FORM, form.unit, form.period),
        "draft": told_of(opening.draft) if opening.draft else None,
        "based_on": opening.based_on,
        "newer": told_latest(opening.newer) if opening.newer else None,
        "begins": opening.begins.as_content(),
        "live": told(opening.live),
        "remarks": [{"message": each.message, **told_spot(each.spot)} for each in opening.remarks],
        "sections": sections(form),
        "lists": {part: _list(each, form) for part, each in typed.LISTS.items()},
        "kinds": layout.kinds(form.indicators, form.other_names),
        "all": None if form.cross_check else len(form.indicators),
        "figures": {
            "title": _short(layout.FIGURES),
            "columns": [_told(each) for each in layout.FIGURES.columns],
        },
        "most_rows": grid.MOST_ROWS,
    }


def sections(form: ReturnForm) -> list[dict[str, Any]]:
    """Return the figures as the paper form groups them: what moved in the quarter, by
    organisation; what there is at its end; the enterprises.
    """
    flows = [each for each in form.indicators if each.measure is Measure.FLOW]
    stocks = [each for each in form.indicators if each.measure is Measure.STOCK]
    enterprises = [each for each in stocks if each.organisation is Organisation.ENTERPRISE]
    held = [each for each in stocks if each.organisation is not Organisation.ENTERPRISE]
    every = (
        ("flow", _("In the quarter"), flows),
        ("stock", _("There at the end of the quarter"), held),
        ("stock", _("Private economic units at the end of the quarter"), enterprises),
    )
    rows = typed_sheets.blank_form(form).rows
    return [
        {"kind": kind, "title": title, "groups": _groups(form, members, rows)}
        for kind, title, members in every
        if members
    ]


def _groups(
    form: ReturnForm, members: Sequence[IndicatorView], rows: Mapping[str, int]
) -> list[dict[str, Any]]:
    organisations = dict.fromkeys(each.organisation for each in members)
    return [
        {
            "title": _(ORGANISATIONS[organisation]) if len(organisations) > 1 else "",
            "lines": [
                _line(form, each) | {"row": rows[each.code]}
                for each in members
                if each.organisation is organisation
            ],
        }
        for organisation in organisations
    ]


def _line(form: ReturnForm, indicator: IndicatorView) -> dict[str, Any]:
    code = indicator.code
    return {
        "code": code,
        "name": indicator_name(indicator),
        "part": indicator.parent is not None,
        "counted_in": counted_in(indicator),
        "target": form.targets.get(code),
        "takes_target": indicator.takes_target,
        "before": form.year_to_date.get(code),
        "last": form.last_quarter.get(code, form.year_to_date.get(code)),
        "kind": layout.kind_words(indicator) if indicator.listed else None,
        "moves": indicator.moves,
        "moves_by": indicator.moves_by,
    }


def _list(shape: Form, form: ReturnForm) -> dict[str, Any]:
    return {
        "title": _short(shape),
        "number": shape.number,
        "columns": [
            {**_told(each), "kind": _kind(each.field), "options": _options(each.field, form)}
            for each in shape.columns
            if each.field in typed.fields(shape)
        ],
        "leading": [_told(each) for each in shape.columns],
    }


def _told(column: Column) -> dict[str, Any]:
    return {
        "field": column.field,
        "title": column.title,
        "headings": [layout.squeezed(each) for each in (column.title, *column.others)],
    }


def _kind(field: str) -> str:
    """Return what is typed in a column: a count, a day, a choice, a long text, or words."""
    if field in typed.COUNTS:
        return "count"
    if field in _CHOICES or field in _YES_NO:
        return "choice"
    if field in _DAYS:
        return "day"
    return "long" if field in _LONG else "words"


def _options(field: str, form: ReturnForm) -> list[str]:
    if field == "indicator":
        return [layout.kind_words(each) for each in layout.listed(form.indicators)]
    if field == "enterprise_type":
        return list(layout.ENTERPRISE_TYPES)
    return [layout.YES, layout.NO] if field in _YES_NO else []


def _short(shape: Form) -> str:
    """Return "Biểu 1 – Số liệu": the words of a form are Vietnamese always."""
    return shape.tab

"""Pages opened through the entry script, as a browser does, with somebody signed in."""

import json
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import dashboard
from dashboard import identity
from dashboard.actions import returns
from dashboard.domain.access import Person
from dashboard.views import commands
from dashboard.workbooks.fill import fill
from data_access.vocabulary import Period, UnitRecord

APP = Path(dashboard.__file__).with_name("app.py")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PERIOD = Period(2026, 3)
TODAY = "2026-11-22"
FIGURES = {
    "PARTY_ORG_FOUNDED": 0,
    "PARTY_MEMBER_ADMITTED": 12,
    "PARTY_OWNER_ADMITTED": 2,
    "UNION_FOUNDED": 0,
    "UNION_MEMBER_ADMITTED": 1608,
    "YOUTH_ORG_FOUNDED": 0,
    "YOUTH_MEMBER_ADMITTED": 3,
}
FOUNDING = {
    "organisation": "union",
    "enterprise": "Công ty TNHH Đông Á <b>",
    "tax_code": "0123456787",
    "founded_on": "05/08/2026",
    "members": 24,
}


def as_person(monkeypatch: pytest.MonkeyPatch, person: Person) -> None:
    """Let ``person`` be signed in; a test's browser has no cookies."""
    monkeypatch.setattr(identity, "current", lambda: person)


def page(script: str, **query: object) -> AppTest:
    """Return the page as it looks after its first run."""
    app = AppTest.from_file(APP, default_timeout=30).run()
    for key, value in query.items():
        app.query_params[key] = str(value)
    return app.switch_page(f"../pages/{script}").run()


def drawn(app: AppTest) -> str:
    """Return the HTML that the application's own component shows, one piece after the other."""
    assert not app.exception
    found = [json.loads(each.proto.json)["html"] for each in app.get("bidi_component")]
    assert found, "the component shows nothing"
    return "\n".join(found)


def said(html: str) -> str:
    """Return the words of the HTML, without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def uploaded(app: AppTest, data: bytes, name: str = "bao-cao.xlsx") -> AppTest:
    return app.file_uploader[0].set_value((name, data, XLSX)).run()


def buttons(app: AppTest) -> list[str]:
    """Return the buttons' keys, without the turn that those of commands end with."""
    return [re.sub(r"_\d+$", "", each.key or "") for each in app.button]


def pressed(app: AppTest, key: str) -> AppTest:
    return app.button[buttons(app).index(key)].click().run()


def asked_for(app: AppTest, command: object) -> AppTest:
    """Let a command be noted, as a dialog does in a run of its own, and run the page."""
    turn, page = app.session_state.get("commands_turn", 0), app.session_state["commands_page"]
    app.session_state["commands_noted"] = commands._Noted(command, turn, page)
    return app.run()


def a_workbook(
    person: Person, unit: UnitRecord, period: Period = PERIOD, *foundings: object, **figures: object
) -> bytes:
    """Return the unit's form, filled in."""
    _name, template = returns.template(person, unit.code, period)
    return fill(
        template,
        {"figures": {**FIGURES, **figures}, "foundings": list(foundings), "difficulties": ["Xa"]},
    )

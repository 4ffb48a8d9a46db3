"""The one component of the application: HTML from the server, mounted without a frame."""

from functools import partial
from pathlib import Path
from typing import TypeVar
from urllib.parse import parse_qsl, urlsplit

import streamlit as st
from markupsafe import Markup

from dashboard.i18n import _, language
from dashboard.views.links import SCRIPTS

T = TypeVar("T")

ASSETS = Path(__file__).resolve().parent / "assets"

_mount = st.components.v2.component(
    "tien_do",
    css="".join(
        (ASSETS / name).read_text("utf-8")
        for name in ("look.css", "intake.css", "deciding.css", "timeliness.css", "receiving.css")
    ),
    js=(ASSETS / "look.js").read_text("utf-8"),
)


def show(html: Markup, *, key: str, view: str | None = None) -> None:
    """Draw ``html``, escaped by whoever made it, and follow the links a person taps in it.

    ``view`` is the address of what is shown; the browser's address bar is completed to it, so that
    a copied address opens the same view.
    """
    _mount(
        key=key,
        data={"html": html, "view": view, "lang": language()},
        on_go_change=partial(_follow, key),
    )


def some(page: T | None) -> T:
    """Return what a page shows; to somebody without any unit say what is missing, and end there."""
    if page is None:
        st.info(
            _("Your account has no unit yet. Ask an administrator to give it a role on your unit.")
        )
        st.stop()
    return page


def _follow(key: str) -> None:
    address = st.session_state[key].get("go")
    target = urlsplit(address or "")
    script = SCRIPTS.get(target.path)
    if script:
        st.switch_page(f"../pages/{script}", query_params=dict(parse_qsl(target.query)))

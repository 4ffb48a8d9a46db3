"""The frame around every page: brand, pages, person, language, sign-out, and what is invented."""

import re

import streamlit as st
from markupsafe import Markup, escape
from streamlit.navigation.page import StreamlitPage

from dashboard import navigation
from dashboard.domain.access import Person
from dashboard.i18n import LANGUAGES, _, language
from dashboard.readings import illustration

_NAMES = {"vi": "Tiếng Việt", "en": "English"}
_ILLUSTRATION = "frame_illustration"
_MARKS = re.compile(r"([\\`*_\[\]<>$~])")


def page(person: Person) -> StreamlitPage:
    """Draw the bar and return the page that the person opened."""
    entries = navigation.entries_for(person)
    opened = st.navigation(
        [
            st.Page(
                navigation.PAGES / entry.file,
                title=_(entry.title),
                icon="",
                url_path=entry.url_path,
                default=entry is entries[0],
                visibility="visible" if entry.in_menu else "hidden",
            )
            for entry in entries
        ],
        position="top",
    )
    st.set_page_config(page_title=f"{opened.title} · Tiến Độ")
    st.html(_bar(person))
    return opened


def signed_out() -> None:
    """Say that the session has ended, with a link that comes back to this very view."""
    told = escape(_("You are signed out: the session has ended. Sign in to go on here."))
    st.html(
        f'<div class="td-ended" role="alert"><p>{told}</p>'
        f'<a class="td-button" href="" target="_self">{escape(_("Sign in"))}</a></div>'
    )


def refused(sentence: str) -> None:
    """Say why something cannot be seen or done; a name in it is never read as markup."""
    st.error(_MARKS.sub(r"\\\1", sentence))


def failed(reference: str) -> None:
    """Say that something broke, with the number under which the log has it."""
    st.error(
        _(
            "Something went wrong on our side. Reload the page; if it happens again, give the "
            "administrator this number: {reference}"
        ).format(reference=reference)
    )


def _bar(person: Person) -> str:
    other = next(each for each in LANGUAGES if each != language())
    return str(
        Markup(
            '<div class="td-corner"><span class="td-person" title="{username}">{name}</span>'
            '<form method="post" action="/language"><button name="to" value="{other}" '
            'lang="{other}" title="{other_name}">{short}</button></form>'
            '<form method="post" action="/sign-out"><button class="td-out" title="{out}">{out}'
            "</button></form></div>{banner}"
        ).format(
            username=person.username,
            name=person.name,
            other=other,
            other_name=_NAMES[other],
            short=other.upper(),
            out=_("Sign out"),
            banner=_banner() if _is_illustration(person) else Markup(""),
        )
    )


def _banner() -> Markup:
    return Markup('<div class="td-illustration">{}</div>').format(
        _("Illustration: the province and its figures are not real")
    )


def _is_illustration(person: Person) -> bool:
    """Asked once in a browser session: what a unit is never changes."""
    if _ILLUSTRATION not in st.session_state:
        st.session_state[_ILLUSTRATION] = illustration.is_shown_to(person)
    return bool(st.session_state[_ILLUSTRATION])

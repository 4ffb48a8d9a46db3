"""The frame around every page: brand, pages, person, language, sign-out, and what is invented."""

from contextlib import suppress

import streamlit as st
from markupsafe import Markup, escape
from streamlit.navigation.page import StreamlitPage

from dashboard import navigation
from dashboard.domain.access import Person, Right
from dashboard.i18n import LANGUAGES, _, language
from dashboard.readings import illustration
from dashboard.views import commands, look
from data_access import engine
from data_access.errors import DatabaseUnavailable

_NAMES = {"vi": "Tiếng Việt", "en": "English"}
_ILLUSTRATION = "frame_illustration"
_MARKED = (
    '<style>[data-testid="stTopNavLink"][href$="/%s"] '
    "{ --td-here: var(--td-accent); --td-weight: 600; }</style>"
)
_LOOK_AGAIN = 3.0


def page(person: Person) -> StreamlitPage:
    """Draw the bar and return the page that the person opened."""
    entries = navigation.entries_for(person)
    pages = [
        st.Page(
            navigation.PAGES / entry.file,
            title=_(entry.menu or entry.title),
            icon="",
            url_path=entry.url_path,
            default=entry is entries[0],
            visibility="visible" if entry.in_menu else "hidden",
        )
        for entry in entries
    ]
    opened = st.navigation(pages, position="top")
    commands.arrive(opened.url_path)
    titles = {page.url_path: _(entry.title) for page, entry in zip(pages, entries, strict=True)}
    st.set_page_config(page_title=f"{titles.get(opened.url_path, opened.title)} · Tiến Độ")
    st.html(_bar(person))
    under = {entry.url_path: entry.under for entry in entries}.get(opened.url_path)
    if under:
        st.html(_MARKED % under)
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
    st.error(look.unmarked(sentence))


def away(sentence: str) -> None:
    """Say that the database does not answer, and go on with the page as soon as it does."""
    refused(sentence)
    _wait_for_the_database()


@st.fragment(run_every=_LOOK_AGAIN)
def _wait_for_the_database() -> None:
    st.caption(_("The page comes back by itself as soon as the database answers."))
    with suppress(DatabaseUnavailable):
        engine.ask()
        st.rerun()


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
            '<div class="td-corner">{person}'
            '<form method="post" action="/language"><button name="to" value="{other}" '
            'lang="{other}" title="{other_name}">{short}</button></form>'
            '<form method="post" action="/sign-out"><button class="td-out" title="{out}">{out}'
            "</button></form></div>{banner}"
        ).format(
            person=_person(person),
            other=other,
            other_name=_NAMES[other],
            short=other.upper(),
            out=_("Sign out"),
            banner=_banner() if _is_illustration(person) else Markup(""),
        )
    )


def _person(person: Person) -> Markup:
    """Return the person's name; it leads to their keys, where they may have any."""
    if not person.units_with(Right.HAVE_TOKENS):
        return Markup('<span class="td-person" title="{}">{}</span>').format(
            person.username, person.name
        )
    return Markup(
        '<a class="td-person" href="/khoa-truy-cap" target="_self" title="{}">{}</a>'
    ).format(_("{username}: API access keys").format(username=person.username), person.name)


def _banner() -> Markup:
    return Markup('<div class="td-illustration">{}</div>').format(
        _("Illustration: the province and its figures are not real")
    )


def _is_illustration(person: Person) -> bool:
    """Asked once in a browser session: what a unit is never changes."""
    if _ILLUSTRATION not in st.session_state:
        st.session_state[_ILLUSTRATION] = illustration.is_shown_to(person)
    return bool(st.session_state[_ILLUSTRATION])

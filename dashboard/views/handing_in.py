"""Handing in, as done: choosing a file, looking at it once, ticking, submitting.

The file stands in the session until it is submitted or put away: going to another quarter or
page and coming back does not lose it.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import streamlit as st
from markupsafe import Markup

from dashboard.actions.returns import Checked
from dashboard.actions.submission import Submission
from dashboard.domain.access import Person
from dashboard.errors import Refused, WorkbookRefused
from dashboard.explain import explain
from dashboard.i18n import _, format_count, format_period
from dashboard.views import component
from dashboard.views.look import unit_name
from dashboard.views.notices import notice
from dashboard.views.submission import Chosen, receipt_card
from data_access.errors import NotFound
from data_access.vocabulary import ReturnStatus

MEGABYTES = 5
_DRAFT, _TURN, _LOOKED = "submit_draft", "submit_turn", "submit_looked"
_RECEIPT, _TOLD, _CHOSEN = "submit_receipt", "submit_told", "submit_chosen"


@dataclass(frozen=True, slots=True)
class Draft:
    """A file that was chosen and not yet submitted."""

    name: str
    data: bytes

    @property
    def digest(self) -> str:
        return sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Wish:
    """What the clerk said when submitting."""

    confirmed: bool
    explanation: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class _Kept:
    """What a look at a file found, and of which file for which return in which state."""

    of: tuple[str, ...]
    outcome: Checked | str


@dataclass(frozen=True, slots=True)
class _Receipt:
    submission: Submission
    file_name: str


def styles() -> None:
    """Lay the styles of what is typed and tapped, with our words inside the uploader."""
    words = {
        "--td-choose": _("Choose the file on this machine"),
        "--td-drop": _("or drop it here"),
        "--td-let-go": _("Let go to hand the file over"),
        "--td-rejected": _("Not taken: only Excel files (.xlsx) up to {count} MB.").format(
            count=MEGABYTES
        ),
        "--td-uploading": _("Receiving the file…"),
    }
    said = "".join(f"{name}:{_css(word)};" for name, word in words.items())
    st.html(f"<style>:root{{{said}}}</style>")
    st.html(Path(__file__).resolve().parent / "assets" / "controls.css")


def asked(query: Mapping[str, str]) -> Mapping[str, str]:
    """Return what the address asks for; where it asks nothing and a file or a receipt is in hand,
    the return that it is for.
    """
    in_hand = _DRAFT in st.session_state or _RECEIPT in st.session_state
    kept: dict[str, str] = st.session_state.get(_CHOSEN, {}) if in_hand else {}
    return query or kept


def remember(chosen: Chosen) -> None:
    """Keep which return is in hand."""
    st.session_state[_CHOSEN] = dict(parse_qsl(urlsplit(chosen.address).query))


def _css(word: str) -> str:
    return json.dumps(word, ensure_ascii=False).replace("<", "\\3c ")


def file() -> Draft | None:
    """Draw step 2 and return the file in hand.

    The uploader is made anew as soon as it has given its file over, so that it never shows the
    browser's own list and the same file may be chosen twice.
    """
    turn = st.session_state.setdefault(_TURN, 0)
    with st.container(key="intake_upload"):
        st.html(_stage("2", _("Choose the form you filled in")))
        given = st.file_uploader(
            _("The filled form, .xlsx, up to {count} MB").format(count=MEGABYTES),
            type="xlsx",
            key=f"submit_file_{turn}",
            max_upload_size=MEGABYTES,
        )
        if given is not None:
            _put_away()
            st.session_state[_DRAFT] = Draft(given.name, given.getvalue())
            st.session_state[_TURN] = turn + 1
            st.rerun()
        draft: Draft | None = st.session_state.get(_DRAFT)
        if draft is not None:
            _in_hand(draft)
    return draft


def _stage(number: str, title: str) -> str:
    return str(Markup('<h2 class="td-stage"><i>{}</i>{}</h2>').format(number, title))


def _in_hand(draft: Draft) -> None:
    with st.container(key="intake_hand", horizontal=True, vertical_alignment="center"):
        kilobytes = format_count(max(1, round(len(draft.data) / 1024)))
        st.html(
            str(
                Markup('<p class="td-hand"><b>{}</b> <span>{} kB</span></p>').format(
                    draft.name, kilobytes
                )
            )
        )
        st.button(_("Put this file away"), key="submit_away", on_click=_put_away)


def _put_away() -> None:
    for name in (_DRAFT, _LOOKED, _TOLD):
        st.session_state.pop(name, None)


def looked_at(
    check: Callable[..., Checked], person: Person, draft: Draft, chosen: Chosen, stands: str
) -> Checked | None:
    """Return what ``check`` finds, asked once for a file, a return and the state it is in.

    A refusal that one sentence explains is shown, and None returned.

    Raises:
        NotAllowed: the person may not submit for the file's unit.
    """
    of = (draft.digest, chosen.unit.code, str(chosen.period), stands)
    kept: _Kept | None = st.session_state.get(_LOOKED)
    if kept is None or kept.of != of:
        with st.spinner(_("Reading the file…")):
            kept = _Kept(of, _outcome(check, person, draft, chosen))
        st.session_state[_LOOKED] = kept
    if isinstance(kept.outcome, Checked):
        return kept.outcome
    component.show(
        notice(
            kept.outcome, "risk", _("Nothing has changed; the file is kept as evidence.")
        ),
        key="submit_refused",
    )  # fmt: skip
    return None


def _outcome(
    check: Callable[..., Checked], person: Person, draft: Draft, chosen: Chosen
) -> Checked | str:
    try:
        return check(
            person, draft.data, draft.name, unit_code=chosen.unit.code, period=chosen.period
        )
    except (Refused, NotFound) as refusal:
        return explain(refusal)


def wish(checked: Checked, chosen: Chosen) -> Wish | None:
    """Draw step 3, the tick and the words to go with it; return them once submitting is wished."""
    if checked.refused or checked.repeated:
        return None
    explanation = reason = None
    ticked = not checked.problems
    with st.container(key="intake_submit"), st.form("submit_form", border=False):
        st.html(_stage("3", _("Submit")))
        if checked.problems:
            ticked = st.checkbox(
                _("I have looked at the points above; the figures are right"), key="submit_tick"
            )
            explanation = st.text_area(
                _("Explanation for the reviewer (as you like)"),
                key="submit_explanation",
                max_chars=2000,
                height=96,
            )
        if checked.predecessor is not None:
            reason = st.text_area(_reason_label(checked), key="submit_reason", max_chars=1000,
                                  height=96)  # fmt: skip
        sent = st.form_submit_button(
            _("Submit the return of {unit} for {period}").format(
                unit=unit_name(chosen.unit), period=format_period(chosen.period)
            ),
            type="primary",
            key="submit_send",
        )
    return Wish(ticked, explanation, reason) if sent else None


def _reason_label(checked: Checked) -> str:
    accepted = checked.predecessor and checked.predecessor.status is ReturnStatus.ACCEPTED
    if accepted:
        return _("Why the accepted return is corrected (the reviewer reads it)")
    return _("What was changed since the revision before (as you like)")


def submitted(
    submit: Callable[..., Submission], person: Person, draft: Draft, chosen: Chosen, said: Wish
) -> None:
    """Submit, keep the receipt or the sentence that refuses, and draw the page anew.

    Raises:
        NotAllowed: the person may not submit for the file's unit.
    """
    try:
        done = submit(
            person,
            draft.data,
            draft.name,
            unit_code=chosen.unit.code,
            period=chosen.period,
            explanation=said.explanation,
            reason=said.reason,
            warnings_confirmed=said.confirmed,
        )
    except (Refused, WorkbookRefused, NotFound) as refusal:
        st.session_state[_TOLD] = explain(refusal)
    else:
        st.session_state[_RECEIPT] = _Receipt(done, draft.name)
        _put_away()
    st.rerun()


def told() -> None:
    """Show once why submitting was refused."""
    sentence = st.session_state.pop(_TOLD, None)
    if sentence:
        component.show(notice(sentence, "risk"), key="submit_told_card")


def receipt(person: Person, chosen: Chosen) -> bool:
    """Show the receipt of the chosen return, if it has just been submitted."""
    kept: _Receipt | None = st.session_state.get(_RECEIPT)
    if kept is None or (kept.submission.unit.code, kept.submission.period) != (
        chosen.unit.code,
        chosen.period,
    ):
        return False
    component.show(receipt_card(kept.submission, kept.file_name, person), key="submit_receipt_card")
    st.button(_("Submit another file"), key="submit_again", on_click=_forget_receipt)
    return True


def _forget_receipt() -> None:
    st.session_state.pop(_RECEIPT, None)

"""Handing in, as done: looking at a workbook once, ticking, explaining, submitting, the receipt."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import streamlit as st
from markupsafe import Markup
from streamlit.delta_generator import DeltaGenerator

from dashboard.actions.returns import Checked
from dashboard.actions.submission import Submission
from dashboard.domain.access import Person
from dashboard.domain.workflow import Reason
from dashboard.errors import Refused, WorkbookRefused
from dashboard.explain import explain
from dashboard.i18n import _, format_period
from dashboard.views import component
from dashboard.views.look import unit_name
from dashboard.views.notices import notice
from dashboard.views.submission import Chosen, receipt_card
from data_access.errors import DatabaseUnavailable, NotFound
from data_access.returns import RevisionRecord

MEGABYTES = 5
DRAFT, REPLACING, TOLD = "submit_draft", "submit_replacing", "submit_told"
_LOOKED, _RECEIPT, _CHOSEN = "submit_looked", "submit_receipt", "submit_chosen"


@dataclass(frozen=True, slots=True)
class Draft:
    """A workbook that was chosen or typed in and not yet submitted.

    ``version`` is the draft's that it is; None: it is kept in this session only. ``typed``: it was
    made from the form on the page. ``newer``: a revision that was handed in after it was chosen.
    """

    name: str
    data: bytes
    version: int | None = None
    typed: bool = False
    newer: RevisionRecord | None = None

    @property
    def digest(self) -> str:
        return sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Wish:
    """What the clerk said when submitting, and the place on the page where a refusal is told."""

    confirmed: bool
    explanation: str | None
    reason: str | None
    place: DeltaGenerator


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
    words(
        {
            "--td-choose": _("Choose the file on this machine"),
            "--td-drop": _("or drop it here"),
            "--td-let-go": _("Let go to hand the file over"),
            "--td-rejected": _("Not taken: only Excel files (.xlsx) up to {count} MB.").format(
                count=MEGABYTES
            ),
            "--td-uploading": _("Receiving the file…"),
        }
    )
    st.html(Path(__file__).resolve().parent / "assets" / "controls.css")


def words(said: Mapping[str, str]) -> None:
    """Lay what the uploader says, by the names of the style sheet."""
    laid = "".join(f"{name}:{_css(word)};" for name, word in said.items())
    st.html(f"<style>:root{{{laid}}}</style>")


def asked(query: Mapping[str, str]) -> Mapping[str, str]:
    """Return what the address asks for; where it asks nothing and a file or a receipt is in hand,
    the return that it is for.
    """
    in_hand = DRAFT in st.session_state or _RECEIPT in st.session_state
    kept: dict[str, str] = st.session_state.get(_CHOSEN, {}) if in_hand else {}
    return query or kept


def remember(chosen: Chosen) -> None:
    """Keep which return is in hand."""
    st.session_state[_CHOSEN] = chosen.query


def _css(word: str) -> str:
    return json.dumps(word, ensure_ascii=False).replace("<", "\\3c ")


def stage(number: str, title: str) -> str:
    mark = Markup("<i>{}</i>").format(number) if number else Markup("")
    return str(Markup('<h2 class="td-stage">{}{}</h2>').format(mark, title))


def put_away() -> None:
    for name in (DRAFT, _LOOKED, TOLD, REPLACING):
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
            person,
            draft.data,
            draft.name,
            unit_code=chosen.unit.code,
            period=chosen.period,
            again=draft.version is not None,
        )
    except (Refused, NotFound) as refusal:
        return explain(refusal)


def wish(checked: Checked, chosen: Chosen, step: str = "") -> Wish | None:
    """Draw the last step, the tick and the words to go with it; return them once submitting is
    wished.
    """
    if checked.refused or checked.repeated:
        return None
    explanation = reason = None
    ticked = not checked.problems
    place = st.container()
    with st.container(key="intake_submit"), st.form("submit_form", border=False):
        st.html(stage(step, _("Submit")))
        if checked.problems:
            ticked = st.checkbox(
                _("I have looked at the points above; the figures are right"), key="submit_tick"
            )
            explanation = st.text_area(
                _("Explanation for the reviewer: why the figures are right all the same"),
                key="submit_explanation",
                max_chars=2000,
                height=96,
            )
        if checked.reason is not Reason.NONE:
            reason = st.text_area(_reason_label(checked), key="submit_reason", max_chars=1000,
                                  height=96)  # fmt: skip
        sent = st.form_submit_button(
            _("Submit the return of {unit} for {period}").format(
                unit=unit_name(chosen.unit), period=format_period(chosen.period)
            ),
            type="primary",
            key="submit_send",
        )
    return Wish(ticked, explanation, reason, place) if sent else None


def _reason_label(checked: Checked) -> str:
    if checked.reason is Reason.REQUIRED:
        return _("Why the accepted return is corrected (the reviewer reads it)")
    return _("What was changed since the revision before (as you like)")


def submitted(
    submit: Callable[..., Submission], person: Person, draft: Draft, chosen: Chosen, said: Wish
) -> bool:
    """Submit and keep the receipt, or say why it was refused; return whether it was taken.

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
            typed=draft.typed,
            draft=draft.version,
        )
    except (Refused, WorkbookRefused, NotFound, DatabaseUnavailable) as refusal:
        with said.place:
            component.show(notice(explain(refusal), "risk", arrive=True), key="submit_told_card")
        return False
    st.session_state[_RECEIPT] = _Receipt(done, draft.name)
    put_away()
    return True


def told() -> None:
    """Show once why a file was not put away."""
    sentence = st.session_state.pop(TOLD, None)
    if sentence:
        component.show(notice(sentence, "risk"), key="submit_told_once")


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

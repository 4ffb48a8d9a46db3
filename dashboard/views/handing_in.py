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
from dashboard.errors import Refused, WorkbookRefused, WrongState
from dashboard.explain import explain
from dashboard.i18n import _, format_period
from dashboard.views import commands, component, kept, links
from dashboard.views.look import unit_name
from dashboard.views.notices import notice
from dashboard.views.submission import Chosen, receipt_card
from data_access.errors import DatabaseUnavailable, NotFound
from data_access.returns import RevisionRecord
from data_access.vocabulary import Period

MEGABYTES = 5
DRAFT = "submit_draft"
LOOKING = "looking"
_LOOKED, _RECEIPT, _CHOSEN = "submit_looked", "submit_receipt", "submit_chosen"
IN_HAND = (DRAFT, _LOOKED)
"""What this session only holds of a file in hand."""


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
class Submit:
    """The return is to be submitted as it was looked over, with what its clerk says beside it.

    ``version`` is the draft's that was looked over; None: it was no draft.
    """

    unit_code: str
    period: Period
    version: int | None
    confirmed: bool
    explanation: str | None = None
    reason: str | None = None

    @property
    def query(self) -> dict[str, str]:
        """What is asked of the page that shows the receipt."""
        return links.query(links.view(links.SUBMIT, self.unit_code, self.period))


@dataclass(frozen=True, slots=True)
class _Look:
    """What a look at a file found, and of which file for which return in which state."""

    of: tuple[str, ...]
    outcome: Checked | str


@dataclass(frozen=True, slots=True)
class _Receipt:
    submission: Submission
    file_name: str


def styles() -> DeltaGenerator:
    """Lay the styles of what is typed and tapped, with our words inside the uploader; return where
    it is said that something takes a while.
    """
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
    return st.container(key="working")


def words(said: Mapping[str, str]) -> None:
    """Lay what the uploader says, by the names of the style sheet."""
    laid = "".join(f"{name}:{_css(word)};" for name, word in said.items())
    st.html(f"<style>:root{{{laid}}}</style>")


def asked(query: Mapping[str, str]) -> Mapping[str, str]:
    """Return what the address asks for; where it asks nothing and a file or a receipt is in hand,
    the return that it is for.
    """
    in_hand = DRAFT in st.session_state or _RECEIPT in st.session_state
    chosen: dict[str, str] = st.session_state.get(_CHOSEN, {}) if in_hand else {}
    return query or chosen


def remember(chosen: Chosen) -> None:
    """Keep which return is in hand."""
    st.session_state[_CHOSEN] = chosen.query


def _css(word: str) -> str:
    return json.dumps(word, ensure_ascii=False).replace("<", "\\3c ")


def stage(number: str, title: str) -> str:
    mark = Markup("<i>{}</i>").format(number) if number else Markup("")
    return str(Markup('<h2 class="td-stage">{}{}</h2>').format(mark, title))


def look(
    check: Callable[..., Checked],
    person: Person,
    file: Draft,
    chosen: Chosen,
    stands: str,
    working: DeltaGenerator,
) -> bool:
    """Let ``check`` look at the file, once for a file, a return and the state that it ``stands``
    in; return whether it did so now.

    Raises:
        NotAllowed: the person may not submit for the file's unit.
    """
    of = (*_of(file, chosen), stands)
    if _is_looked_at(of):
        return False
    with working, st.spinner(_("Reading the file…")), kept.alone(LOOKING):
        kept.settle()
        if not _is_looked_at(of):  # by a run that was still going on
            kept.keep(_LOOKED, _Look(of, _outcome(check, person, file, chosen)))
            kept.settle()
    return True


def _is_looked_at(of: tuple[str, ...]) -> bool:
    look: _Look | None = st.session_state.get(_LOOKED)
    return look is not None and look.of == of


def found(file: Draft, chosen: Chosen) -> Checked | str:
    """Return what the look at the file found, or the sentence that refused it."""
    look: _Look = st.session_state[_LOOKED]
    if look.of[:-1] != _of(file, chosen):
        raise LookupError("the file was not looked at")
    return look.outcome


def predecessor() -> RevisionRecord | None:
    """Return the revision that the file which was looked at last is compared with."""
    look: _Look | None = st.session_state.get(_LOOKED)
    return look.outcome.predecessor if look and isinstance(look.outcome, Checked) else None


def _of(file: Draft, chosen: Chosen) -> tuple[str, ...]:
    return file.digest, chosen.unit.code, str(chosen.period)


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


def refusal(sentence: str) -> None:
    """Say why a file was refused."""
    component.show(
        notice(sentence, "risk", _("Nothing has changed; the file is kept as evidence.")),
        key="submit_refused",
    )


def controls(checked: Checked, file: Draft, chosen: Chosen, step: str = "") -> None:
    """Draw the last step: the tick, the words to go with it and the button; and above it why the
    return was not taken, if it was not.
    """
    if checked.refused or checked.repeated:
        return
    outcome()
    fields: dict[str, str] = {}
    with st.container(key="intake_submit"), st.form("submit_form", border=False):
        st.html(stage(step, _("Submit")))
        if checked.problems:
            fields |= {"confirmed": "submit_tick", "explanation": "submit_explanation"}
            st.checkbox(
                _("I have looked at the points above; the figures are right"), key="submit_tick"
            )
            st.text_area(
                _("Explanation for the reviewer: why the figures are right all the same"),
                key="submit_explanation",
                max_chars=2000,
                height=96,
            )
        if checked.reason is not Reason.NONE:
            fields["reason"] = "submit_reason"
            st.text_area(_reason_label(checked), key="submit_reason", max_chars=1000, height=96)
        commands.submit_button(
            _("Submit the return of {unit} for {period}").format(
                unit=unit_name(chosen.unit), period=format_period(chosen.period)
            ),
            Submit(chosen.unit.code, chosen.period, file.version, not checked.problems),
            "submit_send",
            primary=True,
            fields=fields,
        )


def _reason_label(checked: Checked) -> str:
    if checked.reason is Reason.REQUIRED:
        return _("Why the accepted return is corrected (the reviewer reads it)")
    return _("What was changed since the revision before (as you like)")


def carry_out(
    submit: Callable[..., Submission],
    file_of: Callable[[Submit], Draft | None],
    person: Person,
    working: DeltaGenerator,
) -> Submit | None:
    """Submit the return, if that was asked for, and keep the receipt, or the sentence that says why
    it was refused; return the command if it was carried out.

    ``file_of`` gives the file that was looked over; None: it is there no more.

    Raises:
        NotAllowed: the person may not submit for the file's unit.
    """
    with commands.taken(Submit, working, _("Handing the return in…")) as taken:
        if taken is None:
            return None
        command = taken.command
        try:
            file = file_of(command)
            if file is None:
                raise WrongState("draft-gone")
            submission = submit(
                person,
                file.data,
                file.name,
                unit_code=command.unit_code,
                period=command.period,
                explanation=command.explanation,
                reason=command.reason,
                warnings_confirmed=command.confirmed,
                typed=file.typed,
                draft=command.version,
            )
        except (Refused, WorkbookRefused, NotFound, DatabaseUnavailable) as refusal:
            taken.refused(explain(refusal), "risk")
            return None
        taken.done()
        kept.keep(_RECEIPT, _Receipt(submission, file.name))
        for name in IN_HAND:
            kept.keep(name, None)
    return command


def outcome() -> None:
    """Say why the last command was not carried out."""
    said = commands.outcome()
    if said is not None:
        component.show(notice(said.sentence, said.tone, arrive=True), key="submit_told_card")


def has_receipt(chosen: Chosen) -> bool:
    """Whether the chosen return has just been submitted."""
    return _receipt_of(chosen) is not None


def receipt(person: Person, chosen: Chosen) -> bool:
    """Show the receipt of the chosen return, if it has just been submitted."""
    done = _receipt_of(chosen)
    if done is None:
        return False
    component.show(receipt_card(done.submission, done.file_name, person), key="submit_receipt_card")
    st.button(_("Submit another file"), key="submit_again", on_click=_forget_receipt)
    return True


def _receipt_of(chosen: Chosen) -> _Receipt | None:
    done: _Receipt | None = st.session_state.get(_RECEIPT)
    if done is None:
        return None
    of = done.submission.unit.code, done.submission.period
    return done if of == (chosen.unit.code, chosen.period) else None


def _forget_receipt() -> None:
    st.session_state.pop(_RECEIPT, None)

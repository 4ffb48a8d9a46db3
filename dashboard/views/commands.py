"""What a person asks a page to do, carried out before the page is drawn.

A press only notes the command: what is raised in a callback passes by the frame. The page's first
lines take it and carry it out in the page's own body; then the page is drawn once, as things stand
by then. What came of it is said until something else is done or another view is opened.

A button is of the turn in which it was drawn, and a command that was carried out begins a new turn:
a second press of the same button does nothing. The run that Streamlit begins for it, beside the
first one, waits until the command is carried out.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import RerunException, StopException

from dashboard.views import kept

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_NOTED, _OUTCOME = "commands_noted", "commands_outcome"
_TURN, _PAGE = "commands_turn", "commands_page"
_CARRYING_OUT = "commands"

C = TypeVar("C")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a command, in words; ``about`` is the number of the return it was about."""

    sentence: str
    tone: str
    about: int | None = None


@dataclass(frozen=True, slots=True)
class Taken(Generic[C]):
    """A command that is being carried out: of a turn, on a page."""

    command: C
    turn: int
    page: str

    def done(self, sentence: str = "", about: int | None = None) -> None:
        """Begin a new turn: it was carried out. Keep the sentence about it."""
        kept.keep(_NOTED, None)
        kept.keep(_TURN, self.turn + 1)
        if sentence:
            kept.keep(_OUTCOME, _Said(Outcome(sentence, "good", about), self.page))

    def refused(self, sentence: str, tone: str = "slow", about: int | None = None) -> None:
        """Keep the sentence that says why it was not carried out; it may be given again."""
        kept.keep(_NOTED, None)
        kept.keep(_OUTCOME, _Said(Outcome(sentence, tone, about), self.page))


@dataclass(frozen=True, slots=True)
class _Noted:
    command: "DataclassInstance"
    turn: int
    page: str


@dataclass(frozen=True, slots=True)
class _Said:
    """An outcome, and the view of a page on which it was said; None: it was not said yet."""

    outcome: Outcome
    page: str
    view: Mapping[str, str] | None = None


def arrive(page: str) -> None:
    """Begin a run of the page at this path, once a command that is being carried out is so; what
    was noted or came of it elsewhere is over.
    """
    with kept.alone(_CARRYING_OUT):
        kept.settle()
    noted: _Noted | None = st.session_state.get(_NOTED)
    if noted is not None and noted.page != page:
        del st.session_state[_NOTED]
    said: _Said | None = st.session_state.get(_OUTCOME)
    if said is not None and (
        said.page != page or said.view not in (None, st.query_params.to_dict())
    ):
        del st.session_state[_OUTCOME]
    st.session_state[_PAGE] = page


def turn() -> int:
    """Return how many commands were carried out in this session.

    Fields whose keys hold it are empty again after each.
    """
    return int(st.session_state.get(_TURN, 0))


def button(
    label: str,
    command: "DataclassInstance",
    key: str,
    *,
    primary: bool = False,
    fields: Mapping[str, str] | None = None,
) -> None:
    """Draw a button that notes ``command``; ``fields`` as for ``note``."""
    st.button(
        label,
        key=f"{key}_{turn()}",
        type="primary" if primary else "secondary",
        on_click=note,
        args=(command, turn(), fields),
    )


def submit_button(
    label: str,
    command: "DataclassInstance",
    key: str,
    *,
    primary: bool = False,
    fields: Mapping[str, str] | None = None,
) -> None:
    """Draw the button of a form that notes ``command``; ``fields`` as for ``note``."""
    st.form_submit_button(
        label,
        key=f"{key}_{turn()}",
        type="primary" if primary else "secondary",
        on_click=note,
        args=(command, turn(), fields),
    )


def note(
    command: "DataclassInstance", pressed_in: int, fields: Mapping[str, str] | None = None
) -> None:
    """Note a command, to be carried out as the next thing; ``pressed_in`` is the button's turn.

    ``fields`` has the keys of the widgets in which some of its fields are typed.
    """
    typed = {
        name: st.session_state[key]
        for name, key in (fields or {}).items()
        if st.session_state.get(key) is not None
    }
    st.session_state[_NOTED] = _Noted(
        replace(command, **typed), pressed_in, st.session_state.get(_PAGE, "")
    )


@contextmanager
def taken(
    kind: type[C], working: DeltaGenerator | None = None, meanwhile: str = ""
) -> Iterator[Taken[C] | None]:
    """Take the command of this kind that is to be carried out in the block; None: there is none.

    In ``working`` it is said what is done ``meanwhile``. From the first change on nothing in the
    block may draw anything or touch the session's state other than by ``kept.keep``: the run may
    be stopped there, and what came of the command would be lost.
    """
    with ExitStack() as around:
        if working is not None and _is_noted(kind):
            around.enter_context(working)
            around.enter_context(st.spinner(meanwhile))
        around.enter_context(kept.alone(_CARRYING_OUT))
        kept.settle()
        found, stopped = _taken(kind), False
        try:
            yield found
        except (StopException, RerunException):
            stopped = True  # before anything was done: it stays noted
            raise
        finally:
            if found is not None and not stopped:
                kept.keep(_NOTED, None)
        kept.settle()


def _taken(kind: type[C]) -> Taken[C] | None:
    noted: _Noted | None = st.session_state.get(_NOTED)
    if noted is None or not isinstance(noted.command, kind):
        return None
    if noted.turn != turn():
        del st.session_state[_NOTED]
        return None
    st.session_state.pop(_OUTCOME, None)
    return Taken(noted.command, noted.turn, noted.page)


def _is_noted(kind: type[C]) -> bool:
    noted: _Noted | None = st.session_state.get(_NOTED)
    return noted is not None and isinstance(noted.command, kind)


def outcome() -> Outcome | None:
    """Return what came of the last command given on this view, for saying it there."""
    said: _Said | None = st.session_state.get(_OUTCOME)
    if said is None:
        return None
    if said.view is None:
        st.session_state[_OUTCOME] = replace(said, view=st.query_params.to_dict())
    return said.outcome

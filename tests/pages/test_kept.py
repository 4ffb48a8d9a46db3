"""What a stopped run has done is not lost, and what it had not begun is done by the next run."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Event, Thread

import pytest
import streamlit as st
from streamlit.runtime.scriptrunner import StopException

from dashboard.views import commands, kept
from dashboard.views.commands import Taken

PAGE = "duyet-bao-cao"


@dataclass(frozen=True)
class Accept:
    number: int
    word: str = ""


class State(dict[str, object]):
    """A session's state as a run sees it: once another has begun, the run stops where it looks."""

    overtaken = False

    def __getitem__(self, name: str) -> object:
        self._yield()
        return super().__getitem__(name)

    def __setitem__(self, name: str, value: object) -> None:
        self._yield()
        super().__setitem__(name, value)

    def __delitem__(self, name: str) -> None:
        self._yield()
        super().__delitem__(name)

    def get(self, name: str, default: object = None) -> object:
        self._yield()
        return super().get(name, default)

    def pop(self, name: str, *default: object) -> object:
        self._yield()
        return super().pop(name, *default)

    def _yield(self) -> None:
        if self.overtaken:
            raise StopException


class Query:
    def __init__(self) -> None:
        self.asked: dict[str, str] = {"return": "1"}

    def to_dict(self) -> dict[str, str]:
        return dict(self.asked)


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> Iterator[State]:
    found = State()
    monkeypatch.setattr(st, "session_state", found)
    monkeypatch.setattr(st, "query_params", Query())
    kept._waiting.clear()
    commands.arrive(PAGE)
    yield found
    kept._waiting.clear()


def carried_out(work: Callable[[Taken[Accept] | None], object]) -> None:
    with commands.taken(Accept) as taken:
        work(taken)


def test_what_came_of_a_command_is_found_though_its_run_was_stopped(state):
    commands.note(Accept(1), 0)

    def overtaken(taken: Taken[Accept]) -> None:
        state.overtaken = True
        taken.done("Accepted", about=1)
        kept.keep("receipt", "354")

    with pytest.raises(StopException):
        carried_out(overtaken)
    state.overtaken = False
    commands.arrive(PAGE)
    assert commands.outcome() == commands.Outcome("Accepted", "good", 1)
    assert (commands.turn(), state["receipt"]) == (1, "354")
    with commands.taken(Accept) as again:
        assert again is None


def test_a_run_that_was_stopped_before_it_began_leaves_the_command_to_the_next(state):
    commands.note(Accept(1), 0)

    def overtaken(_taken: Taken[Accept]) -> None:
        state.overtaken = True
        state.get("something")

    with pytest.raises(StopException):
        carried_out(overtaken)
    state.overtaken = False
    commands.arrive(PAGE)
    with commands.taken(Accept) as taken:
        assert taken.command == Accept(1)
        taken.done()


def test_what_failed_is_not_tried_again_by_itself(state):
    commands.note(Accept(1), 0)
    with pytest.raises(ZeroDivisionError), commands.taken(Accept):
        raise ZeroDivisionError
    commands.arrive(PAGE)
    with commands.taken(Accept) as taken:
        assert taken is None


def test_a_press_of_an_earlier_turn_is_nothing(state):
    commands.note(Accept(1), 0)
    with commands.taken(Accept) as taken:
        taken.done("Accepted")
    commands.note(Accept(1), 0)
    with commands.taken(Accept) as taken:
        assert taken is None
    assert commands.outcome().sentence == "Accepted"
    commands.note(Accept(1), 1)
    with commands.taken(Accept) as taken:
        assert taken is not None


def test_fields_are_read_as_they_were_when_the_button_was_pressed(state):
    state["word"] = "Thiếu"
    commands.note(Accept(1), 0, {"word": "word", "number": "not drawn"})
    state["word"] = ""
    with commands.taken(Accept) as taken:
        assert taken.command == Accept(1, "Thiếu")


def test_the_sentence_is_said_on_the_view_it_was_first_said_on(state):
    commands.note(Accept(1), 0)
    with commands.taken(Accept) as taken:
        taken.refused("Somebody was faster")
    st.query_params.asked = {"return": "2"}  # where the command itself led
    for _run in range(2):
        commands.arrive(PAGE)
        assert commands.outcome().tone == "slow"
    st.query_params.asked = {"return": "3"}
    commands.arrive(PAGE)
    assert commands.outcome() is None


def test_the_next_run_waits_until_a_command_is_carried_out(state):
    commands.note(Accept(1), 0)
    arrived, begun = Event(), Event()

    def next_run() -> None:
        begun.set()
        commands.arrive(PAGE)
        arrived.set()

    with commands.taken(Accept) as taken:
        other = Thread(target=next_run)
        other.start()
        assert begun.wait(10)
        assert not arrived.wait(0.2)
        taken.done("Accepted")
    other.join(10)
    assert arrived.is_set()

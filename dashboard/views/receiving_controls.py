"""What an officer still does with a bundle that was read: a word for a return that came back
unchanged, another try at what could not be read.
"""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from dashboard.domain.access import Person
from dashboard.errors import Refused
from dashboard.explain import explain
from dashboard.i18n import _, format_count, format_period
from dashboard.readings.bundles import Received, ReceivedBundle
from dashboard.views import commands, component
from dashboard.views.commands import Taken
from dashboard.views.look import stage_title
from dashboard.views.notices import notice
from dashboard.views.replies import whose
from data_access.vocabulary import UploadOutcome

_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class TryAgain:
    """What could not be read of a bundle is to be tried again."""

    bundle: int


@dataclass(frozen=True, slots=True)
class TakeWithWord:
    """A file of a bundle is to be taken with the word that its unit gave."""

    bundle: int
    file: Received
    word: str = ""


def carry_out(
    try_again: Callable[[Person, int], int],
    take: Callable[[Person, int, int, str], UploadOutcome],
    person: Person,
) -> None:
    """Do what was asked for, if anything was, and keep the sentence about it.

    Raises:
        NotFound, NotAllowed: as the actions.
    """
    with commands.taken(TryAgain) as again:
        if again is not None:
            try_again(person, again.command.bundle)
            again.done()
    with commands.taken(TakeWithWord) as taken:
        if taken is None:
            return
        command = taken.command
        try:
            end = take(person, command.bundle, command.file.position, command.word)
        except Refused as refusal:
            taken.refused(explain(refusal))
        else:
            _say(taken, end)


def outcome() -> None:
    """Say what has just been done, or why it was not."""
    said = commands.outcome()
    if said is not None:
        component.show(notice(said.sentence, said.tone, arrive=True), key="receive_desk_told_card")


def controls(bundle: ReceivedBundle) -> None:
    """Draw what can be done; nothing where nothing waits for the officer."""
    if bundle.aside:
        _another_try(bundle)
    if bundle.wanting:
        _word(bundle)


def _another_try(bundle: ReceivedBundle) -> None:
    words = _(
        "{count} files could not be read through a fault on our side. They are kept as they came; "
        "the number to give the administrator stands beside each."
    )
    with st.container(key="receive_aside", horizontal=True, vertical_alignment="center"):
        st.text(words.format(count=format_count(len(bundle.aside))))
        commands.button(_("Try again"), TryAgain(bundle.id), "receive_try_again")


def _word(bundle: ReceivedBundle) -> None:
    turn = commands.turn()
    fields = {"word": f"receive_word_{turn}"}
    with st.container(key="receive_word"):
        st.html(stage_title(_("Still sent back, and came again unchanged")))
        st.text(
            _(
                "Where the figures are right, the return is taken with the unit's explanation "
                "beside it, and goes to review again."
            )
        )
        if len(bundle.wanting) == 1:
            st.text(_named(bundle.wanting[0]))
        else:
            fields["file"] = f"receive_word_of_{turn}"
            st.selectbox(_("Return"), bundle.wanting, format_func=_named, key=fields["file"])
        st.text_area(
            _("What the unit explained, in the e-mail or by telephone"),
            key=fields["word"],
            max_chars=_LONGEST,
            height=90,
        )
        commands.button(
            _("Take with this explanation"),
            TakeWithWord(bundle.id, bundle.wanting[0]),
            "receive_word_take",
            fields=fields,
        )


def _say(taken: Taken[TakeWithWord], end: UploadOutcome) -> None:
    name = _named(taken.command.file)
    taken.done(_("Taken, and handed on to review: {name}.").format(name=name))
    if end is not UploadOutcome.STORED:
        words = _("Not taken: {name}. The reason stands beside the file.")
        taken.refused(words.format(name=name))


def _named(file: Received) -> str:
    parts = (whose(file), format_period(file.period) if file.period else "", file.file_name)
    return " · ".join(filter(None, parts))

"""What an officer still does with a bundle that was read: a word for a return that came back
unchanged, another try at what could not be read.
"""

from collections.abc import Callable

import streamlit as st

from dashboard.domain.access import Person
from dashboard.errors import Refused
from dashboard.explain import explain
from dashboard.i18n import _, format_count, format_period
from dashboard.readings.bundles import Received, ReceivedBundle
from dashboard.views import component
from dashboard.views.look import stage_title
from dashboard.views.notices import notice
from dashboard.views.replies import whose
from data_access.vocabulary import UploadOutcome

_TOLD, _TURN = "receive_desk_told", "receive_desk_turn"
_LONGEST = 2000


def told() -> None:
    """Say once what has just been done."""
    said: tuple[str, str] | None = st.session_state.pop(_TOLD, None)
    if said is not None:
        component.show(notice(said[0], said[1], arrive=True), key="receive_desk_told_card")


def desk(
    bundle: ReceivedBundle,
    person: Person,
    try_again: Callable[[Person, int], int],
    take: Callable[[Person, int, int, str], UploadOutcome],
) -> None:
    """Draw what can be done, and do it; nothing where nothing waits for the officer.

    Raises:
        NotFound, NotAllowed: as the actions.
    """
    if bundle.aside and _wants_another_try(len(bundle.aside)):
        try_again(person, bundle.id)
        st.rerun()
    if bundle.wanting:
        _word(bundle, person, take)


def _wants_another_try(count: int) -> bool:
    told = _(
        "{count} files could not be read through a fault on our side. They are kept as they came; "
        "the number to give the administrator stands beside each."
    )
    with st.container(key="receive_aside", horizontal=True, vertical_alignment="center"):
        st.text(told.format(count=format_count(count)))
        return st.button(_("Try again"), key="receive_try_again")


def _word(
    bundle: ReceivedBundle,
    person: Person,
    take: Callable[[Person, int, int, str], UploadOutcome],
) -> None:
    turn = st.session_state.setdefault(_TURN, 0)
    with st.container(key="receive_word"):
        st.html(stage_title(_("Still sent back, and came again unchanged")))
        st.text(
            _(
                "Where the figures are right, the return is taken with the unit's explanation "
                "beside it, and goes to review again."
            )
        )
        chosen = bundle.wanting[0]
        if len(bundle.wanting) == 1:
            st.text(_named(chosen))
        else:
            chosen = st.selectbox(
                _("Return"), bundle.wanting, format_func=_named, key=f"receive_word_of_{turn}"
            )
        word = st.text_area(
            _("What the unit explained, in the e-mail or by telephone"),
            key=f"receive_word_{turn}",
            max_chars=_LONGEST,
            height=90,
        )
        if not st.button(_("Take with this explanation"), key="receive_word_take"):
            return
    try:
        outcome = take(person, bundle.id, chosen.position, word or "")
    except Refused as refusal:
        st.session_state[_TOLD] = explain(refusal), "slow"
    else:
        st.session_state[_TOLD] = _done(chosen, outcome)
        st.session_state[_TURN] += 1
    st.rerun()


def _done(file: Received, outcome: UploadOutcome) -> tuple[str, str]:
    if outcome is UploadOutcome.STORED:
        return _("Taken, and handed on to review: {name}.").format(name=_named(file)), "good"
    return _("Not taken: {name}. The reason stands beside the file.").format(
        name=_named(file)
    ), "slow"


def _named(file: Received) -> str:
    parts = (whose(file), format_period(file.period) if file.period else "", file.file_name)
    return " · ".join(filter(None, parts))

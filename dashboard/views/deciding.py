"""Reviewing, as done: accept, or send back with a reason, and go on to the next.

A dialog and a button only say what is wished; the page carries it out in its own body, where the
frame meets what may go wrong.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from dashboard.actions.decisions import Decided
from dashboard.domain.access import Person, Right
from dashboard.errors import Refused
from dashboard.explain import explain
from dashboard.i18n import N_, _, format_moment, format_period
from dashboard.readings.returns import ReturnDetail, Waiting
from dashboard.views import component
from dashboard.views.look import RETURN_LOOKS, unit_name
from dashboard.views.notices import notice
from dashboard.views.review_queue import onward
from data_access.vocabulary import ReturnStatus

SUGGESTIONS = (
    N_("The list of organisations founded lacks decision numbers."),
    N_("The figures do not agree with those of the mass organisation."),
    N_("The stock does not follow from last quarter's and what was founded."),
    N_("Explain the points to look at again."),
    N_("Difficulties and proposals are missing."),
)
_WISH, _TOLD = "review_wish", "review_told"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the reviewer wants done with a revision; ``reason`` None: accept it."""

    return_id: int
    revision: int
    reason: str | None


@dataclass(frozen=True, slots=True)
class _Told:
    sentence: str
    tone: str
    return_id: int


def told(queue: Sequence[Waiting]) -> None:
    """Say once what has just been decided, or why it was not, and offer the next."""
    said: _Told | None = st.session_state.pop(_TOLD, None)
    if said is None:
        return
    following = onward(queue, said.return_id)
    more = _("Nothing else awaits review.") if following is None else ""
    component.show(
        notice(said.sentence, said.tone, more, following, arrive=True), key="review_told_card"
    )


def wish(detail: ReturnDetail, person: Person, may: bool) -> Wish | None:
    """Draw the buttons and return what was wished; without buttons, say why there are none.

    What was tapped is carried out even where the return has moved on since: the refusal says who
    was faster.
    """
    wished: Wish | None = st.session_state.pop(_WISH, None)
    with st.container(key="intake_decide"):
        if detail.revision.status is not ReturnStatus.SUBMITTED:
            _stands(detail)
        elif not may:
            st.write(_("You may look at this return; deciding on it is another reviewer's."))
        else:
            _buttons(detail, _may_accept(detail, person))
    return wished


def _wished(return_id: int, revision: int) -> None:
    st.session_state[_WISH] = Wish(return_id, revision, None)


def _may_accept(detail: ReturnDetail, person: Person) -> bool:
    own = detail.revision.submitted_by == person.account_id
    return not own or bool(person.units_with(Right.MANAGE_ACCOUNTS))


def _buttons(detail: ReturnDetail, may_accept: bool) -> None:
    which = (detail.revision.return_id, detail.revision.number)
    with st.container(key="intake_buttons", horizontal=True, vertical_alignment="center"):
        if may_accept:
            st.button(
                _("Accept the return"),
                type="primary",
                key="review_accept",
                on_click=_wished,
                args=which,
            )
        else:
            st.write(_("You handed in this return yourself: another reviewer must accept it."))
        if st.button(_("Send back…"), key="review_back"):
            _ask(*which)


def _stands(detail: ReturnDetail) -> None:
    revision = detail.revision
    status = _(RETURN_LOOKS[revision.status].word)
    if revision.decided_at is None:
        st.text(_("This revision: {status}.").format(status=status.lower()))
        return
    st.text(
        _("This revision: {status}, by {person}, {moment}.").format(
            status=status.lower(),
            person=revision.decider or "",
            moment=format_moment(revision.decided_at),
        )
    )


def _ask(return_id: int, revision: int) -> None:
    st.dialog(_("Send the return back"), width="medium")(_reason)(return_id, revision)


def _reason(return_id: int, revision: int) -> None:
    st.write(_("The unit reads the reason on its page and mends the return by it."))
    chosen = st.pills(
        _("Reasons that come up often"),
        SUGGESTIONS,
        selection_mode="multi",
        format_func=_,
        key="review_suggestions",
    )
    typed = st.text_area(
        _("Reason, in your own words: which figure, what is wrong, what is expected"),
        key="review_reason",
        max_chars=1800,
        height=140,
    )
    if st.button(_("Send back"), type="primary", key="review_send"):
        reason = " ".join([*map(_, chosen), (typed or "").strip()]).strip()
        if reason:
            st.session_state[_WISH] = Wish(return_id, revision, reason)
            st.rerun()
        st.warning(_("Choose a reason or write one: the unit mends the return by it."))


def carry_out(
    accept: Callable[..., Decided], send_back: Callable[..., Decided], person: Person, said: Wish
) -> None:
    """Decide, keep the sentence about it, and draw the page anew.

    Raises:
        NotAllowed: the person may not review the return.
    """
    try:
        done = (
            accept(person, said.return_id, said.revision)
            if said.reason is None
            else send_back(person, said.return_id, said.reason, said.revision)
        )
    except Refused as refusal:
        st.session_state[_TOLD] = _Told(explain(refusal), "slow", said.return_id)
    else:
        st.session_state[_TOLD] = _Told(_sentence(done), "good", said.return_id)
    st.rerun()


def _sentence(done: Decided) -> str:
    words = (
        N_("Accepted: {unit}, {period}. Its figures count from now on.")
        if done.status is ReturnStatus.ACCEPTED
        else N_("Sent back: {unit}, {period}. The unit sees the reason on its page.")
    )
    return _(words).format(unit=unit_name(done.unit), period=format_period(done.period))

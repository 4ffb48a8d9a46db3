"""Deciding, as done: accept, send back, open again, take back; and on to the next.

A dialog and a button only say what is wished; the page carries it out in its own body, where the
frame meets what may go wrong.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import streamlit as st

from dashboard.actions.decisions import LONGEST_REMARK, Decided, Remark
from dashboard.domain import spots, workflow
from dashboard.domain.access import Person
from dashboard.domain.spots import Spots
from dashboard.domain.workflow import Move, Wants
from dashboard.errors import Refused
from dashboard.explain import explain
from dashboard.i18n import N_, _, format_count, format_moment, format_period
from dashboard.readings.returns import ReturnDetail
from dashboard.readings.worklists import Waiting
from dashboard.views import component, remarks
from dashboard.views.look import RETURN_LOOKS, unit_name, unmarked
from dashboard.views.moves import BUTTONS
from dashboard.views.notices import notice
from dashboard.views.review_queue import onward
from dashboard.workbooks import layout

_WISH, _TOLD = "review_wish", "review_told"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants done with a revision; ``remarks`` are words by spot."""

    move: Move
    return_id: int
    revision: int
    reason: str | None = None
    remarks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asking:
    """What a dialog asks before a move: its title, what follows, reasons to choose from."""

    key: str
    title: str
    follows: str
    label: str
    button: str
    empty: str
    suggestions: tuple[str, ...] = ()
    usual: str = ""


_ASKING: dict[Move, Asking] = {
    Move.SEND_BACK: Asking(
        key="back",
        title=N_("Send the return back"),
        follows=N_("The unit reads the reason on its page and mends the return by it."),
        label=N_("Reason, in your own words: which figure, what is wrong, what is expected"),
        button=N_("Send back"),
        empty=N_("Choose a reason or write one: the unit mends the return by it."),
        suggestions=(
            N_("The list of organisations founded lacks decision numbers."),
            N_("The figures do not agree with those of the mass organisation."),
            N_("The stock does not follow from last quarter's and what was founded."),
            N_("Explain the points to look at again."),
            N_("Difficulties and proposals are missing."),
        ),
    ),
    Move.REOPEN: Asking(
        key="reopen",
        title=N_("Open the return again"),
        follows=N_(
            "The unit is asked for a correction and may hand it in although the quarter is "
            "closed. Until it is accepted, the figures accepted before go on counting."
        ),
        label=N_("Why it is opened again: which figure, what is expected"),
        button=N_("Open again"),
        empty=N_("Choose a reason or write one: the unit mends the return by it."),
        suggestions=(
            N_("The unit found a mistake after the return was accepted."),
            N_("The figures do not agree with those of the mass organisation."),
            N_("An inspection found other figures."),
        ),
    ),
    Move.WITHDRAW: Asking(
        key="withdraw",
        title=N_("Take the return back"),
        follows=N_(
            "The revision is taken out of the queue and stays in the record. Hand another one in "
            "when it is ready."
        ),
        label=N_("Why it is taken back (the reviewer reads it)"),
        button=N_("Take back"),
        empty=N_("Say why the return is taken back."),
        usual=N_("The unit takes the return back to check and complete it."),
    ),
}
_DONE: dict[Move, str] = {
    Move.ACCEPT: N_("Accepted: {unit}, {period}. Its figures count from now on."),
    Move.SEND_BACK: N_("Sent back: {unit}, {period}. The unit sees the reason on its page."),
    Move.REOPEN: N_(
        "Opened again: {unit}, {period}. The unit sees the reason on its page; the accepted "
        "figures go on counting until a correction is accepted."
    ),
    Move.WITHDRAW: N_("Taken back: {unit}, {period}. Nobody reviews that revision any more."),
}


@dataclass(frozen=True, slots=True)
class _Told:
    sentence: str
    tone: str
    return_id: int


def told(queue: Sequence[Waiting] | None = None) -> None:
    """Say once what has just been decided, or why it was not; to a reviewer, offer the next."""
    said: _Told | None = st.session_state.pop(_TOLD, None)
    if said is None:
        return
    following = None if queue is None else onward(queue, said.return_id)
    nothing_left = queue is not None and following is None
    more = _("Nothing else awaits review.") if nothing_left else ""
    component.show(
        notice(said.sentence, said.tone, more, following, arrive=True), key="review_told_card"
    )


def wish(detail: ReturnDetail, marked: Sequence[str] = ()) -> Wish | None:
    """Draw a reviewer's buttons and return what was wished; without buttons, say why.

    What was tapped is carried out even where the return has moved on since: the refusal says who
    was faster. ``marked`` are the spots picked for remarks.
    """
    wished: Wish | None = st.session_state.pop(_WISH, None)
    hindrance = workflow.hindrance(Move.ACCEPT, detail.situation)
    with st.container(key="intake_decide"):
        if hindrance is Wants.RIGHT:
            st.write(_("You may look at this return; deciding on it is another reviewer's."))
            return wished
        if hindrance is Wants.STATUS:
            _stands(detail)
        if hindrance is Wants.ANOTHERS:
            st.write(_("You handed in this return yourself. Ask another reviewer to accept it."))
        _buttons(detail, (Move.ACCEPT, Move.SEND_BACK, Move.REOPEN), marked)
    return wished


def wish_here(detail: ReturnDetail) -> Wish | None:
    """Draw what can be done on the return's own page; nothing where nothing can."""
    wished: Wish | None = st.session_state.pop(_WISH, None)
    here = (Move.WITHDRAW, Move.REOPEN)
    if detail.revision.stands and any(workflow.may(each, detail.situation) for each in here):
        with st.container(key="return_decide"):
            _buttons(detail, here)
    return wished


def _buttons(detail: ReturnDetail, moves: Sequence[Move], marked: Sequence[str] = ()) -> None:
    shown = [each for each in moves if workflow.may(each, detail.situation)]
    which = detail.revision.return_id, detail.revision.number
    with st.container(key="intake_buttons", horizontal=True, vertical_alignment="center"):
        for move in shown:
            if move is Move.ACCEPT:
                st.button(_(BUTTONS[move]), type="primary", key="review_accept",
                          on_click=_wished, args=(Wish(move, *which),))  # fmt: skip
            elif st.button(_label(move, len(marked)), key=f"review_{_ASKING[move].key}"):
                _ask(move, detail, marked)


def _label(move: Move, marks: int) -> str:
    if marks and move is Move.SEND_BACK:
        return _("Send back with {count} remarks…").format(count=format_count(marks))
    return _(BUTTONS[move])


def _wished(wish: Wish) -> None:
    st.session_state[_WISH] = wish


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


def _ask(move: Move, detail: ReturnDetail, marked: Sequence[str]) -> None:
    labels = {spot: remarks.label(spot, detail.content, detail.form.indicators) for spot in marked}
    which = detail.revision.return_id, detail.revision.number
    st.dialog(_(_ASKING[move].title), width="medium")(_reason)(move, *which, labels)


def _reason(move: Move, return_id: int, revision: int, labels: Mapping[str, str]) -> None:
    asking = _ASKING[move]
    st.write(_(asking.follows))
    words = _remarks(labels) if move is Move.SEND_BACK else {}
    chosen: Sequence[str] = ()
    if asking.suggestions:
        chosen = st.pills(
            _("Reasons that come up often"),
            asking.suggestions,
            selection_mode="multi",
            format_func=_,
            key=f"review_{asking.key}_suggestions",
        )
    typed = st.text_area(
        _(asking.label), value=_(asking.usual), key=f"review_{asking.key}_reason", max_chars=1800,
        height=120 if labels else 140,
    )  # fmt: skip
    if st.button(_(asking.button), type="primary", key=f"review_{asking.key}_send"):
        reason = " ".join([*map(_, chosen), (typed or "").strip()]).strip()
        if not reason and words:
            reason = _("See the remarks on single figures and rows.")
        if reason:
            st.session_state[_WISH] = Wish(move, return_id, revision, reason, words)
            st.rerun()
        st.warning(_(asking.empty))


def _remarks(labels: Mapping[str, str]) -> dict[str, str]:
    """Ask for a word on each marked spot; one without is to be checked again."""
    if not labels:
        st.caption(
            _(
                "To remark on single figures, close this and tap “Remark on single figures” above "
                "them."
            )
        )
    return {
        spot: (
            st.text_input(
                unmarked(name),
                key=f"review_remark_{spot}",
                max_chars=LONGEST_REMARK,
                placeholder=_("Check this again."),
            )
            or ""
        ).strip()
        or _("Check this again.")
        for spot, name in labels.items()
    }


def carry_out(
    do: Mapping[Move, Callable[..., Decided]],
    person: Person,
    said: Wish,
    where: Spots | None = None,
) -> None:
    """Decide, keep the sentence about it, and draw the page anew.

    ``where`` gives the cells of the spots remarked on.

    Raises:
        NotAllowed: the person may not decide so.
    """
    words: dict[str, object] = {}
    if said.reason is not None:
        words["reason"] = said.reason
    if said.remarks:
        words["remarks"] = [_placed(spot, text, where) for spot, text in said.remarks.items()]
    try:
        done = do[said.move](person, said.return_id, revision=said.revision, **words)
    except Refused as refusal:
        st.session_state[_TOLD] = _Told(explain(refusal), "slow", said.return_id)
    else:
        st.session_state[_TOLD] = _Told(_sentence(done), "good", said.return_id)
    st.rerun()


def _placed(spot: str, message: str, where: Spots | None) -> Remark:
    """Return the remark with its cell; on a file that cannot be read so, with its sheet only."""
    place = where.cells.get(spot) if where else None
    if place and place.sheet and place.cell:
        return place.sheet, place.cell, message
    row = spots.row_of(spot)
    number = row[0] if row else layout.FIGURES.number
    tab = next(each.tab for each in layout.RETURN_FORMS if each.number == number)
    return tab, "A1", message


def _sentence(done: Decided) -> str:
    return _(_DONE[done.move]).format(unit=unit_name(done.unit), period=format_period(done.period))

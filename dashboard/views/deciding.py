"""Deciding, as done: accept, send back, open again, take back; and on to the next."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

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
from dashboard.views import commands, component, remarks
from dashboard.views.commands import Taken
from dashboard.views.look import RETURN_LOOKS, unit_name, unmarked
from dashboard.views.moves import BUTTONS
from dashboard.views.notices import notice
from dashboard.views.review_queue import onward
from dashboard.workbooks import layout


@dataclass(frozen=True, slots=True)
class Command:
    """What is to be done with a revision; ``remarks`` are words by spot."""

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


def carry_out(
    do: Mapping[Move, Callable[..., Decided]],
    spots_of: Callable[[Person, int, int], Spots],
    person: Person,
) -> None:
    """Decide what was asked for, if anything was, and keep what came of it.

    It is carried out even where the return has moved on since: the refusal says who was faster.
    ``spots_of`` gives the places in the file of a revision, for the remarks.

    Raises:
        NotFound, NotAllowed: as the actions.
    """
    with commands.taken(Command) as taken:
        if taken is not None:
            _carry_out(do, spots_of, person, taken)


def _carry_out(
    do: Mapping[Move, Callable[..., Decided]],
    spots_of: Callable[[Person, int, int], Spots],
    person: Person,
    taken: Taken[Command],
) -> None:
    command = taken.command
    which = command.return_id, command.revision
    words: dict[str, object] = {}
    if command.reason is not None:
        words["reason"] = command.reason
    if command.remarks:
        where = spots_of(person, *which)
        words["remarks"] = [_placed(*each, where) for each in command.remarks.items()]
    try:
        decided = do[command.move](person, command.return_id, revision=command.revision, **words)
    except Refused as refusal:
        taken.refused(explain(refusal), about=command.return_id)
    else:
        taken.done(_sentence(decided), about=command.return_id)


def outcome(queue: Sequence[Waiting] | None = None) -> None:
    """Say what has just been decided, or why it was not; to a reviewer, offer the next."""
    said = commands.outcome()
    if said is None:
        return
    following = None if queue is None else onward(queue, said.about)
    nothing_left = queue is not None and following is None
    more = _("Nothing else awaits review.") if nothing_left else ""
    component.show(
        notice(said.sentence, said.tone, more, following, arrive=True), key="review_told_card"
    )


def controls(detail: ReturnDetail, marked: Sequence[str] = ()) -> None:
    """Draw a reviewer's buttons; without buttons, say why.

    ``marked`` are the spots picked for remarks.
    """
    hindrance = workflow.hindrance(Move.ACCEPT, detail.situation)
    with st.container(key="intake_decide"):
        if hindrance is Wants.RIGHT:
            st.write(_("You may look at this return; deciding on it is another reviewer's."))
            return
        if hindrance is Wants.STATUS:
            _stands(detail)
        if hindrance is Wants.ANOTHERS:
            st.write(_("You handed in this return yourself. Ask another reviewer to accept it."))
        _buttons(detail, (Move.ACCEPT, Move.SEND_BACK, Move.REOPEN), marked)


def controls_here(detail: ReturnDetail) -> None:
    """Draw what can be done on the return's own page; nothing where nothing can."""
    here = (Move.WITHDRAW, Move.REOPEN)
    if detail.revision.stands and any(workflow.may(each, detail.situation) for each in here):
        with st.container(key="return_decide"):
            _buttons(detail, here)


def _buttons(detail: ReturnDetail, moves: Sequence[Move], marked: Sequence[str] = ()) -> None:
    shown = [each for each in moves if workflow.may(each, detail.situation)]
    which = detail.revision.return_id, detail.revision.number
    with st.container(key="intake_buttons", horizontal=True, vertical_alignment="center"):
        for move in shown:
            if move is Move.ACCEPT:
                commands.button(
                    _(BUTTONS[move]), Command(move, *which), "review_accept", primary=True
                )
            elif st.button(_label(move, len(marked)), key=f"review_{_ASKING[move].key}"):
                _ask(move, detail, marked)


def _label(move: Move, marks: int) -> str:
    if marks and move is Move.SEND_BACK:
        return _("Send back with {count} remarks…").format(count=format_count(marks))
    return _(BUTTONS[move])


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
    asked = st.dialog(_(_ASKING[move].title), width="medium")(_reason)
    asked(Command(move, *which), labels, commands.turn())


def _reason(command: Command, labels: Mapping[str, str], turn: int) -> None:
    """Ask for the reason. A dialog runs by itself; only the page's own run carries anything out."""
    asking, move = _ASKING[command.move], command.move
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
            commands.note(replace(command, reason=reason, remarks=words), turn)
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

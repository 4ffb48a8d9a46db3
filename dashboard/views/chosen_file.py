"""The file in hand: chosen, kept as its unit's draft, put away.

A chosen file becomes its unit's draft, so that it is in hand again after a reload and on another
machine. One that cannot be a draft of the chosen return stands in the session.
"""

from collections.abc import Callable
from datetime import datetime

import streamlit as st
from markupsafe import Markup

from dashboard.actions.returns import Checked
from dashboard.domain.access import Person
from dashboard.errors import Refused, WorkbookRefused, WrongState
from dashboard.explain import explain
from dashboard.i18n import _, format_count, format_moment
from dashboard.readings.drafts import FileInHand
from dashboard.views import component, links, uploads
from dashboard.views.handing_in import DRAFT, MEGABYTES, REPLACING, TOLD, Draft, put_away, stage
from dashboard.views.notices import Next, notice
from dashboard.views.submission import Chosen
from data_access.drafts import DraftRecord
from data_access.returns import RevisionRecord

_TURN = "submit_turn"


def file(kept: FileInHand | None, discard: Callable[[int], object]) -> Draft | None:
    """Draw step 2 and return the file in hand: the one just chosen, else the draft that is one.

    The uploader is made anew as soon as it has given its file over, so that it never shows the
    browser's own list and the same file may be chosen twice. ``discard`` puts the draft away.
    """
    turn = st.session_state.setdefault(_TURN, 0)
    with st.container(key="intake_upload"):
        st.html(stage("2", _("Choose the form you filled in")))
        given = st.file_uploader(
            _("The filled form, .xlsx, up to {count} MB").format(count=MEGABYTES),
            type="xlsx",
            key=f"submit_file_{turn}",
            max_upload_size=MEGABYTES,
        )
        if given is not None:
            put_away()
            st.session_state[DRAFT] = Draft(given.name, given.getvalue())
            st.session_state[_TURN] = turn + 1
            uploads.release(given)
            st.rerun()
        draft: Draft | None = st.session_state.get(DRAFT)
        if draft is None and kept is not None:
            draft = Draft(kept.name, kept.data, kept.version, newer=kept.newer)
        if draft is not None and _in_hand(draft):
            _let_go(draft, discard)
    return draft


def _let_go(draft: Draft, discard: Callable[[int], object]) -> None:
    put_away()
    if draft.version is not None:
        try:
            discard(draft.version)
        except Refused as refusal:
            st.session_state[TOLD] = explain(refusal)
    st.rerun()


def _in_hand(draft: Draft) -> bool:
    """Draw the file in hand; return whether it is to be put away."""
    with st.container(key="intake_hand", horizontal=True, vertical_alignment="center"):
        kilobytes = format_count(max(1, round(len(draft.data) / 1024)))
        st.html(
            str(
                Markup('<p class="td-hand"><b>{}</b> <span>{} kB</span></p>').format(
                    draft.name, kilobytes
                )
            )
        )
        return st.button(_("Put this file away"), key="submit_away")


def kept(
    take: Callable[..., DraftRecord], person: Person, draft: Draft, chosen: Chosen, checked: Checked
) -> bool:
    """Let the file be the unit's draft; False while the person must say which of two to keep.

    A file that a newer revision has overtaken is taken anew once the person has said so.

    Raises:
        NotAllowed: the person may not submit for the file's unit.
    """
    stamp = checked.stamp
    theirs = stamp and (stamp.unit.casefold(), stamp.period) == (
        chosen.unit.code.casefold(), chosen.period,
    )  # fmt: skip
    if checked.repeated or not theirs or (draft.version is not None and draft.newer is None):
        return True
    if draft.newer is not None and not _all_the_same(draft.newer):
        return False
    replacing = draft.version or st.session_state.get(REPLACING)
    try:
        taken = take(
            person, chosen.unit.code, chosen.period, draft.data, draft.name, replacing=replacing
        )
    except WrongState as refusal:
        _which(refusal, chosen)
    except (Refused, WorkbookRefused):
        return True  # too large for a draft: it stays in this session
    else:
        if taken.file_id is None:
            return True  # no more files of this person are kept today: it stays in this session
        _start_again()
    return False


def _start_again() -> None:
    for name in (DRAFT, REPLACING):
        st.session_state.pop(name, None)
    st.rerun()


def _all_the_same(newer: RevisionRecord) -> bool:
    """Say that a revision came after the file; return whether it is to be handed in nevertheless.

    Putting it away is offered beside the file's name.
    """
    card = notice(
        _(
            "Revision {number} was handed in by {person}, {moment}, after this file was chosen."
        ).format(
            number=newer.number, person=newer.submitter, moment=format_moment(newer.submitted_at)
        ),
        "slow",
        _("Handed in, the file takes that revision's place. Look at what it says first."),
        onward=Next(
            _("See revision {number}").format(number=newer.number),
            links.to_return(newer.return_id, newer.number),
        ),
    )
    with st.container(key="intake_newer"):
        component.show(card, key="submit_newer")
        return st.button(_("Go on with this file"), key="submit_all_the_same")


def _which(refusal: WrongState, chosen: Chosen) -> None:
    """Ask whether the file or what was typed on the page is to be handed in."""
    card = notice(
        _("{by} typed this return in on the page and saved it at {at}.").format(
            by=refusal.values.get("by", ""), at=_moment(refusal.values.get("at"))
        ),
        "slow",
        _("The file says something else. Only one of the two can be handed in: which is it?"),
        onward=Next(_("Look at the draft"), links.to_form(chosen.unit.code, chosen.period)),
    )
    with st.container(key="intake_which"):
        component.show(card, key="submit_which")
        with st.container(horizontal=True):
            if st.button(_("Hand in this file, drop the draft"), key="submit_replace"):
                st.session_state[REPLACING] = refusal.values.get("version")
                st.rerun()
            if st.button(_("Keep the draft, put this file away"), key="submit_keep_draft"):
                put_away()
                st.rerun()


def _moment(at: object) -> str:
    return format_moment(at) if isinstance(at, datetime) else ""

"""The file in hand: chosen, kept as its unit's draft, put away.

A chosen file becomes its unit's draft, so that it is in hand again after a reload and on another
machine. One that cannot be a draft of the chosen return stands in the session.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import streamlit as st
from markupsafe import Markup
from streamlit.delta_generator import DeltaGenerator

from dashboard.actions.returns import Checked
from dashboard.actions.submission import Submission
from dashboard.domain.access import Person
from dashboard.errors import Refused, WorkbookRefused, WrongState
from dashboard.explain import explain
from dashboard.i18n import _, format_count, format_moment
from dashboard.readings.drafts import FileInHand
from dashboard.readings.submit_page import SubmitPage
from dashboard.views import commands, component, handing_in, kept, links, submission, uploads
from dashboard.views.handing_in import DRAFT, MEGABYTES, Draft, Submit, stage
from dashboard.views.notices import Next, notice
from dashboard.views.submission import Chosen
from data_access.drafts import DraftRecord
from data_access.returns import RevisionRecord
from data_access.vocabulary import Period

_UPLOADER, _GO_ON, _HERE = "submit_uploader", "submit_go_on", "submit_here_only"
_REPLACING, _OTHER = "submit_replacing", "submit_other"
_ABOUT_IT = (_REPLACING, _GO_ON, _HERE, _OTHER)


@dataclass(frozen=True, slots=True)
class PutAway:
    """The file in hand is to be put away; ``version`` None: it is no draft."""

    unit_code: str
    period: Period
    version: int | None


def carry_out(
    submit: Callable[..., Submission],
    discard: Callable[[Person, str, Period, int], object],
    draft_of: Callable[[Person, str, Period], FileInHand | None],
    person: Person,
    working: DeltaGenerator,
) -> None:
    """Submit the file in hand or put it away, if that was asked for; keep the receipt, or the
    sentence that says why it was not done. ``draft_of`` gives the draft that is a file.

    Raises:
        NotFound, NotAllowed: as the actions.
    """

    def file_of(command: Submit) -> Draft | None:
        if command.version is None:
            held: Draft | None = st.session_state.get(DRAFT)
            return held
        return _as_draft(draft_of(person, command.unit_code, command.period))

    handing_in.carry_out(submit, file_of, person, working)
    with commands.taken(PutAway) as taken:
        if taken is None:
            return
        command = taken.command
        try:
            if command.version is not None:
                discard(person, command.unit_code, command.period, command.version)
        except Refused as refusal:
            taken.refused(explain(refusal), "risk")
        else:
            taken.done()
        for name in (*handing_in.IN_HAND, *_ABOUT_IT):
            kept.keep(name, None)


def in_hand(found: SubmitPage) -> Draft | None:
    """Return the file in hand: the one just chosen, else the draft that is one; None also while a
    receipt is shown.
    """
    if handing_in.has_receipt(submission.chosen(found.choice)):
        return None
    held: Draft | None = st.session_state.get(DRAFT)
    return held or _as_draft(found.file)


def _as_draft(file: FileInHand | None) -> Draft | None:
    return Draft(file.name, file.data, file.version, newer=file.newer) if file else None


def taken_in(
    check: Callable[..., Checked],
    take: Callable[..., DraftRecord],
    person: Person,
    found: SubmitPage,
    working: DeltaGenerator,
) -> bool:
    """Look at the file in hand and let it be the unit's draft, where that has not been done as
    things stand; True: it was done now, so that what is shown is to be read anew.

    Raises:
        NotAllowed: the person may not submit for the file's unit.
    """
    file, chosen = in_hand(found), submission.chosen(found.choice)
    if file is None:
        return False
    stands = submission.stands(submission.now(found.receipts, chosen))
    looked = handing_in.look(check, person, file, chosen, stands, working)
    with kept.alone(handing_in.LOOKING):
        kept.settle()
        if file.version is None and DRAFT not in st.session_state:
            return True  # it has become the draft in a run that was still going on
        became_draft = _becomes_draft(take, person, file, chosen)
        kept.settle()
    return became_draft or looked


def _becomes_draft(
    take: Callable[..., DraftRecord], person: Person, file: Draft, chosen: Chosen
) -> bool:
    """Let the file be the unit's draft; return whether it has become it now.

    A file that a newer revision has overtaken is taken anew once the person has said so.
    """
    st.session_state.pop(_OTHER, None)
    if not _to_be_kept(file, chosen) or st.session_state.get(_HERE) == file.digest:
        return False
    replacing = file.version or st.session_state.get(_REPLACING)
    try:
        taken = take(
            person, chosen.unit.code, chosen.period, file.data, file.name, replacing=replacing
        )
    except WrongState as refusal:
        kept.keep(_OTHER, refusal.values)
        return False
    except (Refused, WorkbookRefused):
        kept.keep(_HERE, file.digest)  # too large for a draft
        return False
    for name in (_REPLACING, _GO_ON):
        kept.keep(name, None)
    if taken.file_id is None:  # no more files of this person are kept today
        kept.keep(_HERE, file.digest)
    else:
        kept.keep(DRAFT, None)
    return True


def _to_be_kept(file: Draft, chosen: Chosen) -> bool:
    return _is_of(file, chosen) and (
        file.version is None if file.newer is None else file.version == st.session_state.get(_GO_ON)
    )


def _is_of(file: Draft, chosen: Chosen) -> bool:
    """Whether the file is of the chosen return, and not handed in already."""
    checked = handing_in.found(file, chosen)
    if isinstance(checked, str) or checked.stamp is None or checked.repeated:
        return False
    stamp = checked.stamp
    return (stamp.unit.casefold(), stamp.period) == (chosen.unit.code.casefold(), chosen.period)


def controls(file: Draft | None, chosen: Chosen) -> None:
    """Draw step 2: the uploader, and the file in hand.

    The uploader is made anew as soon as it has given its file over, so that it never shows the
    browser's own list and the same file may be chosen twice.
    """
    key = f"submit_file_{st.session_state.get(_UPLOADER, 0)}"
    with st.container(key="intake_upload"):
        st.html(stage("2", _("Choose the form you filled in")))
        st.file_uploader(
            _("The filled form, .xlsx, up to {count} MB").format(count=MEGABYTES),
            type="xlsx",
            key=key,
            max_upload_size=MEGABYTES,
            on_change=_given,
            args=(key,),
        )
        if file is not None:
            _in_hand(file, chosen)


def _given(key: str) -> None:
    given = st.session_state[key]
    if given is None:
        return
    _forget()
    st.session_state[DRAFT] = Draft(given.name, given.getvalue())
    st.session_state[_UPLOADER] = st.session_state.get(_UPLOADER, 0) + 1
    uploads.release(given)


def _forget() -> None:
    for name in (*handing_in.IN_HAND, *_ABOUT_IT):
        st.session_state.pop(name, None)


def _in_hand(file: Draft, chosen: Chosen) -> None:
    with st.container(key="intake_hand", horizontal=True, vertical_alignment="center"):
        kilobytes = format_count(max(1, round(len(file.data) / 1024)))
        st.html(
            str(
                Markup('<p class="td-hand"><b>{}</b> <span>{} kB</span></p>').format(
                    file.name, kilobytes
                )
            )
        )
        commands.button(
            _("Put this file away"),
            PutAway(chosen.unit.code, chosen.period, file.version),
            "submit_away",
        )


def undecided(file: Draft, chosen: Chosen) -> bool:
    """Ask which of two is to be handed in, where the person must say so first."""
    other = st.session_state.get(_OTHER)
    if other is not None:
        _which(other, chosen)
        return True
    if file.newer is not None and _is_of(file, chosen):
        _all_the_same(file.newer, file.version)
        return True
    return False


def _all_the_same(newer: RevisionRecord, version: int | None) -> None:
    """Say that a revision came after the file; ask whether it is to be handed in nevertheless.

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
        st.button(
            _("Go on with this file"),
            key="submit_all_the_same",
            on_click=_choose,
            args=(_GO_ON, version),
        )


def _choose(what: str, version: int | None) -> None:
    st.session_state[what] = version


def _which(other: Mapping[str, object], chosen: Chosen) -> None:
    """Ask whether the file or what was typed on the page is to be handed in."""
    version = other.get("version")
    card = notice(
        _("{by} typed this return in on the page and saved it at {at}.").format(
            by=other.get("by", ""), at=_moment(other.get("at"))
        ),
        "slow",
        _("The file says something else. Only one of the two can be handed in: which is it?"),
        onward=Next(_("Look at the draft"), links.to_form(chosen.unit.code, chosen.period)),
    )
    with st.container(key="intake_which"):
        component.show(card, key="submit_which")
        with st.container(horizontal=True):
            st.button(
                _("Hand in this file, drop the draft"),
                key="submit_replace",
                on_click=_choose,
                args=(_REPLACING, version),
            )
            st.button(
                _("Keep the draft, put this file away"), key="submit_keep_draft", on_click=_forget
            )


def _moment(at: object) -> str:
    return format_moment(at) if isinstance(at, datetime) else ""

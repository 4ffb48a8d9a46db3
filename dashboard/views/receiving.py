"""Receiving by the bundle, as done: choosing the files, keeping them all, reading one by one."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dashboard.domain.access import Person
from dashboard.errors import Refused
from dashboard.explain import explain
from dashboard.i18n import _, format_count
from dashboard.options import OPTIONS
from dashboard.views import commands, component, handing_in, kept, uploads
from dashboard.views.notices import notice
from dashboard.views.templates import drawn
from data_access.bundles import BatchRecord

MEGABYTES = int(OPTIONS["server.maxUploadSize"])
_UPLOADER = "receive_uploader"
_SHOW_EVERY = 0.25  # seconds


@dataclass(frozen=True, slots=True)
class Receive:
    """Files are to be received."""

    files: tuple[UploadedFile, ...]


def styles() -> DeltaGenerator:
    """Lay the styles of what is typed and tapped, with our words inside the uploader; return where
    it is said that something takes a while.
    """
    working = handing_in.styles()
    handing_in.words(
        {
            "--td-choose": _("Choose the files on this machine"),
            "--td-drop": _("or drop them here: workbooks, or a .zip of them"),
            "--td-let-go": _("Let go to hand the files over"),
            "--td-rejected": _("Not taken: a file may have {count} MB at most.").format(
                count=MEGABYTES
            ),
            "--td-uploading": _("Receiving the files…"),
        }
    )
    return working


def uploader() -> None:
    """Draw the uploader, which hands over what was chosen once it is all there."""
    key = f"receive_files_{st.session_state.get(_UPLOADER, 0)}"
    with st.container(key="receive_upload"):
        st.file_uploader(
            _("Files from e-mails, up to {count} MB each").format(count=MEGABYTES),
            accept_multiple_files=True,
            key=key,
            max_upload_size=MEGABYTES,
            on_change=_given,
            args=(key, commands.turn()),
        )


def _given(key: str, turn: int) -> None:
    files = st.session_state[key]
    if files:
        commands.note(Receive(tuple(files)), turn)


def carry_out(receive: Callable[..., int], person: Person, working: DeltaGenerator) -> None:
    """Keep what was handed over, if anything was, and turn to the bundle; or keep the sentence
    that says why nothing of it was kept.

    The uploader is made anew, so that it never shows the browser's own list.

    Raises:
        NotAllowed: the person receives no unit's returns.
    """
    number = None
    with commands.taken(Receive, working, _("Keeping the files…")) as taken:
        if taken is None:
            return
        given, uploader = taken.command.files, st.session_state.get(_UPLOADER, 0)
        try:
            number = receive(person, [(each.name, each.getvalue()) for each in given])
        except Refused as refusal:
            taken.refused(explain(refusal), "risk")
        else:
            taken.done()
        kept.keep(_UPLOADER, uploader + 1)
        for each in given:
            uploads.release(each)
    if number is not None:
        st.query_params["goi"] = str(number)


def outcome() -> None:
    """Say why nothing was kept."""
    said = commands.outcome()
    if said is not None:
        component.show(
            notice(said.sentence, said.tone, _("Nothing of it was kept.")), key="receive_told_card"
        )


def read_on(
    read_next: Callable[..., bool],
    progress: Callable[..., BatchRecord],
    person: Person,
    batch_id: int,
) -> None:
    """Read what waits in a bundle, showing how far it has come, and draw the page anew."""
    seen = progress(person, batch_id)
    component.show(drawn("receiving_progress.html", files=seen.files), key="receive_intro")
    with st.container(key="receive_progress"):
        bar = st.progress(_share(seen), _counted(seen))
        st.empty()  # takes the place of what stood below the uploader until the page is drawn anew
    shown_at = time.monotonic()
    while read_next(person, batch_id):
        if time.monotonic() - shown_at >= _SHOW_EVERY:
            seen = progress(person, batch_id)
            bar.progress(_share(seen), _counted(seen))
            shown_at = time.monotonic()
    st.rerun()


def _share(seen: BatchRecord) -> float:
    return (seen.files - seen.waiting) / seen.files


def _counted(seen: BatchRecord) -> str:
    return _(
        "Read {read} of {files}: {stored} received, {repeated} already there, {refused} refused"
    ).format(
        read=format_count(seen.files - seen.waiting),
        files=format_count(seen.files),
        stored=format_count(seen.stored),
        repeated=format_count(seen.repeated),
        refused=format_count(seen.refused),
    )

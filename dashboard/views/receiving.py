"""Receiving by the bundle, as done: choosing the files, keeping them all, reading one by one."""

import time
from collections.abc import Callable, Sequence

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dashboard.domain.access import Person
from dashboard.errors import Refused
from dashboard.explain import explain
from dashboard.i18n import _, format_count
from dashboard.options import OPTIONS
from dashboard.views import component, handing_in, uploads
from dashboard.views.notices import notice
from dashboard.views.templates import drawn
from data_access.bundles import BatchRecord

MEGABYTES = int(OPTIONS["server.maxUploadSize"])
_TURN, _TOLD = "receive_turn", "receive_told"
_SHOW_EVERY = 0.25  # seconds


def styles() -> None:
    """Lay the styles of what is typed and tapped, with our words inside the uploader."""
    handing_in.styles()
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


def files() -> list[UploadedFile]:
    """Draw the uploader and return what was handed over, once it is all there."""
    turn = st.session_state.setdefault(_TURN, 0)
    with st.container(key="receive_upload"):
        return st.file_uploader(
            _("Files from e-mails, up to {count} MB each").format(count=MEGABYTES),
            accept_multiple_files=True,
            key=f"receive_files_{turn}",
            max_upload_size=MEGABYTES,
        )


def received(receive: Callable[..., int], person: Person, given: Sequence[UploadedFile]) -> None:
    """Keep what was handed over, and open the bundle; or say why nothing of it was kept.

    The uploader is made anew, so that it never shows the browser's own list.

    Raises:
        NotAllowed: the person receives no unit's returns.
    """
    with st.spinner(_("Keeping the files…")):
        try:
            number = receive(person, [(each.name, each.getvalue()) for each in given])
        except Refused as refusal:
            st.session_state[_TOLD] = explain(refusal)
        else:
            st.query_params["goi"] = str(number)
    for each in given:
        uploads.release(each)
    st.session_state[_TURN] += 1
    st.rerun()


def told() -> None:
    """Show once why nothing was kept."""
    sentence = st.session_state.pop(_TOLD, None)
    if sentence:
        component.show(
            notice(sentence, "risk", _("Nothing of it was kept.")), key="receive_told_card"
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

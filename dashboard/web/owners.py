"""Whose a Streamlit session is, so that its uploads and media are nobody else's."""

from collections import OrderedDict
from threading import Lock

_MOST = 20_000

_accounts: OrderedDict[str, int] = OrderedDict()
_lock = Lock()


def claim(streamlit_session: str, account_id: int) -> None:
    """Note the account whose page runs in this Streamlit session."""
    with _lock:
        _accounts[streamlit_session] = account_id
        _accounts.move_to_end(streamlit_session)
        while len(_accounts) > _MOST:
            _accounts.popitem(last=False)


def of(streamlit_session: str) -> int | None:
    """Return the id of the account; None: no page of that session ran in this process."""
    return _accounts.get(streamlit_session)

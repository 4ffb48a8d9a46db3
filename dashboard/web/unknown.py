"""What is there and is not to be known of: answered as what is not there."""

from collections.abc import Iterator
from contextlib import contextmanager

from dashboard.errors import NotAllowed
from data_access.errors import NotFound


@contextmanager
def unknown(subject: str, number: int) -> Iterator[None]:
    """Let what a person may not see be told as what does not exist: numbers follow one another.

    Raises:
        NotFound: the person may not see it.
    """
    try:
        yield
    except NotAllowed as refused:
        raise NotFound(subject, number) from refused

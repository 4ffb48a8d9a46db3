"""A request of which no more is read than it may hold."""

from starlette.requests import Request
from starlette.types import Message


class TooLarge(Exception):
    """The body is larger than it may be; it was let go."""


def request(sent: Request, most: int) -> Request:
    """Return the request, of whose body reading more than ``most`` bytes raises ``TooLarge``."""
    received = 0

    async def receive() -> Message:
        nonlocal received
        message = await sent.receive()
        received += len(message.get("body", b""))
        if received <= most:
            return message
        while message.get("more_body", False):  # to its end, or the answer would not be heard
            message = await sent.receive()
        raise TooLarge

    return Request(sent.scope, receive)

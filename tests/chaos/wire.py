"""PostgreSQL's protocol, version 3, cut into messages: enough to know which moment it is.

A message is a letter, a length that counts itself, and a body. What a client says first has no
letter; a request for encryption among it is answered with one letter that is no message.
"""

from dataclasses import dataclass, field

ENCRYPTION = frozenset({80877103, 80877104})  # SSLRequest, GSSENCRequest
_LENGTH, _HEAD = 4, 5


@dataclass(frozen=True, slots=True)
class Message:
    """``kind`` is the letter, empty for what is said before letters begin; ``raw`` all bytes."""

    kind: str
    body: bytes
    raw: bytes

    @property
    def asks_encryption(self) -> bool:
        return not self.kind and int.from_bytes(self.body[:4]) in ENCRYPTION


class Cutter:
    """Cuts one direction of a connection into messages, however the bytes arrive."""

    def __init__(self, *, from_client: bool) -> None:
        self._opening = from_client
        self._rest = b""

    def feed(self, data: bytes) -> list[Message]:
        """Return the messages that ``data`` completes."""
        self._rest += data
        found = []
        while (message := self._next()) is not None:
            found.append(message)
        return found

    def _next(self) -> Message | None:
        head = _LENGTH if self._opening else _HEAD
        if len(self._rest) < head:
            return None
        size = int.from_bytes(self._rest[head - _LENGTH : head]) + head - _LENGTH
        if len(self._rest) < size:
            return None
        raw, self._rest = self._rest[:size], self._rest[size:]
        message = Message("" if self._opening else chr(raw[0]), raw[head:], raw)
        self._opening = self._opening and message.asks_encryption
        return message


@dataclass(slots=True)
class Talk:
    """What a client has said on one connection, statement by statement."""

    _prepared: dict[bytes, str] = field(default_factory=dict)
    stores: bool = False

    def hear(self, message: Message) -> str | None:
        """Return the statement that ``message`` has carried out, if it is one that does.

        ``stores`` is true from the insertion of a revision until another transaction begins.
        """
        statement = self._statement(message)
        if statement is None:
            return None
        told = statement.lstrip().upper()
        if told.startswith(("BEGIN", "START TRANSACTION")):
            self.stores = False
        elif told.startswith("INSERT INTO RETURN_REVISION"):
            self.stores = True
        return statement

    def _statement(self, message: Message) -> str | None:
        if message.kind == "Q":
            return message.body.rstrip(b"\0").decode("utf-8", "replace")
        if message.kind == "P":
            name, statement, _types = message.body.split(b"\0", 2)
            self._prepared[name] = statement.decode("utf-8", "replace")
        elif message.kind == "B":
            _portal, name, _rest = message.body.split(b"\0", 2)
            return self._prepared.get(name, "")
        return None


def is_commit(statement: str | None) -> bool:
    return statement is not None and statement.strip().rstrip(";").upper() in {"COMMIT", "END"}


def is_committed(message: Message) -> bool:
    """Whether the server says that it has committed."""
    return message.kind == "C" and message.body.startswith(b"COMMIT")

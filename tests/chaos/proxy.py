"""A relay between the server and the database that can strike at an exact moment of their talk."""

import contextlib
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from tests.chaos.wire import Cutter, Message, Talk, is_commit, is_committed

_CHUNK = 1 << 16
_RESET = struct.pack("ii", 1, 0)


class Moment(StrEnum):
    """When a trap springs; the commits are those of transactions that store a revision."""

    NTH_BEFORE = "the n-th message, not passed on"
    NTH_AFTER = "the n-th message, passed on"
    COMMIT_BEFORE = "the commit, not passed on"
    COMMIT_SENT = "the commit, passed on"
    COMMIT_HELD = "the commit done, its answer held back"
    COMMIT_ANSWERED = "the commit done and answered"


@dataclass(slots=True)
class Trap:
    """Something that happens once, the ``n``-th time that its moment is reached on whatever
    connection since the trap was set; then that connection is cut.
    """

    moment: Moment
    spring: Callable[[], None]
    n: int = 1
    sprung: threading.Event = field(default_factory=threading.Event)


@dataclass(slots=True, eq=False)
class _Link:
    client: socket.socket
    upstream: socket.socket
    talk: Talk = field(default_factory=Talk)
    committing: bool = False

    def cut(self) -> None:
        for each in (self.client, self.upstream):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


class DatabaseProxy:
    """Listens on loopback; relays to the database's socket in the file system."""

    def __init__(self, upstream: Path) -> None:
        self._upstream = upstream
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self._lock = threading.Lock()
        self._trap: Trap | None = None
        self._reached: Counter[Moment] = Counter()
        self._links: set[_Link] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    def set(self, trap: Trap | None) -> None:
        """Set the only trap there is; None: none."""
        with self._lock:
            self._trap = trap
            self._reached.clear()

    @property
    def messages(self) -> int:
        """How many messages the server has sent since a trap was set, or taken away."""
        return self._reached[Moment.NTH_BEFORE]

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for link in list(self._links):
            link.cut()

    def _accept(self) -> None:
        while True:
            try:
                client, _address = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        upstream = socket.socket(socket.AF_UNIX)
        link = _Link(client, upstream)
        try:
            upstream.connect(str(self._upstream))
        except OSError:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            client.close()
            upstream.close()
            return
        self._links.add(link)
        back = threading.Thread(target=self._relay, args=(link, self._answers), daemon=True)
        back.start()
        self._relay(link, self._questions)
        back.join()
        self._links.discard(link)
        client.close()
        upstream.close()

    def _relay(self, link: _Link, direction: Callable[[_Link], None]) -> None:
        """Relay until either side ends; whatever is wrong with a socket ends both."""
        with contextlib.suppress(OSError):
            direction(link)
        link.cut()

    def _questions(self, link: _Link) -> None:
        cutter = Cutter(from_client=True)
        while data := link.client.recv(_CHUNK):
            for message in cutter.feed(data):
                if message.asks_encryption:
                    link.client.sendall(b"N")
                elif not self._ask(link, message):
                    return

    def _ask(self, link: _Link, message: Message) -> bool:
        """Pass one message on; return whether the connection goes on."""
        commits = is_commit(link.talk.hear(message)) and link.talk.stores
        link.committing = link.committing or commits
        before = [Moment.NTH_BEFORE, *([Moment.COMMIT_BEFORE] if commits else [])]
        if any(map(self._springs, before)):
            return False
        link.upstream.sendall(message.raw)
        after = [Moment.NTH_AFTER, *([Moment.COMMIT_SENT] if commits else [])]
        return not any(map(self._springs, after))

    def _answers(self, link: _Link) -> None:
        cutter = Cutter(from_client=False)
        while data := link.upstream.recv(_CHUNK):
            for message in cutter.feed(data):
                committed = link.committing and is_committed(message)
                if committed and self._springs(Moment.COMMIT_HELD):
                    return
                link.client.sendall(message.raw)
                link.committing = link.committing and not committed
                if committed and self._springs(Moment.COMMIT_ANSWERED):
                    return

    def _springs(self, moment: Moment) -> bool:
        """A moment is reached: spring the trap if it is for this one; return whether it sprang."""
        with self._lock:
            self._reached[moment] += 1
            trap = self._trap
            if trap is None or trap.moment is not moment or self._reached[moment] != trap.n:
                return False
            self._trap = None
        trap.spring()
        trap.sprung.set()
        return True

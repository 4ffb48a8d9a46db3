"""A province of its own with a real server on it, and everything that was handed in there."""

import os
import random
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import TypeVar

import psycopg

from dashboard import settings
from data_access import engine
from tests.chaos import client, uploads
from tests.chaos.audit import Found, Receipt, audit
from tests.chaos.client import End, Outcome
from tests.chaos.command import Commands
from tests.chaos.form import Writer, signed_in
from tests.chaos.machine import DATABASE, TODAY, Database, NotBack, Server
from tests.chaos.network import Network
from tests.chaos.nursery import Nursery
from tests.chaos.page import Clerk
from tests.chaos.proxy import DatabaseProxy
from tests.chaos.uploads import Desk, Form, Upload
from tests.chaos.world import province

AT_ONCE = 4
Read = TypeVar("Read")
_USUAL = {"TIENDO_TODAY": TODAY, "TIENDO_API_REQUESTS_PER_MINUTE": "100000"}
_BOOT = 90.0
_AGAIN = 5
_SAVINGS = 20


@dataclass(slots=True)
class Stage:
    """The database, the relays on both sides of the server, and the books of the audit."""

    database: Database
    proxy: DatabaseProxy
    network: Network
    server: Server
    commands: Commands
    desk: Desk
    token: str
    chance: random.Random
    clerk: Clerk | None = None
    writer: Writer | None = None
    seconds: float = 1.0
    messages: int = 100
    sent: dict[int, Upload] = field(default_factory=dict)
    receipts: list[Receipt] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def next_uploads(
        self, how_many: int = AT_ONCE, forms: Sequence[Form] = uploads.USUAL
    ) -> list[Upload]:
        """Make uploads for as many different returns; some are corrections of earlier ones."""
        engine.use(self.database.url)
        places = [(unit, period) for unit in self.desk.units for period in self.desk.periods]
        made = [
            uploads.make(
                self.chance, self.desk, next(self._numbers), *place, self.chance.choice(forms)
            )
            for place in self.chance.sample(places, how_many)
        ]
        engine.engine().dispose()
        self.sent.update({upload.number: upload for upload in made})
        return made

    def hand_in(self, upload: Upload, port: int | None = None) -> Outcome:
        """Hand in once, and write down what was acknowledged."""
        if upload.form is Form.COMMAND:
            outcome = self.commands.hand_in(upload, self.server.environment)
        else:
            outcome = client.hand_in(upload, port or self.server.port, self.token)
        if outcome.receipt:
            self.receipts.append(outcome.receipt)
        if outcome.end is End.MUTE:
            self.complaints.append(f"upload {upload.number}: no sentence: {outcome.told}")
        return outcome

    def hand_in_all(self, wanted: Sequence[Upload], port: int | None = None) -> list[Outcome]:
        with ThreadPoolExecutor(len(wanted)) as hands:
            return list(hands.map(lambda upload: self.hand_in(upload, port), wanted))

    def insist(self, upload: Upload) -> None:
        """Hand in until it is acknowledged, as a client that heard nothing does."""
        for _attempt in range(_AGAIN):
            outcome = self.hand_in(upload)
            if outcome.end is End.ACKNOWLEDGED:
                return
            time.sleep(0.2)
        self.complaints.append(f"upload {upload.number}: not taken again: {outcome.told}")

    def ready(self) -> None:
        """Wait until the server says that all is in order.

        Raises:
            NotBack: it ended, or does not say so in time.
        """
        deadline = time.monotonic() + _BOOT
        while client.health(self.server.port) != "ok":
            if not self.server.runs:
                raise NotBack(f"the server ended: {_tail(self.server.log)}")
            if time.monotonic() > deadline:
                raise NotBack(f"the server is not in order: {_tail(self.server.log)}")
            time.sleep(0.05)

    def type(self, until: Callable[[], bool]) -> None:
        """Let the clerk at the web form go on typing until all else is done."""
        if self.writer is not None:
            for _saving in range(_SAVINGS):
                self.writer.save(self.server.port)
                if until():
                    return
                time.sleep(0.05)

    def audited(self) -> Found:
        return self._read(self._audited)

    def _audited(self, connection: psycopg.Connection) -> Found:
        found = audit(connection, self.sent, self.receipts)
        lost, half = self.writer.faults(connection) if self.writer else ([], [])
        return replace(found, lost=(*found.lost, *lost), half=(*found.half, *half))

    def _read(self, read: Callable[[psycopg.Connection], Read]) -> Read:
        """Read the record; anew where the database still had an end of its own to come."""
        for _attempt in range(_AGAIN):
            self.database.answering()
            try:
                with self.database.connected() as connection:
                    return read(connection)
            except psycopg.OperationalError:
                time.sleep(0.5)
        raise NotBack("the database does not stay")

    def seen(self) -> None:
        """Fetch each acknowledged return's file from the server, as whoever asks for it does."""
        for receipt in sorted(set(self.receipts), key=lambda each: each.upload):
            digest = client.file_of(receipt, self.server.port, self.token)
            if digest != receipt.sha256:
                self.complaints.append(f"upload {receipt.upload}: its file is not handed out")

    def stored(self, wanted: Sequence[Upload]) -> set[int]:
        """Return the numbers of those uploads that the record holds, whoever knows of it."""
        found = self._read(
            lambda connection: connection.execute(
                "select x.amount from return_value x join indicator i on i.id = x.indicator_id "
                "where i.code = %s and x.amount = any(%s)",
                (uploads.MARK, [upload.number for upload in wanted]),
            ).fetchall()
        )
        return {number for (number,) in found}

    def measure(self, turns: int = 2) -> None:
        """Hand in undisturbed, to know how long it takes and how much is said meanwhile.

        Raises:
            NotBack: an upload was not taken.
        """
        self.ready()
        for _turn in range(turns):
            wanted = self.next_uploads()
            self.proxy.set(None)
            begun = time.monotonic()
            outcomes = self.hand_in_all(wanted)
            self.seconds = time.monotonic() - begun
            self.messages = self.proxy.messages
            for outcome in outcomes:
                if outcome.end is not End.ACKNOWLEDGED:
                    raise NotBack(f"an undisturbed upload was not taken: {outcome.told}")


@contextmanager
def stage(folder: Path, seed: str, nursery: Nursery, *, by_itself: bool = False) -> Iterator[Stage]:
    """Set up a province in ``folder`` with a server on it; end all of it afterwards.

    ``by_itself``: the server starts and keeps the database, and talks to it without the relay.
    """
    chance = random.Random(f"uploads {seed}")  # figures, not secrets
    with _today(TODAY), _running(folder / "data") as database:
        desk, token = province(database.url)
        proxy = DatabaseProxy(database.socket)
        environment = alone(database.folder) if by_itself else shared(proxy.port)
        log = folder.parent / f"{folder.name}.log"
        server = Server(nursery, _free_port(), environment, log)
        network = Network(server.port)
        commands = Commands(nursery, folder.parent)
        made = Stage(database, proxy, network, server, commands, desk, token, chance)
        try:
            server.start()
            made.ready()
            made.writer = signed_in(server.port, desk.person.account_id)
            yield made
        finally:
            server.end()
            proxy.close()
            network.close()


@contextmanager
def _today(day: str) -> Iterator[None]:
    before = os.environ.get("TIENDO_TODAY")
    os.environ["TIENDO_TODAY"] = day
    settings.settings.cache_clear()
    try:
        yield
    finally:
        del os.environ["TIENDO_TODAY"]
        if before is not None:
            os.environ["TIENDO_TODAY"] = before
        settings.settings.cache_clear()


@contextmanager
def _running(folder: Path) -> Iterator[Database]:
    database = Database(folder)
    database.start()
    try:
        yield database
    finally:
        engine.engine().dispose()
        database.back()
        database.stop()


def shared(proxy: int) -> dict[str, str]:
    """Settings of a server that reaches the database through the relay."""
    url = f"postgresql://postgres@127.0.0.1:{proxy}/{DATABASE}?sslmode=disable&gssencmode=disable"
    return {**_USUAL, "TIENDO_DATABASE_URL": url}


def alone(folder: Path) -> dict[str, str]:
    """Settings of a server that starts and keeps the database itself."""
    return {**_USUAL, "TIENDO_DATABASE_URL": "", "TIENDO_DATA_DIR": str(folder)}


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def _tail(log: Path) -> str:
    return log.read_text("utf-8", "replace")[-1500:] if log.exists() else ""

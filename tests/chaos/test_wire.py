"""The relay knows which moment of the talk with the database it is."""

import contextlib
import socket
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.chaos.network import Break, Network
from tests.chaos.proxy import DatabaseProxy, Moment, Trap
from tests.chaos.wire import Cutter, Message, Talk, is_commit, is_committed

SSL_REQUEST = bytes.fromhex("0000000804d2162f")
START_UP = b"\0\0\0\x17\0\x03\0\0user\0somebody\0\0"


def spoken(kind: str, body: bytes) -> bytes:
    return kind.encode() + (len(body) + 4).to_bytes(4) + body


def parse(name: str, statement: str) -> bytes:
    return spoken("P", f"{name}\0{statement}\0".encode() + b"\0\0")


def bind(name: str) -> bytes:
    return spoken("B", f"\0{name}\0".encode() + b"\0\0\0\0\0\0")


def simple(statement: str) -> bytes:
    return spoken("Q", statement.encode() + b"\0")


def heard(talk: Talk, *raw: bytes) -> list[str | None]:
    cutter = Cutter(from_client=True)
    cutter.feed(START_UP)
    return [talk.hear(message) for message in cutter.feed(b"".join(raw))]


MESSAGES = st.lists(
    st.tuples(st.sampled_from("QPBESCZT"), st.binary(max_size=60)), min_size=1, max_size=8
)


@given(MESSAGES, st.data())
def test_messages_are_the_same_however_the_bytes_arrive(messages, data):
    stream = b"".join(spoken(*message) for message in messages)
    cutter = Cutter(from_client=False)
    found = []
    while stream:
        size = data.draw(st.integers(1, len(stream)))
        found += cutter.feed(stream[:size])
        stream = stream[size:]
    assert [(each.kind, each.body) for each in found] == messages
    assert b"".join(each.raw for each in found) == b"".join(spoken(*m) for m in messages)


def test_what_a_client_says_first_has_no_letter_and_may_ask_for_encryption_before():
    found = Cutter(from_client=True).feed(SSL_REQUEST + START_UP + simple("select 1"))
    assert [each.kind for each in found] == ["", "", "Q"]
    assert [each.asks_encryption for each in found] == [True, False, False]


@pytest.mark.parametrize("said", ["COMMIT", "commit;", " Commit ", "END"])
def test_a_commit_is_known_in_each_of_its_forms(said):
    assert is_commit(heard(Talk(), simple(said))[0])
    assert is_commit(heard(Talk(), parse("", said), bind(""))[1])


@pytest.mark.parametrize("said", ["ROLLBACK", "select 'COMMIT'", "BEGIN"])
def test_nothing_else_is_a_commit(said):
    assert not is_commit(heard(Talk(), simple(said))[0])


def test_a_transaction_stores_from_the_revision_on_and_the_next_one_not_yet():
    talk = Talk()
    heard(talk, simple("BEGIN"), simple("INSERT INTO upload VALUES (1)"))
    assert not talk.stores
    heard(talk, parse("s1", "INSERT INTO return_revision (id) VALUES ($1)"), bind("s1"))
    assert talk.stores
    heard(talk, simple("COMMIT"), simple("BEGIN"))
    assert not talk.stores
    heard(talk, bind("s1"))
    assert talk.stores


def test_the_servers_word_on_a_commit_is_told_from_other_words():
    assert is_committed(Message("C", b"COMMIT\0", b""))
    assert not is_committed(Message("C", b"ROLLBACK\0", b""))
    assert not is_committed(Message("D", b"COMMIT\0", b""))


class Answering:
    """Takes part of a database that answers each message, and remembers which arrived."""

    def __init__(self, path):
        self.heard = []
        self.listening = socket.socket(socket.AF_UNIX)
        self.listening.bind(str(path))
        self.listening.listen()
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()

    def serve(self):
        connection, _address = self.listening.accept()
        cutter = Cutter(from_client=True)
        with connection, contextlib.suppress(OSError):  # the line may be cut on either side
            while data := connection.recv(4096):
                for message in cutter.feed(data):
                    self.heard.append(message.body)
                    tag = b"COMMIT\0" if message.body == b"COMMIT\0" else b"OTHER\0"
                    connection.sendall(spoken("C", tag))

    def close(self):
        self.thread.join(10)
        self.listening.close()


STORING = [simple("BEGIN"), simple("INSERT INTO return_revision VALUES (1)"), simple("COMMIT")]
MOMENTS = [  # of the four messages, start-up included, how many arrive and how many are answered
    (Moment.NTH_BEFORE, 2, 1, 1),
    (Moment.NTH_AFTER, 2, 2, None),
    (Moment.COMMIT_BEFORE, 1, 3, 3),
    (Moment.COMMIT_SENT, 1, 4, None),
    (Moment.COMMIT_HELD, 1, 4, 3),
    (Moment.COMMIT_ANSWERED, 1, 4, 4),
]


@pytest.mark.parametrize(("moment", "n", "arrive", "answered"), MOMENTS)
def test_a_trap_springs_at_its_moment_and_cuts_the_line(tmp_path, moment, n, arrive, answered):
    database = Answering(tmp_path / "socket")
    proxy = DatabaseProxy(tmp_path / "socket")
    sprung = []
    proxy.set(Trap(moment, lambda: sprung.append(len(database.heard)), n))
    told = _talk_to(proxy.port, [START_UP, *STORING])
    _until(lambda: sprung)
    database.close()
    proxy.close()
    assert len(sprung) == 1
    assert len(database.heard) == arrive
    assert answered in (None, told)


def _until(happened):
    """Wait for what another thread does once the client has its answer."""
    until = time.monotonic() + 5
    while not happened() and time.monotonic() < until:
        time.sleep(0.01)


def _talk_to(port, messages):
    """Send one message after the other's answer; return how many were answered."""
    told = 0
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        for message in messages:
            try:
                client.sendall(message)
                told += bool(client.recv(100))
            except OSError:
                break
    return told


@pytest.mark.parametrize(
    ("breaks", "arrive", "back"),
    [(Break(), 1000, 500), (Break(request=300), 300, 0), (Break(answer=0), 1000, 0),
     (Break(answer=200), 1000, 200)],
)  # fmt: skip
def test_a_line_breaks_after_so_many_bytes(breaks, arrive, back):
    server = socket.create_server(("127.0.0.1", 0))
    arrived = []
    network = Network(server.getsockname()[1])
    network.breaks = breaks
    thread = threading.Thread(target=_serve_once, args=(server, arrived))
    thread.start()
    received = b""
    with socket.create_connection(("127.0.0.1", network.port), timeout=10) as client:
        client.sendall(bytes(1000))
        try:
            while data := client.recv(4096):
                received += data
        except ConnectionResetError:
            pass
    thread.join(10)
    network.close()
    server.close()
    assert sum(arrived) == arrive
    assert len(received) == back or (breaks.answer and len(received) <= back)


def _serve_once(server, arrived):
    connection, _address = server.accept()
    with connection, contextlib.suppress(OSError):
        while sum(arrived) < 1000 and (data := connection.recv(4096)):
            arrived.append(len(data))
        if sum(arrived) == 1000:
            connection.sendall(bytes(500))

"""The parts of the web that need no server: paths, addresses, options, the page's shell."""

import asyncio
import socket
import tomllib
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from dashboard import explain, navigation, options, server
from dashboard import settings as settings_module
from dashboard.domain.access import Grant, Person
from dashboard.errors import Refused
from dashboard.web import allowance, client, owners, paths, sessions, shell, shield
from dashboard.web.gate import Gate
from data_access.errors import NotFound
from data_access.vocabulary import Channel, Role
from tests.web.running import free_port

ROOT = Path(__file__).resolve().parents[2]
PAGES = frozenset({"/"})
HERE = "https://tiendo.example"
_odd = st.text(alphabet=st.sampled_from("/\\:.@?#%a\t\n\r \x00e") | st.characters(), max_size=20)


@given(_odd | _odd.map(lambda text: f"/{text}"))
def test_a_safe_path_never_leaves_the_site(wanted):
    safe = paths.safe(wanted)
    assert safe.startswith("/")
    assert not safe.startswith(("//", "/\\"))
    assert urlsplit(urljoin(HERE, safe))[:2] == urlsplit(HERE)[:2]


@pytest.mark.parametrize("wanted", ["/", "/don-vi?unit=MA&ky=2026Q3", "/chi-tieu?ten=%C4%90%C6%B0"])
def test_a_path_of_ours_keeps_its_query(wanted):
    assert paths.safe(wanted) == wanted


def a_request(peer: str, **headers: str) -> Request:
    return Request(
        {
            "type": "http",
            "method": "POST",
            "path": "/sign-in",
            "query_string": b"",
            "client": (peer, 1),
            "headers": [
                (name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()
            ],
        }
    )


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "found"),
    [
        ("192.0.2.1", "203.0.113.9", "", "192.0.2.1"),
        ("10.0.0.1", "203.0.113.9", "10.0.0.0/8", "203.0.113.9"),
        ("10.0.0.1", "1.2.3.4, 203.0.113.9", "10.0.0.0/8", "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9, 10.0.0.2", "10.0.0.0/8", "203.0.113.9"),
        ("10.0.0.1", "", "10.0.0.0/8", "10.0.0.1"),
        ("192.0.2.1", "203.0.113.9", "10.0.0.0/8", "192.0.2.1"),
    ],
)
def test_only_a_trusted_proxy_says_where_a_request_came_from(
    monkeypatch, peer, forwarded, proxies, found
):
    monkeypatch.setenv("TIENDO_TRUSTED_PROXIES", proxies)
    settings_module.settings.cache_clear()
    assert client.address(a_request(peer, x_forwarded_for=forwarded)) == found


def test_proxies_that_are_no_addresses_are_refused_at_the_start(monkeypatch):
    monkeypatch.setenv("TIENDO_TRUSTED_PROXIES", "10.0.0.1, nginx")
    settings_module.settings.cache_clear()
    with pytest.raises(ValidationError, match="nginx"):
        settings_module.settings()


def test_the_options_in_code_are_those_of_the_file():
    written = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    named = {f"{part}.{name}": value for part in written for name, value in written[part].items()}
    assert named == options.OPTIONS


def test_the_shell_loads_nothing_from_elsewhere_and_no_font_that_is_not_ours():
    page = shell.html("vi")
    assert "http://" not in page
    assert "https://" not in page
    assert "SourceSans" not in page
    assert "agent" not in page
    assert page.count("<script>") == 1
    assert '<html lang="vi">' in page
    assert "Ứng dụng cần JavaScript" in page


def test_streamlit_keeps_who_shows_a_media_file_where_the_gate_looks():
    manager = MediaFileManager(MemoryMediaFileStorage("/media"))
    assert dict(manager._files_by_session_and_coord) == {}


def status_at_the_gate(path: str, person: Person, method: str = "GET") -> int:
    """Ask the gate for ``path``, with an application behind it that answers 200 to all."""
    answered: list[Message] = []

    async def inside(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    async def send(message: Message) -> None:
        answered.append(message)

    async def whoever(_token: str | None, **_named: object) -> Person:
        return person

    scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": []}
    gate = Gate(
        inside,
        media_holders=lambda file: {"a.png": ["trial-a"]}.get(file, ()),
        held=lambda _session: 0,
        pages=PAGES,
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sessions, "person", whoever)
        asyncio.run(gate(scope, receive, send))
    return answered[0]["status"]


def test_a_media_file_is_given_to_the_account_whose_page_shows_it_and_to_nobody_else():
    owners.claim("trial-a", 71)
    mine = Person(71, "a", "A", (), Channel.WEB)
    other = Person(72, "b", "B", (), Channel.WEB)
    assert status_at_the_gate("/media/a.png", mine) == 200
    assert status_at_the_gate("/media/a.png", other) == 403
    assert status_at_the_gate("/media/unknown.png", mine) == 403
    assert status_at_the_gate("/_stcore/upload_file/trial-a/1", mine) == 200
    assert status_at_the_gate("/_stcore/upload_file/trial-a/1", other) == 403


def test_an_upload_that_does_not_say_how_large_it_is_counts_as_the_largest(monkeypatch):
    monkeypatch.setattr(allowance, "OF_A_DESK", 3 * shield.LARGEST_UPLOAD - 1)
    owners.claim("desk-a", 73)
    desk = Person(73, "c", "C", (Grant(1, Role.REVIEWER),), Channel.WEB)
    path = "/_stcore/upload_file/desk-a/1"
    statuses = [status_at_the_gate(path, desk, "PUT") for _each in range(3)]
    assert statuses == [200, 200, 429]


def test_a_streamlit_session_belongs_to_who_ran_last_and_the_oldest_are_forgotten():
    for number in range(30_000):
        owners.claim(f"trial-{number}", number)
    owners.claim("trial-29999", 7)
    assert [owners.of(f"trial-{number}") for number in (0, 29_998, 29_999)] == [None, 29_998, 7]


def test_an_occupied_port_is_refused_with_a_sentence_and_a_free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Refused) as refused:
            server.reserve("127.0.0.1", port)
    assert str(port) in explain.explain(refused.value)
    assert refused.value.values["other"] != port
    server.reserve("127.0.0.1", free_port())


def test_each_error_is_one_sentence_that_says_what_to_do():
    assert explain.explain(NotFound("unit", "X9")).startswith("Không có đơn vị X9")
    assert explain.sentence("unheard-of", {"a": 1}) == "unheard-of (a: 1)"
    for rule, text in explain.SENTENCES.items():
        assert text.endswith("."), rule


def test_the_front_page_comes_first_and_every_path_is_its_own():
    assert navigation.REGISTER[0].file == "overview.py"
    assert len({entry.url_path for entry in navigation.REGISTER}) == len(navigation.REGISTER)

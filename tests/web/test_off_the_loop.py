"""What takes a while keeps a thread busy, so many at once, and never the browsers' loop."""

import asyncio
import threading
from collections.abc import Iterator

from starlette.requests import Request

from dashboard.web import bundles, downloads, health
from dashboard.web.api import bodies
from data_access import engine


def test_a_json_document_is_read_off_the_loop(monkeypatch):
    where: list[int] = []
    real = bodies.parsed

    def noted(body: bytes) -> object:
        where.append(threading.get_ident())
        return real(body)

    async def receive() -> dict[str, object]:
        body = b'{"unit": "D01", "period": "2026Q3", "figures": {}}'
        return {"type": "http.request", "body": body, "more_body": False}

    async def hand_in() -> int:
        headers = [(b"content-type", b"application/json"), (b"content-length", b"50")]
        scope = {"type": "http", "method": "POST", "headers": headers, "query_string": b""}
        handed = await bodies.handed(Request(scope, receive))
        assert handed.beside.unit == "D01"
        return threading.get_ident()

    monkeypatch.setattr(bodies, "parsed", noted)
    assert where != [asyncio.run(hand_in())]
    assert len(where) == 1


def test_the_workbooks_of_an_archive_wait_for_their_turn_to_be_marked():
    busy: list[int] = []

    def pieces() -> Iterator[bytes]:
        for each in (b"a", b"b"):
            busy.append(downloads.MARKING.borrowed_tokens)
            yield each

    async def given() -> bytes:
        return b"".join([each async for each in bundles._made_in_turn(pieces())])

    assert asyncio.run(given()) == b"ab"
    assert busy == [1, 1]


def test_the_database_is_asked_once_for_all_who_ask_meanwhile(monkeypatch):
    asked: list[int] = []
    go_on = threading.Event()

    def ask() -> None:
        asked.append(1)
        go_on.wait(20)

    async def many() -> set[int]:
        requests = [asyncio.ensure_future(health.health(None)) for _each in range(20)]
        await asyncio.sleep(0.1)
        go_on.set()
        return {(await each).status_code for each in requests}

    monkeypatch.setattr(engine, "ask", ask)
    assert asyncio.run(many()) == {200}
    assert asked == [1]

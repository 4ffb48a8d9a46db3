"""While the database is away everybody is told so in a sentence, and nobody gets an empty page."""

import asyncio

import pytest
from starlette.requests import ClientDisconnect

from dashboard.web import signing
from dashboard.web.outage import Outage
from data_access.errors import DatabaseFull, DatabaseUnavailable

PAGE = [(b"accept", b"text/html,*/*")]


def told(app, path="/", method="GET", headers=PAGE, body=b"", kind="http"):
    """Ask the application once; return the status, the headers and the text, or the messages."""
    said = []

    async def receive():
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message):
        said.append(message)

    scope = {"type": kind, "path": path, "method": method, "headers": headers, "query_string": b"",
             "client": ("127.0.0.1", 1), "scheme": "http", "server": ("127.0.0.1", 1)}  # fmt: skip
    asyncio.run(app(scope, receive, send))
    if kind == "websocket" or not said:
        return said
    found = {name.decode(): value.decode() for name, value in said[0]["headers"]}
    return said[0]["status"], found, b"".join(each.get("body", b"") for each in said[1:]).decode()


def raising(problem, *, begun=False):
    async def app(_scope, _receive, send):
        if begun:
            await send({"type": "http.response.start", "status": 200, "headers": []})
        raise problem

    return Outage(app)


AWAY = raising(DatabaseUnavailable("gone"))


def test_a_page_being_opened_says_what_happened_and_comes_back_by_itself():
    status, headers, text = told(AWAY, "/nop-bao-cao")
    assert status == 503
    assert "Cơ sở dữ liệu chưa trả lời" in text
    assert "chưa có biên nhận thì coi như chưa nộp" in text
    assert "tự tải lại" in text
    assert headers["refresh"] == headers["retry-after"] == "5"
    assert headers["cache-control"] == "no-store"


def test_a_form_that_was_sent_is_not_sent_again_by_the_browser():
    status, headers, text = told(AWAY, "/language", "POST")
    assert status == 503
    assert "refresh" not in headers
    assert "Hãy chờ một lát rồi thử lại" in text


def test_a_full_disk_is_named_as_what_it_is():
    _status, _headers, text = told(raising(DatabaseFull("no room")), "/nop-bao-cao")
    assert "đã đầy" in text
    assert "quản trị viên" in text


def test_a_program_is_told_in_its_own_form():
    status, headers, text = told(AWAY, "/api/v1/returns", "POST", headers=[])
    assert status == 503
    assert '"rule":"database-unavailable"' in text.replace(" ", "")
    assert headers["content-type"].startswith("application/json")
    assert headers["retry-after"] == "5"


def test_anything_else_is_told_in_plain_text():
    status, headers, text = told(AWAY, "/download/draft", headers=[])
    assert status == 503
    assert headers["content-type"].startswith("text/plain")
    assert "chưa trả lời" in text


def test_a_websocket_is_closed_so_that_the_page_tries_again():
    assert told(AWAY, kind="websocket") == [{"type": "websocket.close", "code": 1013}]


def test_an_answer_that_has_begun_is_broken_off_rather_than_ended_as_if_it_were_whole():
    with pytest.raises(DatabaseUnavailable):
        told(raising(DatabaseUnavailable("gone"), begun=True))


def test_a_line_that_breaks_in_a_request_is_nobodys_error():
    assert told(raising(ClientDisconnect())) == []


def test_a_sign_in_says_in_its_form_that_it_has_to_wait_and_keeps_the_name(monkeypatch):
    def away(*_given):
        raise DatabaseUnavailable("gone")

    async def app(scope, receive, send):
        await (await signing.submit(signing.Request(scope, receive)))(scope, receive, send)

    monkeypatch.setattr(signing.signing, "sign_in", away)
    form = [(b"content-type", b"application/x-www-form-urlencoded")]
    status, headers, text = told(
        app, "/sign-in", "POST", [*PAGE, *form], b"username=can-bo&password=mat+khau"
    )
    assert status == 503
    assert headers["retry-after"] == "5"
    assert "chưa trả lời" in text
    assert 'value="can-bo"' in text
    assert "mat khau" not in text

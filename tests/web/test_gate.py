"""Nobody gets past the gate without a valid session, whatever the door."""

import re
import time
from datetime import timedelta

import pytest
from sqlalchemy import func, update
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from dashboard.actions import accounts
from dashboard.web import static
from data_access import engine
from data_access.models import SignInSession
from tests.web.conftest import PASSWORD
from tests.web.running import Browser

PAGES = ("/", "/don-vi", "/chi-tieu", "/nop-bao-cao", "/duyet-bao-cao", "/ban-bao-cao?return=1")
OTHER_DOORS = (
    "/media/0123456789abcdef.xlsx",
    "/component/nothing/index.html",
    "/_stcore/bidi-components/x/y.js",
    "/_stcore/metrics",
    "/_stcore/agent/openapi.json",
    "/_stcore/stream",
    "/download/file/1",
    "/download/upload/1",
    "/download/template?unit=MA&period=2026Q3",
    "/anything",
)
SCRIPT_FINISHED = "script_finished"


def stream(browser: Browser, *names: str, origin: str | None = None) -> ClientConnection:
    return connect(
        f"ws://{browser.site.host}/_stcore/stream",
        subprotocols=["streamlit", *names],
        additional_headers={"Cookie": browser.cookie_header},
        origin=origin or f"http://{browser.site.host}",
    )


def rerun(socket: ClientConnection) -> list[ForwardMsg]:
    """Ask for a run of the page and return what it answered with."""
    asked = BackMsg()
    asked.rerun_script.query_string = ""
    socket.send(asked.SerializeToString())
    received = []
    while not received or received[-1].WhichOneof("type") != SCRIPT_FINISHED:
        message = ForwardMsg()
        message.ParseFromString(socket.recv(timeout=20))
        received.append(message)
    return received


def closing_code(socket: ClientConnection) -> int:
    """Read to the end and return why the server closed."""
    try:
        while True:
            socket.recv(timeout=10)
    except ConnectionClosed as closed:
        return closed.rcvd.code


def session_id(messages: list[ForwardMsg]) -> str:
    return next(
        each.new_session.initialize.session_id
        for each in messages
        if each.WhichOneof("type") == "new_session"
    )


def shown(messages: list[ForwardMsg]) -> str:
    return "\n".join(str(each) for each in messages)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_sends_a_stranger_to_the_sign_in_and_back(browser, path):
    answer = browser.page(path)
    assert answer.status == 303
    assert answer.location.startswith("/sign-in")
    form = browser.get(answer.location)
    assert form.status == 200
    assert f'name="next" value="{path}"' in form.text


@pytest.mark.parametrize("path", OTHER_DOORS)
def test_every_other_door_is_shut_to_a_stranger(browser, path):
    assert browser.get(path).status == 401


@pytest.mark.parametrize("method", ["PUT", "DELETE", "POST"])
def test_a_stranger_uploads_nothing(browser, method):
    answer = browser.ask(method, "/_stcore/upload_file/a/b", b"x", {})
    assert answer.status == 401


@pytest.mark.parametrize("path", ["/sign-in", "/health", "/_stcore/health", "/favicon.ico"])
def test_sign_in_and_health_are_open(browser, path):
    assert browser.get(path).status == 200


@pytest.mark.parametrize("path", ["/", "/don-vi", "/chi-tieu", "/ban-bao-cao"])
def test_whoever_is_signed_in_gets_the_page(signed_in, path):
    answer = signed_in.page(path)
    assert answer.status == 200
    assert '<div id="root">' in answer.text
    assert "<title>Tiến Độ</title>" in answer.text


@pytest.mark.parametrize("path", ["/nop-bao-cao", "/duyet-bao-cao"])
def test_a_page_of_another_role_says_so_in_vietnamese(signed_in, path):
    answer = signed_in.page(path)
    assert answer.status == 403
    assert "quản trị viên" in answer.text


def test_the_overview_named_by_its_path_is_the_front_page_with_the_same_query(signed_in):
    answer = signed_in.page("/tong-quan?year=2025")
    assert answer.status == 303
    assert answer.headers["location"].endswith("/?year=2025")


def test_an_unknown_address_says_so_in_vietnamese(signed_in):
    answer = signed_in.page("/khong-co")
    assert answer.status == 404
    assert "Không có trang này" in answer.text


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/openapi.json"])
def test_doors_that_no_page_needs_are_shut_to_everybody(signed_in, path):
    assert signed_in.get(path).status == 404


@pytest.mark.parametrize("path", ["//evil.example/", "/../data_access/models.py", "/static/../x"])
def test_odd_paths_open_nothing(browser, path):
    assert browser.get(path).status in {303, 400, 401, 404}


@pytest.mark.parametrize("cookie", ["", "x", "é" * 10, '"', "a" * 5000, "%00"])
def test_a_token_that_was_never_given_opens_nothing(browser, cookie):
    answer = browser.get(
        "/download/file/1", Cookie=f"tiendo_session={cookie}".encode().decode("latin-1")
    )
    assert answer.status == 401


def test_a_stranger_hears_on_the_websocket_that_the_session_is_over(browser):
    with stream(browser) as socket:
        assert closing_code(socket) == 4401


def test_another_site_opens_no_websocket_with_somebodys_cookie(signed_in):
    with pytest.raises(InvalidStatus) as refused:
        stream(signed_in, origin="http://evil.example")
    assert refused.value.response.status_code == 403


def test_whoever_is_signed_in_gets_a_run_with_their_name_in_the_bar(signed_in, somebody):
    with stream(signed_in) as socket:
        messages = rerun(socket)
    assert "td-person" in shown(messages)
    assert somebody.username in shown(messages)


def test_an_open_websocket_ends_with_its_session(signed_in, somebody, administrator):
    with stream(signed_in) as socket:
        rerun(socket)
        assert accounts.end_sessions(administrator, somebody.username) == 1
        time.sleep(3.2)  # what another process may remember: sessions.REMEMBERED
        asked = BackMsg()
        asked.rerun_script.query_string = ""
        socket.send(asked.SerializeToString())
        assert closing_code(socket) == 4401
    assert signed_in.page("/").status == 303


def test_signing_out_ends_the_open_websocket_at_once(signed_in):
    with stream(signed_in) as socket:
        rerun(socket)
        signed_in.post("/sign-out", {})
        asked = BackMsg()
        asked.rerun_script.query_string = ""
        socket.send(asked.SerializeToString())
        assert closing_code(socket) == 4401


def an_upload(browser: Browser, session: str) -> int:
    browser.get("/_stcore/health")
    boundary = "xxxx"
    body = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="f"; filename="a.xlsx"\r\n\r\n'
        f"abc\r\n--{boundary}--\r\n"
    ).encode()
    return browser.ask(
        "PUT",
        f"/_stcore/upload_file/{session}/1",
        body,
        {
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "X-Xsrftoken": browser.cookies.get("_streamlit_xsrf", ""),
        },
    ).status


def test_an_upload_belongs_to_whoever_opened_the_page(site, signed_in, administrator):
    other = Browser(site, "192.0.2.77")
    assert other.sign_in("goc", PASSWORD).status == 303
    with stream(signed_in) as socket:
        mine = session_id(rerun(socket))
        assert an_upload(signed_in, mine) == 204
        assert an_upload(other, mine) == 403
        assert an_upload(signed_in, "made-up") == 403


def test_nobody_takes_up_a_streamlit_session_of_somebody_else(site, signed_in):
    other = Browser(site, "192.0.2.78")
    assert other.sign_in("goc", PASSWORD).status == 303
    with stream(signed_in) as socket:
        mine = session_id(rerun(socket))
    with pytest.raises(InvalidStatus) as refused:
        stream(other, "token", mine)
    assert refused.value.response.status_code == 403


def test_a_media_file_that_no_page_of_ones_own_shows_is_not_given(signed_in):
    assert signed_in.get("/media/0123456789abcdef.png").status == 403


def test_a_body_past_the_bound_is_refused(signed_in):
    assert signed_in.ask("POST", "/language", bytes(7 * 1024 * 1024), {}).status == 413


def test_a_session_survives_a_restarted_server(site, signed_in):
    site.stop()
    site.start()
    assert signed_in.page("/don-vi?unit=MA").status == 200


@pytest.mark.parametrize(
    "change",
    [
        {"last_used_at": func.now() - timedelta(hours=3)},
        {"expires_at": func.now() - timedelta(seconds=1)},
        {"ended_at": func.now()},
    ],
)
def test_an_idle_expired_or_ended_session_opens_nothing(signed_in, somebody, change):
    with engine.writing(engine.SERVICE) as session:
        session.execute(
            update(SignInSession)
            .where(SignInSession.account_id == somebody.account_id)
            .values(**change)
        )
    time.sleep(3.2)
    assert signed_in.page("/").status == 303


def test_every_file_of_the_first_visit_is_public_and_compressed(browser):
    for path in static.first_visit():
        answer = browser.get(path, **{"Accept-Encoding": "gzip, br"})
        assert answer.status == 200, path
        assert "immutable" in answer.headers["Cache-Control"], path
        assert answer.headers["ETag"], path
        if len(static.asset(path).content) > 500:
            assert answer.headers["Content-Encoding"] == "br", path


def test_a_first_visit_takes_less_than_half_of_what_streamlit_sends():
    plain = sum(len(static.asset(path).content) for path in static.first_visit())
    assert static.warm_up() < 0.4 * plain


def test_the_page_names_only_files_that_are_there(signed_in, browser):
    page = signed_in.page("/").text
    named = re.findall(r'(?:src|href)="(/[^"]+)"', page)
    assert len(named) > 50
    assert all(browser.get(path).status == 200 for path in named)

"""A running server in a process of its own, and a small browser without a screen."""

import http.client
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

START = (
    "import sys; from data_access import engine; engine.use(sys.argv[1]); "
    "from dashboard import server; server.serve('127.0.0.1', int(sys.argv[2]))"
)


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


class Site:
    """The server's process; started again, it has forgotten all that is not in the database."""

    def __init__(self, url: str, settings: dict[str, str] | None = None) -> None:
        self.url = url
        self.settings = settings or {}
        self.port = free_port()
        self.process = None

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def start(self) -> None:
        environment = os.environ | {
            "TIENDO_TRUSTED_PROXIES": "127.0.0.1",
            "TIENDO_IDLE_HOURS": "2",
            "TIENDO_SESSION_DAYS": "3",
            **self.settings,
        }
        self.process = subprocess.Popen(
            [sys.executable, "-c", START, self.url, str(self.port)],
            env=environment,
            cwd="/",
        )
        for _attempt in range(1200):
            try:
                if Browser(self).get("/health").status == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise TimeoutError("the server did not start")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(90)


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def location(self) -> str | None:
        return self.headers["Location"]


@dataclass
class Browser:
    """Keeps cookies, follows nothing, and comes from ``address``."""

    site: Site
    address: str = "203.0.113.1"
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, None, headers)

    def page(self, path: str) -> Answer:
        """Open a page as a person does."""
        return self.get(path, **{"Accept": "text/html", "Sec-Fetch-Mode": "navigate"})

    def post(self, path: str, fields: dict[str, str], **headers: str) -> Answer:
        sent = {"Content-Type": "application/x-www-form-urlencoded"} | headers
        return self.ask("POST", path, urlencode(fields).encode(), sent)

    def sign_in(self, username: str, password: str, to: str = "", **headers: str) -> Answer:
        fields = {"username": username, "password": password, "next": to}
        return self.post("/sign-in", fields, **headers)

    def ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        sent = {"X-Forwarded-For": self.address, "Cookie": self.cookie_header} | headers
        connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=20)
        try:
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            answer = Answer(response.status, response.msg, response.read())
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0" or not morsel.value:
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
        return answer

    @property
    def cookie_header(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

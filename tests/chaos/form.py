"""A clerk at the web form: each saving that the server acknowledged has to be there afterwards."""

import http.client
import json
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import psycopg

from tests.chaos.uploads import MARK
from tests.chaos.world import CLERK, FORM_UNIT, PASSWORD

PERIOD = "2026Q3"
_TIMEOUT = 60.0
_LAST = (
    "select version, content from return_draft d join unit u on u.id = d.unit_id where code = %s"
)


@dataclass(slots=True)
class Writer:
    """One who is signed in once and goes on typing, whatever happens to the server.

    ``sent``: what was sent, by its number, which stands in its figures.
    """

    cookie: str
    account: int
    version: int = 0
    sent: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    acknowledged: int = 0
    savings: int = 0

    def save(self, port: int) -> bool:
        """Send the form as it stands now, once; return whether it was acknowledged."""
        number = len(self.sent) + 1
        content = _content(number)
        self.sent[number] = content
        asked = {
            "account": self.account, "version": self.version, "based_on": 0, "seen": 0,
            "content": content,
        }  # fmt: skip
        status, said = _put(port, self.cookie, asked)
        theirs = said.get("theirs")
        if status == HTTPStatus.CONFLICT and theirs:  # saved before, and nobody was told
            self.version = theirs["version"]
            status, said = _put(port, self.cookie, {**asked, "version": self.version})
        if status != HTTPStatus.OK:
            return False
        self.version, self.acknowledged = said["version"], number
        self.savings += 1
        return True

    def faults(self, connection: psycopg.Connection) -> tuple[list[str], list[str]]:
        """Return what is lost of what was acknowledged, and what is half there."""
        row = connection.execute(_LAST, [FORM_UNIT]).fetchone()
        if row is None:
            return ([f"draft {self.acknowledged}: not there"] if self.acknowledged else []), []
        version, content = row
        number = int(content["figures"][MARK])
        lost = number < self.acknowledged or version < self.version
        return (
            [f"draft {self.acknowledged}: acknowledged, and {number} is there"] if lost else [],
            [] if content == self.sent.get(number) else [f"draft {number}: {content}"],
        )


def signed_in(port: int, account: int) -> Writer:
    """Sign in as the page's form does.

    Raises:
        ConnectionRefusedError: nobody was let in.
    """
    typed = urllib.parse.urlencode({"username": CLERK, "password": PASSWORD, "next": "/"})
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT)
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/sign-in", typed, kind)
    answer = connection.getresponse()
    cookies = [each.partition(";")[0] for each in answer.headers.get_all("Set-Cookie") or ()]
    connection.close()
    if answer.status != HTTPStatus.SEE_OTHER:
        raise ConnectionRefusedError(f"sign-in: {answer.status}")
    return Writer("; ".join(cookies), account)


def _content(number: int) -> Mapping[str, Any]:
    said = f"Khó khăn {number}: " + "chưa có mặt bằng sinh hoạt, " * 40
    return {
        "figures": {MARK: str(number), "UNION_MEMBER_ADMITTED": str(number * 7 % 1000)},
        "foundings": [],
        "reviews": [],
        "difficulties": [
            {"difficulty": said.strip(), "proposal": f"Kiến nghị {number}.{row}"}
            for row in range(number % 5)
        ],
    }


def _put(port: int, cookie: str, asked: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
    """Return the status and what was said; 0 where there was no whole answer."""
    headers = {"Cookie": cookie, "Content-Type": "application/json", "X-Tiendo-Form": "1"}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT)
    try:
        path = f"/draft/return?unit={FORM_UNIT}&period={PERIOD}"
        connection.request("PUT", path, json.dumps(asked).encode(), headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    except (OSError, http.client.HTTPException, ValueError):
        return 0, {}
    finally:
        connection.close()

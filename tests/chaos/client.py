"""A program that hands returns in over HTTP, and believes only what it was told in full."""

import http.client
import json
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from http import HTTPStatus

from tests.chaos.audit import Receipt
from tests.chaos.uploads import Upload

PATH = "/api/v1/returns"
_TIMEOUT = 60.0


class End(StrEnum):
    """How handing in ended, as the client sees it."""

    ACKNOWLEDGED = "acknowledged"
    REFUSED = "refused in a sentence"
    BROKEN = "no answer"
    MUTE = "an answer without a sentence"


@dataclass(frozen=True, slots=True)
class Outcome:
    """``rule`` is that of a refusal; ``told`` what came back, in short."""

    end: End
    receipt: Receipt | None = None
    repeated: bool = False
    rule: str = ""
    told: str = ""


def hand_in(upload: Upload, port: int, token: str) -> Outcome:
    """Hand the upload in at the port of loopback, once."""
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": upload.content_type,
        **({"Idempotency-Key": upload.key} if upload.key else {}),
    }
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT)
    try:
        connection.request("POST", PATH + upload.query, upload.body, headers)
        response = connection.getresponse()
        body = response.read()
    except (OSError, http.client.HTTPException) as error:
        return Outcome(End.BROKEN, told=type(error).__name__)
    finally:
        connection.close()
    if str(len(body)) != response.headers.get("Content-Length"):
        return Outcome(End.BROKEN, told="an answer cut short")
    return _read(upload.number, response.status, body)


def _read(number: int, status: int, body: bytes) -> Outcome:
    told = f"{status} {body[:300].decode('utf-8', 'replace')}"
    try:
        document = json.loads(body)
        if status in (200, 201):
            receipt = Receipt(
                number, document["return_id"], document["revision"], document["sha256"]
            )
            return Outcome(
                End.ACKNOWLEDGED, receipt, repeated=bool(document["repeated"]), told=told
            )
        refusal = document["error"]
        rule, sentence = str(refusal["rule"]), str(refusal["message"])
    except (ValueError, KeyError, TypeError):
        return Outcome(End.MUTE, told=told)
    return Outcome(End.REFUSED if " " in sentence else End.MUTE, rule=rule, told=told)


def file_of(receipt: Receipt, port: int, token: str) -> str:
    """Return the fingerprint of the file that the server hands out for the receipt."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT)
    try:
        path = f"{PATH}/{receipt.return_id}/file?revision={receipt.revision}"
        connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
        response = connection.getresponse()
        body = response.read()
    finally:
        connection.close()
    return sha256(body).hexdigest() if response.status == HTTPStatus.OK else ""


def health(port: int) -> str:
    """Return the server's word on itself; empty where there is no answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
    try:
        connection.request("GET", "/health")
        response = connection.getresponse()
        said = str(json.loads(response.read())["status"])
    except (OSError, http.client.HTTPException, ValueError, KeyError):
        return ""
    finally:
        connection.close()
    return said if (said == "ok") == (response.status == 200) else "contradicts itself"

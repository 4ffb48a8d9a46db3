"""The document that describes the API, OpenAPI 3.1: made from the shapes that are in force."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from dashboard.i18n import N_, _, language
from dashboard.web.api.bodies import BINARY, FORM, JSON, XLSX
from dashboard.web.api.handing_in import KEY, REPLAYED
from dashboard.web.api.links import ROOT
from dashboard.web.api.operations import MEANINGS, OPERATIONS, Operation
from dashboard.web.api.replies import CheckedOut, ErrorOut, ReceiptOut
from dashboard.web.api.shapes import Beside, ReturnIn
from data_access.vocabulary import TokenScope

VERSION = "1.0.0"
_REF = "#/components/schemas/{model}"
_ABOUT = N_(
    "Hand in quarterly returns and read progress from other programs. The same checks, rights and "
    "record as on the pages. Every request carries an access key: Authorization: Bearer td_…"
)
_FOR_RETURN_ID = N_("The return's number")
_FOR_KEY = N_(
    "A name of your choice for this request: sent again under the same name it hands in nothing "
    "twice"
)
_FOR_LANGUAGE = N_("The language of sentences: vi (by default) or en")
_FOR_DONE = N_("Handed in: the receipt")
_FOR_REPEATED = N_("Nothing new: handed in before, or (dry_run) only checked")
_FOR_WORKBOOK = N_("The workbook")
_FOR_REPLAYED = N_("true: this request was answered before under its Idempotency-Key")
_FOR_RETRY = N_("Seconds to wait")
_FOR_LOCATION = N_("Where the return is read")
_FOR_FILE = N_("The filled workbook, .xlsx, up to 5 MB")
_PARAMETER = re.compile(r"\{(\w+)\}")


def document() -> dict[str, Any]:
    """Return the document in the language in force."""
    return _made(language())


@cache
def _made(_language: str) -> dict[str, Any]:
    made = {
        "openapi": "3.1.0",
        "info": {"title": "Tiến Độ", "version": VERSION, "description": _ABOUT},
        "servers": [{"url": "/"}],
        "security": [{"bearer": []}],
        "paths": _paths(),
        "components": {
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas(),
        },
    }
    translated: dict[str, Any] = _spoken(made)
    return translated


def _paths() -> dict[str, dict[str, Any]]:
    paths: dict[str, dict[str, Any]] = {}
    for each in OPERATIONS:
        paths.setdefault(f"{ROOT}{each.path}", {})[each.method.lower()] = _operation(each)
    return paths


def _operation(each: Operation) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": each.name,
        "summary": _(each.summary),
        "x-token-scope": each.scope.value,
        "parameters": list(_parameters(each)),
        "responses": _answers(each) | _refusals(each),
    }
    if each.method == "POST":
        told["requestBody"] = _body()
    return told


def _parameters(each: Operation) -> Iterator[dict[str, Any]]:
    for name in _PARAMETER.findall(each.path):
        yield {
            "name": name,
            "in": "path",
            "required": True,
            "description": _FOR_RETURN_ID,
            "schema": {"type": "integer", "minimum": 1},
        }
    if each.query is not None:
        yield from _query(each.query)
    if each.scope is TokenScope.SUBMIT:
        yield _header_parameter(KEY, _FOR_KEY, {"type": "string", "maxLength": 200})
    yield _header_parameter("Accept-Language", _FOR_LANGUAGE, {"type": "string", "default": "vi"})


def _header_parameter(name: str, words: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "header", "description": words, "schema": schema}


def _query(shape: type[BaseModel]) -> Iterator[dict[str, Any]]:
    schema = shape.model_json_schema(ref_template=_REF)
    for name, found in schema["properties"].items():
        plain = _without_null(found)
        yield {
            "name": name,
            "in": "query",
            "required": name in schema.get("required", ()),
            "description": plain.pop("description", ""),
            "schema": plain,
        }


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a parameter, which is there or is not, and never null."""
    plain = {name: value for name, value in schema.items() if name not in ("title", "anyOf")}
    if plain.get("default", ...) is None:
        del plain["default"]
    kinds = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
    return {**kinds[0], **plain} if kinds else plain


def _body() -> dict[str, Any]:
    fields = Beside.model_json_schema(ref_template=_REF)["properties"]
    file = {"type": "string", "contentMediaType": XLSX, "description": _FOR_FILE}
    form = {
        "type": "object",
        "required": ["file"],
        "properties": {
            "file": file,
            **{name: _without_null(each) for name, each in fields.items()},
        },
    }
    return {
        "required": True,
        "content": {
            XLSX: {"schema": {"type": "string", "contentMediaType": XLSX}},
            BINARY: {"schema": {"type": "string", "contentMediaType": BINARY}},
            FORM: {"schema": form},
            JSON: {"schema": _ref(ReturnIn)},
        },
    }


def _answers(each: Operation) -> dict[str, Any]:
    if each.reply is None:
        workbook = {XLSX: {"schema": {"type": "string", "contentMediaType": XLSX}}}
        return {"200": {"description": _FOR_WORKBOOK, "content": workbook}}
    if each.reply is not ReceiptOut:
        return {"200": {"description": _(each.summary), "content": _json(_ref(each.reply))}}
    either = {"oneOf": [_ref(ReceiptOut), _ref(CheckedOut)]}
    location = {"Location": {"description": _FOR_LOCATION, "schema": {"type": "string"}}}
    replayed = {REPLAYED: {"description": _FOR_REPLAYED, "schema": {"type": "string"}}}
    return {
        "200": {
            "description": _FOR_REPEATED,
            "headers": location | replayed,
            "content": _json(either),
        },
        "201": {
            "description": _FOR_DONE,
            "headers": location,
            "content": _json(_ref(ReceiptOut)),
        },
    }


def _refusals(each: Operation) -> dict[str, Any]:
    wait = {"Retry-After": {"description": _FOR_RETRY, "schema": {"type": "integer"}}}
    told: dict[str, Any] = {}
    for status in each.statuses:
        told[str(status.value)] = {
            "description": MEANINGS[status],
            "content": _json(_ref(ErrorOut)),
        }
        if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
            told[str(status.value)]["headers"] = wait
    return told


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {JSON: {"schema": schema}}


def _ref(shape: type[BaseModel]) -> dict[str, Any]:
    return {"$ref": _REF.format(model=shape.__name__)}


def _schemas() -> dict[str, Any]:
    answered: set[type[BaseModel]] = {CheckedOut, ErrorOut}
    answered.update(each.reply for each in OPERATIONS if each.reply)
    asked = {each.query for each in OPERATIONS if each.query}
    shapes: list[tuple[type[BaseModel], JsonSchemaMode]] = [(ReturnIn, "validation")]
    shapes += [(each, "serialization") for each in _named(answered)]
    shapes += [(each, "validation") for each in _named(asked)]
    _map, made = models_json_schema(shapes, ref_template=_REF)
    parameters = {each.__name__ for each in asked}
    return {
        name: _without_titles(schema)
        for name, schema in made["$defs"].items()
        if name not in parameters
    }


def _named(shapes: Iterable[type[BaseModel]]) -> list[type[BaseModel]]:
    return sorted(shapes, key=lambda each: each.__name__)


def _without_titles(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema without what is said in a program's own words, not in a person's."""
    plain = {name: value for name, value in schema.items() if name not in ("title", "description")}
    properties = plain.get("properties", {})
    for found in properties.values():
        found.pop("title", None)
    return plain


def _spoken(told: Any) -> Any:  # noqa: ANN401  # any part of a JSON document
    """Return the document with its descriptions translated."""
    if isinstance(told, dict):
        return {
            name: _(value) if name == "description" and isinstance(value, str) else _spoken(value)
            for name, value in told.items()
        }
    return [_spoken(each) for each in told] if isinstance(told, list) else told

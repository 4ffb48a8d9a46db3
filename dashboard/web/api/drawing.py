"""The document of the API as its page draws it: tables of parameters, bodies and answers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.web.api import openapi
from dashboard.web.api.bodies import JSON
from data_access.vocabulary import TokenScope

Schema = Mapping[str, Any]
LANGUAGE = "Accept-Language"  # is said once, for all
_LONGEST_LIST = 8  # words of an enumeration that are shown one by one


@dataclass(frozen=True, slots=True)
class Kind:
    """What may stand in a place: words of JSON Schema; ``shape``: a name that has its own table."""

    words: str
    shape: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A parameter or an entry; ``where`` is "path", "query" or "header" for a parameter."""

    name: str
    kinds: tuple[Kind, ...]
    required: bool
    words: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    status: str
    words: str
    kinds: tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """One operation as drawn; ``bodies`` are (content type, what it is)."""

    method: str
    path: str
    summary: str
    hands_in: bool
    parameters: tuple[Place, ...]
    bodies: tuple[tuple[str, tuple[Kind, ...]], ...]
    form: tuple[Place, ...]
    replies: tuple[Reply, ...]
    refusals: tuple[str, ...]


def operations() -> tuple[Asked, ...]:
    """Return every operation of the document, in the language in force."""
    return tuple(
        _asked(method.upper(), path, told)
        for path, methods in openapi.document()["paths"].items()
        for method, told in methods.items()
    )


def shapes() -> dict[str, tuple[Place, ...]]:
    """Return the entries of every shape that has any, by its name."""
    schemas = openapi.document()["components"]["schemas"]
    return {name: tuple(_entries(each)) for name, each in schemas.items() if "properties" in each}


def _asked(method: str, path: str, told: Schema) -> Asked:
    content = told.get("requestBody", {}).get("content", {})
    form: Schema = next(
        (each["schema"] for each in content.values() if "properties" in each["schema"]), {}
    )
    good = {code: each for code, each in told["responses"].items() if code < "300"}
    return Asked(
        method=method,
        path=path,
        summary=told["summary"],
        hands_in=told["x-token-scope"] == TokenScope.SUBMIT.value,
        parameters=tuple(
            Place(
                each["name"],
                tuple(_kinds(each["schema"])),
                each.get("required", False),
                each["description"],
                each["in"],
            )
            for each in told["parameters"]
            if each["name"] != LANGUAGE
        ),
        bodies=tuple((name, tuple(_kinds(each["schema"]))) for name, each in content.items()),
        form=tuple(_entries(form)),
        replies=tuple(_reply(code, each) for code, each in good.items()),
        refusals=tuple(code for code in told["responses"] if code not in good),
    )


def _reply(code: str, told: Schema) -> Reply:
    content = told["content"]
    kinds = _kinds(content[JSON]["schema"]) if JSON in content else (Kind(".xlsx"),)
    return Reply(code, told["description"], tuple(kinds))


def _entries(shape: Schema) -> Iterator[Place]:
    for name, each in shape.get("properties", {}).items():
        required = name in shape.get("required", ())
        yield Place(name, tuple(_kinds(each)), required, each.get("description", ""))


def _kinds(schema: Schema) -> Iterator[Kind]:
    """Yield what may stand there, each once."""
    found = dict.fromkeys(_told(schema))
    yield from found


def _told(schema: Schema) -> Iterator[Kind]:
    either = schema.get("anyOf") or schema.get("oneOf")
    if either:
        for each in either:
            yield from _told(each)
    elif "$ref" in schema:
        yield _named(schema["$ref"].rpartition("/")[2])
    elif schema.get("type") == "array":
        for each in _told(schema["items"]):
            yield Kind(f"[{each.words}]", each.shape)
    else:
        yield Kind(_words(schema))


def _named(name: str) -> Kind:
    """Return a shape by its name, or what an enumeration holds."""
    schema = openapi.document()["components"]["schemas"][name]
    return Kind(name, name) if "properties" in schema else Kind(_words(schema))


def _words(schema: Schema) -> str:
    if "const" in schema:
        return str(schema["const"]).lower()
    if "enum" in schema:
        words = [str(each) for each in schema["enum"]]
        more = ", …" if len(words) > _LONGEST_LIST else ""
        return ", ".join(words[:_LONGEST_LIST]) + more
    if "contentMediaType" in schema:
        return ".xlsx"
    return str(schema.get("format") or schema.get("type", ""))

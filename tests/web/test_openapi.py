"""The document of the API says what there is, and its page for people says so too."""

import re

import pytest

from dashboard import i18n
from dashboard.web.api import openapi
from dashboard.web.api.operations import OPERATIONS
from tests.web.programs import Program
from tests.web.running import Browser

METHODS = {"get", "post", "put", "delete", "patch", "head", "options"}


@pytest.fixture
def told(site):
    return Program(site, None).get("/api/v1/openapi.json").json


def references(found: object) -> set[str]:
    match found:
        case dict():
            own = {found["$ref"]} if isinstance(found.get("$ref"), str) else set()
            return own.union(*map(references, found.values()))
        case list():
            return set().union(*map(references, found))
        case _other:
            return set()


def operations(told: dict) -> dict[tuple[str, str], dict]:
    return {
        (method, path): each
        for path, methods in told["paths"].items()
        for method, each in methods.items()
    }


def test_it_is_open_and_says_which_version_it_is(told):
    assert told["openapi"] == "3.1.0"
    assert set(told) == {"openapi", "info", "servers", "security", "paths", "components"}
    assert {"title", "version", "description"} == set(told["info"])


def test_it_names_every_operation_and_no_other(told):
    named = {(each.method.lower(), f"/api/v1{each.path}") for each in OPERATIONS}
    assert set(operations(told)) == named
    assert all(set(methods) <= METHODS for methods in told["paths"].values())


def test_every_route_is_named_and_every_name_is_a_route(told, program):
    for method, path in operations(told):
        there = re.sub(r"\{\w+\}", "1", path)
        answer = program.ask(method.upper(), there, b"", {})
        assert answer.status != 405, path
        if answer.status == 404:
            assert answer.rule == "not-found", path  # the return, not the address
        other = program.ask("DELETE", there, None, {})
        assert (other.status, other.rule) == (405, "method-not-allowed")
        assert method.upper() in other.answer.headers["Allow"].split(", ")


def test_every_reference_leads_somewhere_and_every_shape_is_referred_to(told):
    shapes = {f"#/components/schemas/{name}" for name in told["components"]["schemas"]}
    assert references(told) == shapes


def test_an_operation_is_described_whole(told):
    names = [each["operationId"] for each in operations(told).values()]
    assert len(names) == len(set(names))
    for (method, path), each in operations(told).items():
        assert each["summary"]
        assert {"400", "401", "403", "422", "429", "500", "503"} <= set(each["responses"])
        assert "200" in each["responses"]
        for response in each["responses"].values():
            assert response["description"]
            assert response["content"]
        in_path = [one["name"] for one in each["parameters"] if one["in"] == "path"]
        assert in_path == re.findall(r"\{(\w+)\}", path)
        for parameter in each["parameters"]:
            assert parameter["description"]
            assert parameter["schema"]
            assert parameter["in"] in {"path", "query", "header"}
        assert ("requestBody" in each) == (method == "post")
    posted = told["paths"]["/api/v1/returns"]["post"]
    assert len(posted["requestBody"]["content"]) == 4
    assert {"404", "408", "409", "413", "415", "201"} <= set(posted["responses"])


def test_it_speaks_the_language_that_is_accepted(site, told):
    english = Program(site, None).get("/api/v1/openapi.json", **{"Accept-Language": "en"}).json
    assert english["info"]["description"].startswith("Hand in quarterly returns")
    assert told["info"]["description"] != english["info"]["description"]


def test_no_description_is_left_untranslated():
    i18n.set_language("vi")
    vietnamese = descriptions(openapi.document())
    i18n.set_language("en")
    english = descriptions(openapi.document())
    assert len(vietnamese) == len(english) > 60
    assert not [one for one, other in zip(vietnamese, english, strict=True) if one == other]


def descriptions(found: object) -> list[str]:
    match found:
        case dict():
            own = [
                each
                for name, each in found.items()
                if name in ("description", "summary") and isinstance(each, str)
            ]
            return own + [said for each in found.values() for said in descriptions(each)]
        case list():
            return [said for each in found for said in descriptions(each)]
        case _other:
            return []


def test_the_page_names_every_operation_and_fetches_nothing_from_elsewhere(site):
    answer = Browser(site).page("/api")
    assert answer.status == 200
    for each in OPERATIONS:
        assert f"/api/v1{each.path}" in answer.text
    assert f"http://{site.host}/api/v1/returns" in answer.text
    named = set(re.findall(r'(?:src|href)="([^"]+)"', answer.text))
    assert named
    assert all(re.match(r"/(?!/)|#", each) for each in named)
    assert "'none'" in answer.headers["Content-Security-Policy"]


def test_the_page_speaks_vietnamese_and_english_by_choice(site):
    vietnamese = Browser(site).page("/api").text
    english = Browser(site, cookies={"tiendo_language": "en"}).page("/api").text
    assert '<html lang="vi"' in vietnamese
    assert '<html lang="en"' in english


def test_a_strange_host_is_shown_as_text(site):
    answer = Browser(site).get("/api", Host="a.example")
    assert "http://a.example/api/v1" in answer.text


@pytest.mark.parametrize("path", ["/api", "/api/v1/openapi.json"])
def test_only_reading_is_open(site, path):
    assert Program(site, None).ask("POST", path, b"", {}).status == 405

"""What the guide and the document of the API promise is what programs meet."""

import json
import re
from pathlib import Path

import jsonschema
import pytest

from dashboard.web.api import drawing, replies
from dashboard.web.api.operations import MEANINGS, OPERATIONS
from data_access.vocabulary import Channel, Role, TokenScope
from tests.web.programs import Program, a_document, a_program
from tests.web.running import Browser

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "api.md"
COMMANDS = GUIDE.with_name("dong-lenh.md")


@pytest.fixture(scope="module")
def guide() -> str:
    return GUIDE.read_text("utf-8")


def blocks(guide: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", guide, re.DOTALL)


def entries(guide: str, unit) -> dict[str, object]:
    """Return the guide's example of a return, for a unit and a quarter of the tests."""
    said = json.loads(blocks(guide, "json")[0])
    for row in said["foundings"]:
        row["founded_on"] = "2024-02-05"
    return {**said, "unit": unit.code, "period": "2024Q1"}


def test_the_guide_names_every_operation_with_the_key_that_it_needs(guide):
    told = re.findall(r"^\| `([A-Z]+) (/api/v1\S*)` \| [^|]+ \| `(\w+)` \|$", guide, re.MULTILINE)
    assert set(told) == {
        (each.method, f"/api/v1{each.path}", each.scope.value) for each in OPERATIONS
    }


def test_the_guide_names_every_status(guide):
    told = {int(code) for code in re.findall(r"^\| (\d{3}) \|", guide, re.MULTILINE)}
    assert told == {*(status.value for status in MEANINGS), 405}


def test_the_guides_example_is_handed_in(guide, program, unit):
    answer = program.post_json(entries(guide, unit))
    assert answer.status == 201, answer.answer.text
    assert set(json.loads(blocks(guide, "json")[1])) == set(replies.ReceiptOut.model_fields)


@pytest.mark.parametrize("document", [GUIDE, COMMANDS], ids=lambda path: path.name)
def test_the_examples_of_a_whole_return_are_as_the_api_answers(document):
    [shown] = [each for each in blocks(document.read_text("utf-8"), "json") if '"timeline"' in each]
    replies.ReturnOut.model_validate_json(shown, strict=True)


def test_the_guide_explains_every_entry_of_a_return_that_does_not_explain_itself(guide):
    part = guide.split("### Một báo cáo gồm những gì")[1].split("\n## ")[0]
    told = {name for line in part.splitlines() for name in re.findall(r"`(\w+)`", line)}
    plain = {"return_id", "unit", "unit_name", "period", "links"}
    assert set(replies.ReturnOut.model_fields) - plain <= told
    assert {each.value for each in (*replies.What, *Channel)} <= told


def test_the_guides_program_hands_in_once(guide, program, unit, monkeypatch):
    monkeypatch.setenv("API_KEY", program.token)
    room: dict[str, object] = {}
    exec(blocks(guide, "python")[0], room)
    root = f"http://{program.site.host}/api/v1"
    first, second = (room["hand_in"](root, a_document(unit), "lan-1") for _each in range(2))
    assert second == {**first, "repeated": True}
    with pytest.raises(SystemExit, match="chưa đúng"):
        room["hand_in"](root, {"unit": unit.code}, "lan-2")


def checked(told: dict, schema: dict, document: object) -> None:
    """Check a document against a schema of the API's own description."""
    whole = {**schema, "components": told["components"]}
    checker = jsonschema.Draft202012Validator(
        whole, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    checker.validate(document)


class TestTheDescription:
    @pytest.fixture
    def told(self, site) -> dict:
        return Program(site, None).get("/api/v1/openapi.json").json

    def test_every_schema_in_it_is_one(self, told):
        found = [each for each in schemas(told) if isinstance(each, dict)]
        assert len(found) > 100
        for each in found:
            jsonschema.Draft202012Validator.check_schema(each)

    def test_every_answer_is_as_it_says(self, told, program, unit, site):
        sent = a_document(unit)
        made = program.post_json(sent)
        number = made.json["return_id"]
        asked = {
            ("/returns", "post"): [made, program.post_json(sent), program.post_json({})],
            ("/returns", "get"): [program.get("/api/v1/returns?limit=1")],
            ("/returns/{return_id}", "get"): [
                program.get(f"/api/v1/returns/{number}"),
                program.get("/api/v1/returns/0"),
            ],
            ("/progress", "get"): [
                program.get(f"/api/v1/progress?unit={unit.code}&period=2024Q1"),
                Program(site, None).get("/api/v1/progress"),
            ],
            ("/units", "get"): [program.get("/api/v1/units")],
            ("/indicators", "get"): [program.get("/api/v1/indicators")],
        }
        for (path, method), answers in asked.items():
            responses = told["paths"][f"/api/v1{path}"][method]["responses"]
            for each in answers:
                content = responses[str(each.status)]["content"]["application/json"]
                checked(told, content["schema"], each.json)

    def test_what_it_says_of_a_return_is_what_is_taken(self, told, guide, program, unit):
        content = told["paths"]["/api/v1/returns"]["post"]["requestBody"]["content"]
        schema = content["application/json"]["schema"]
        sent = entries(guide, unit)
        checked(told, schema, sent)
        for wrong in ({**sent, "figure": {}}, {**sent, "foundings": [{}]}, {"unit": "D01"}):
            with pytest.raises(jsonschema.ValidationError):
                checked(told, schema, wrong)
            assert program.post_json(wrong).status == 422

    def test_its_page_draws_every_operation_and_every_shape(self, told, site):
        shown = Browser(site).page("/api").text
        for path, methods in told["paths"].items():
            assert f"<code>{path}</code>" in shown
            for each in methods.values():
                assert each["summary"] in shown
                for parameter in each["parameters"]:
                    if parameter["name"] != drawing.LANGUAGE:
                        assert f"<code>{parameter['name']}</code>" in shown
        named = {name for name, each in told["components"]["schemas"].items() if "enum" not in each}
        assert named == set(re.findall(r'class="inside" id="(\w+)"', shown))
        assert set(re.findall(r'href="#(\w+)"', shown)) <= named
        assert "<script" not in shown


def schemas(found: object) -> list[object]:
    """Return everything that stands under a name that holds schemas."""
    match found:
        case dict():
            own = [found["schema"]] if "schema" in found else []
            own += list(found["schemas"].values()) if "schemas" in found else []
            return own + [one for each in found.values() for one in schemas(each)]
        case list():
            return [one for each in found for one in schemas(each)]
        case _other:
            return []


def test_a_key_of_each_scope_meets_what_the_guide_says(guide, site, unit):
    assert "`submit` đọc được mọi thứ khóa `read` đọc được" in guide
    reads, _person = a_program(site, Role.REPORTER, unit, scope=TokenScope.READ)
    assert reads.post_json(a_document(unit)).rule == "token-reads-only"

"""The sentence of a problem: word for word from rule and parameters, in the reader's language."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.domain.checks import RULES, check
from dashboard.errors import Problem
from dashboard.i18n import LANGUAGES, speaking
from dashboard.messages.problems import SENTENCES, sentence
from data_access.vocabulary import Severity
from tests.domain.test_checks import ROW, said
from tests.workbooks.forms import FORM

# As the checks said them before they were made here.
SAID = json.loads(Path(__file__).with_name("sentences.json").read_text("utf-8"))
FORMS = [(rule, variant) for rule, variants in SENTENCES.items() for variant in variants]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("known", SAID, ids=lambda each: f"{each['rule']} {each['variant']}")
def test_a_sentence_is_word_for_word_what_the_check_always_said(known, language):
    with speaking(language):
        assert sentence(known["rule"], known["variant"], known["parameters"]) == known[language]


def test_every_rule_has_its_sentences_and_each_is_among_those_held_against():
    assert set(SENTENCES) == set(RULES)
    assert {(each["rule"], each["variant"]) for each in SAID} == set(FORMS)


def test_a_problem_speaks_the_language_of_whoever_reads_it():
    [problem] = check(said(replace(ROW, members=2)), FORM)
    with speaking("en"):
        english = problem.message
    assert english.startswith("Công ty TNHH Đông Á: a Party organisation wants 3 members or more")
    assert problem.message.startswith("Công ty TNHH Đông Á: tổ chức đảng cần từ 3 đảng viên")


def test_an_indicator_stands_in_a_problem_with_its_code_and_both_its_names():
    [found] = check(said(PARTY_MEMBER_ADMITTED=3, PARTY_OWNER_ADMITTED=4), FORM)
    assert found.parameters["parent"] == {
        "code": "PARTY_MEMBER_ADMITTED",
        "name": "Đảng viên mới kết nạp",
        "name_en": "Party members admitted",
    }


@pytest.mark.parametrize("rule", RULES)
def test_parameters_are_all_that_json_keeps(rule):
    for known in (each for each in SAID if each["rule"] == rule):
        kept = Problem(RULES[rule], rule, variant=known["variant"], parameters=known["parameters"])
        stored = json.loads(json.dumps(known["parameters"]))
        assert replace(kept, parameters=stored).message == known["vi"]


def test_a_problem_without_parameters_keeps_the_sentence_it_has():
    problem = Problem(Severity.WARNING, "main-blank", "Như đã nói.")
    with speaking("en"):
        assert problem.message == "Như đã nói."


@pytest.mark.parametrize(
    ("rule", "variant", "parameters"),
    [
        ("main-blank", "another", {"indicator": 3}),
        ("no-members", "", {"firm": 3}),
        ("no-such-rule", "", {"a": 1}),
    ],
)
def test_what_another_version_stored_is_named_with_its_values(rule, variant, parameters):
    [(name, value)] = parameters.items()
    assert sentence(rule, variant, parameters) == f"{rule} ({name}: {value})"

"""Parameters read back out of sentences that earlier versions stored."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain.parameters import exact, movement, named
from dashboard.i18n import LANGUAGES, _, speaking
from dashboard.messages import placeholders as kinds
from dashboard.messages.derivation import Derivation
from dashboard.messages.problems import SENTENCES, sentence
from data_access.vocabulary import Period
from tests.messages.test_problem_sentences import FORMS, SAID
from tests.workbooks.forms import indicators

INDICATORS = indicators()
DERIVATION = Derivation(INDICATORS)
STOCKS = tuple({each.moves: each for each in INDICATORS if each.moves})
COUNTS = st.integers(0, 100_000_000)
DIFFERENCES = st.integers(-100_000_000, 100_000_000)
NAMES = st.sampled_from([named(each) for each in INDICATORS])
TEXTS = st.text("ABCĐabcđ 0123456789.,-&", min_size=1, max_size=40)
PERIODS = st.builds(Period, st.integers(1990, 2090), st.integers(1, 4)).map(str)


def pieces() -> list[str]:
    """Words that the sentences themselves are made of."""
    written = []
    for language in LANGUAGES:
        with speaking(language):
            written += [_(each.msgid) for rule in SENTENCES.values() for each in rule.values()]
    parts = {part for text in written for part in text.replace("}", "{").split("{")}
    return sorted(parts - {""})  # no parameter is empty


NASTY = st.one_of(
    st.text(min_size=1, max_size=30),
    st.lists(st.sampled_from(pieces()), min_size=1, max_size=4).map("A".join),
    st.sampled_from([each[language] for each in SAID for language in LANGUAGES]),
)


def values(kind: kinds.Placeholder, texts: st.SearchStrategy[str]) -> st.SearchStrategy:
    """What a parameter of this kind can be."""
    match kind:
        case kinds.Digits():
            return st.integers(0, 5000)
        case kinds.Count(sign=sign, blank=blank):
            amounts = DIFFERENCES if sign else COUNTS
            return st.none() | amounts if blank else amounts
        case kinds.Exact(sign=sign):
            return (DIFFERENCES if sign else COUNTS).map(lambda halves: exact(halves / 2))
        case kinds.Share():
            return st.integers(0, 99_999).map(lambda parts: exact(parts / 10_000))
        case kinds.Day():
            return st.dates(date(1990, 1, 1), date(2090, 12, 31)).map(date.isoformat)
        case kinds.Quarter():
            return PERIODS
        case kinds.Name():
            return NAMES
        case kinds.Score():
            return st.none() | DIFFERENCES.map(lambda tenths: exact(tenths / 10))
        case _text:
            return texts


@st.composite
def parameters(draw, rule: str, variant: str, texts: st.SearchStrategy[str]) -> dict:
    if rule == "stock-roll-forward":
        return draw(sums())
    made = {
        name: draw(values(kind, TEXTS if name == "unit" else texts))
        for name, kind in SENTENCES[rule][variant].placeholders.items()
    }
    if "organisations" in made:
        made["organisations"] = max(1, made["organisations"])
    return made


@st.composite
def sums(draw) -> dict:
    """A stock with what moves it, and with what units taken over brought."""
    stock = draw(st.sampled_from(STOCKS))
    count = st.integers(0, 10_000)
    brought = st.one_of(
        st.fixed_dictionaries(
            {"brought": st.sampled_from(["whole", "part"]), "unit": TEXTS, "count": count}
        ),
        st.fixed_dictionaries({"brought": st.just("unknown"), "unit": TEXTS}),
    )
    moving = [each for each in INDICATORS if each.moves == stock]
    least = draw(st.integers(-500, 500))
    return {
        "stock": next(named(each) for each in INDICATORS if each.code == stock),
        "now": draw(count),
        "last": draw(count),
        "movements": [
            *draw(st.lists(brought, max_size=3)),
            *(movement(each, draw(st.none() | count)) for each in moving),
        ],
        "made": {"least": least, "most": draw(st.none() | st.integers(least, 600))},
        "difference": draw(DIFFERENCES),
    }


def derived(rule: str, variant: str, filled: Mapping, language: str):
    with speaking(language):
        written = sentence(rule, variant, filled)
    return DERIVATION.parameters(rule, written)


@pytest.mark.parametrize(("rule", "variant"), FORMS, ids=" ".join)
@given(data=st.data(), language=st.sampled_from(LANGUAGES))
def test_what_a_sentence_was_filled_with_is_read_back(rule, variant, data, language):
    filled = data.draw(parameters(rule, variant, TEXTS))
    assert derived(rule, variant, filled, language) == (variant, filled)


@pytest.mark.parametrize(("rule", "variant"), FORMS, ids=" ".join)
@given(data=st.data(), language=st.sampled_from(LANGUAGES))
def test_whatever_was_typed_is_read_back_or_nothing_is(rule, variant, data, language):
    filled = data.draw(parameters(rule, variant, NASTY))
    assert derived(rule, variant, filled, language) in (None, (variant, filled))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("known", SAID, ids=lambda each: f"{each['rule']} {each['variant']}")
def test_what_the_checks_always_said_is_read_back(known, language):
    found = DERIVATION.parameters(known["rule"], known[language])
    assert found == (known["variant"], known["parameters"])


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("main-blank", "“Số gì đó” đang để trống, nghĩa là chưa có số liệu."),
        ("main-blank", SAID[0]["vi"]),
        ("no-members", "Công ty A: thiếu số thành viên."),
        ("founded-before", "A đã được B đã được C báo cáo ở “Công đoàn cơ sở thành lập mới” trong "
         "quý III/2024. Nếu là cùng một tổ chức thì bỏ dòng này."),
        ("no-such-rule", "Câu gì đó."),
    ],
)  # fmt: skip
def test_another_sentence_or_one_of_two_meanings_says_nothing(rule, text):
    assert DERIVATION.parameters(rule, text) is None


def test_a_number_that_is_not_written_as_we_write_it_is_not_taken_for_ours():
    known = next(each for each in SAID if each["rule"] == "unusual-figure")
    figure = known["parameters"]["figure"]
    other = known["vi"].replace(f"là {figure},", f"là 0{figure},")
    assert other != known["vi"]
    assert DERIVATION.parameters("unusual-figure", other) is None


def test_a_name_that_two_indicators_have_names_neither():
    first, second, *others = INDICATORS
    double = Derivation([first, replace(second, name=first.name), *others])
    with speaking("vi"):
        written = sentence("main-blank", "", {"indicator": named(first)})
    assert DERIVATION.parameters("main-blank", written) == ("", {"indicator": named(first)})
    assert double.parameters("main-blank", written) is None

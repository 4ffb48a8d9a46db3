"""The page that explains a rule, and the way to it from a problem."""

import re

import pytest

from dashboard import guide, i18n, parameters
from dashboard.actions import parameters as actions
from dashboard.domain.checks import RULES
from dashboard.errors import Problem
from dashboard.readings import parameters as readings
from dashboard.views import links
from dashboard.views.problems_table import problems_table
from dashboard.views.rule_page import html, inline, rule_page
from data_access.vocabulary import Severity

SINCE_THIS_FORM = (
    "unusual-figure", "stock-roll-forward", "members-per-organisation",
    "members-without-organisation", "parent-and-children", "cross-check-differs",
    "tax-code-check-digit", "personal-number", "founded-before",
)  # fmt: skip


def thresholds():
    """Return what a province begins with, by the names of the settings."""
    return {f"TIENDO_{name.upper()}": value for name, value in parameters.first_values().items()}


def page(code, in_force=None):
    return rule_page(code, guide.rules(), in_force or thresholds())


def read(markup):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", str(markup)))


@pytest.mark.parametrize("code", RULES)
def test_every_rule_of_a_return_has_its_page(code):
    shown = str(page(code))
    assert guide.rules()[code].cure
    assert code in shown
    assert "**" not in read(shown)
    assert "`" not in read(shown)
    assert "](" not in shown


@pytest.mark.parametrize("code", SINCE_THIS_FORM)
def test_a_rule_that_computes_says_why_how_and_by_an_example(code):
    shown = read(page(code))
    for part in ("Vì sao.", "Cách tính." if code != "personal-number" else "Xử lý."):
        assert part in shown
    assert re.search(r"\d", shown)


def test_no_code_or_a_strange_one_shows_the_list():
    for code in ("", "no-such-rule", "<script>"):
        shown = str(page(code))
        assert "<script>" not in shown
        assert all(links.rule(each) in shown for each in RULES)


@pytest.mark.parametrize("code", ["unusual-figure", ""])
def test_an_english_page_says_that_the_guide_is_in_vietnamese(code):
    said = "The guide is in Vietnamese."
    assert said not in read(page(code))
    i18n.set_language("en")
    try:
        shown = str(page(code))
    finally:
        i18n.set_language("vi")
    assert said in shown
    assert 'lang="vi"' in shown


def test_without_the_guide_nothing_breaks():
    assert "no-such-rule" not in rule_page("no-such-rule", {}, {})


def test_the_guides_markdown_becomes_html_and_text_stays_text():
    assert inline("**a** *b* `c` [d](#e) <f>") == "<b>a</b> <i>b</i> <code>c</code> d &lt;f&gt;"
    assert html(["one", "", "- two", "- three", "four"]) == (
        "<p>one</p><ul class='points'><li>two</li><li>three</li></ul><p>four</p>"
    )


def test_every_threshold_is_shown_where_its_rule_is_explained():
    shown = "".join(page(code) for code in RULES)
    of_a_status = {"TIENDO_ON_TRACK_FROM", "TIENDO_SLOW_FROM"}
    for name in thresholds().keys() - of_a_status:
        assert name in shown


def test_the_thresholds_shown_are_those_in_force(administrator):
    first = page("unusual-figure", readings.shown(administrator))
    assert re.search(r"TIENDO_OUTLIER_SCORE 3,5 ", read(first))
    actions.change(administrator, {"outlier_score": "5"})
    other = page("unusual-figure", readings.shown(administrator))
    assert re.search(r"TIENDO_OUTLIER_SCORE 5 ", read(other))
    assert "TIENDO_PARTY_MEMBERS" not in other


def test_errors_and_warnings_are_listed_apart():
    errors, _, warnings = read(page("")).partition("Xem lại và giải trình")
    for code, severity in RULES.items():
        assert code in (errors if severity is Severity.ERROR else warnings)
        assert code not in (warnings if severity is Severity.ERROR else errors)


def test_a_problem_leads_to_its_explanation():
    said = [Problem(Severity.WARNING, "unusual-figure", "…"),
            Problem(Severity.ERROR, "code-twice", "…"),
            Problem(Severity.ERROR, "no-such-rule", "…")]  # fmt: skip
    shown = str(problems_table(said))
    assert links.rule("unusual-figure") in shown
    assert links.rule("code-twice") in shown
    assert links.rule("no-such-rule") not in shown


def test_the_units_explanation_stands_above_the_warnings_and_its_absence_is_told():
    said = [Problem(Severity.WARNING, "unusual-figure", "khác hẳn các quý trước")]
    shown = read(problems_table(said, explanation="kết nạp tập trung"))
    assert shown.index("kết nạp tập trung") < shown.index("khác hẳn các quý trước")
    assert "Đơn vị không ghi giải trình." in read(problems_table(said, explanation=""))
    assert "giải trình" not in read(problems_table(said))

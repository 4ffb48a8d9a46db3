"""The demonstration's lists: enterprises, organisations founded, what is typed."""

from collections import Counter
from unicodedata import normalize

from stdnum.vn import mst

from dashboard.demo import enterprises, foundings
from dashboard.demo.plan import plan
from dashboard.demo.timeline import Submission
from dashboard.demo.units import COUNTED
from tests.domain.demonstration import QUARTERS, STORY_DAY, returns


def test_the_list_has_as_many_rows_as_the_figures_say() -> None:
    for period in QUARTERS:
        for content in returns(period):
            listed = Counter(row.indicator for row in content.foundings)
            said = {code: content.figures.get(code, 0) for code in foundings.STEPS}
            assert listed == +Counter(said)


def test_no_enterprise_founds_the_same_kind_of_organisation_twice() -> None:
    seen = Counter(
        (row.indicator, row.tax_code)
        for period in QUARTERS
        for content in returns(period)
        for row in content.foundings
    )
    assert set(seen.values()) == {1}


def test_enterprises_are_told_apart_by_name_even_without_their_legal_form() -> None:
    hosts = [enterprises.enterprise(unit.code, n) for unit in COUNTED for n in range(120)]
    assert len({host.tax_code for host in hosts}) == len(hosts)
    bare = [host.name for host in hosts]
    for form, _ in sorted(enterprises.FORMS, key=lambda form: -len(form[0])):
        bare = [name.removeprefix(form + " ") for name in bare]
    assert len(set(bare)) == len(hosts)


def test_tax_codes_have_a_valid_check_digit() -> None:
    for unit in COUNTED:
        for number in range(60):
            assert mst.is_valid(enterprises.tax_code(unit.code, number))


def test_organisations_are_founded_in_the_quarter_and_before_the_return_is_handed_in() -> None:
    for step in plan(STORY_DAY).steps:
        if isinstance(step, Submission):
            period = step.content.period
            for row in step.content.foundings:
                assert period.first_day <= row.founded_on <= period.last_day
                assert row.founded_on < step.moment.date()
                assert row.founded_on.weekday() < 5


def test_some_foundings_are_below_what_is_wanted_but_only_a_few() -> None:
    rows = [row for period in QUARTERS for each in returns(period) for row in each.foundings]
    few = [
        row
        for row in rows
        if (row.indicator == "UNION_FOUNDED" and (row.members or 0) < 20)
        or (row.indicator == "PARTY_ORG_FOUNDED" and (row.members or 0) < 3)
    ]
    assert 0 < len(few) < 0.1 * len(rows)


def test_a_union_has_no_more_members_than_the_enterprise_has_workers() -> None:
    for period in QUARTERS:
        for content in returns(period):
            workers = {row.enterprise: row.workers for row in content.reviews}
            for row in content.foundings:
                if row.indicator == "UNION_FOUNDED":
                    host = normalize("NFC", row.enterprise)
                    assert (row.members or 0) <= (workers[host] or 0)


def test_some_names_are_typed_in_decomposed_letters() -> None:
    names = [
        row.enterprise for period in QUARTERS for each in returns(period) for row in each.foundings
    ]
    decomposed = [name for name in names if normalize("NFC", name) != name]
    assert 0 < len(decomposed) < 0.15 * len(names)

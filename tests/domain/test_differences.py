"""How two revisions differ: figures, rows matched by what they are about, and nothing left out."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain.differences import FieldChange, FigureChange, Kind, difference
from dashboard.domain.returns import DifficultyRow, FoundingRow, ReturnContent, ReviewRow
from data_access.vocabulary import Period

Q3 = Period(2026, 3)
SAO_MAI = FoundingRow(
    "UNION_FOUNDED", "Công ty TNHH Sao Mai", date(2026, 8, 5), tax_code="0101234567", members=24
)
BINH_MINH = FoundingRow("UNION_FOUNDED", "Công ty CP Bình Minh", date(2026, 8, 9), members=31)
CELL = FoundingRow("PARTY_ORG_FOUNDED", "Công ty TNHH Sao Mai", date(2026, 9, 1), members=3)

WORDS = st.sampled_from(["Cty Sao Mai", "CÔNG TY SAO MAI", "Cty Bình Minh", "HTX Gió", "Chi bộ"])
MAYBE = st.none() | WORDS
COUNTS = st.none() | st.integers(0, 3)
DAYS = st.dates(date(2026, 7, 1), date(2026, 7, 3))
TAX = st.sampled_from([None, "0101234567", "0109876543"])
FOUNDINGS = st.builds(
    FoundingRow, st.sampled_from(["UNION_FOUNDED", "PARTY_ORG_FOUNDED"]), WORDS, DAYS,
    name=MAYBE, tax_code=TAX, enterprise_type=MAYBE, decision_number=MAYBE, members=COUNTS,
)  # fmt: skip
REVIEWS = st.builds(
    ReviewRow, WORDS, tax_code=TAX, workers=COUNTS, has_union=st.sampled_from([None, True, False])
)
DIFFICULTIES = st.builds(DifficultyRow, MAYBE, MAYBE)


def lists(rows):
    return st.lists(rows, max_size=7).map(tuple)


CONTENTS = st.builds(
    ReturnContent, st.just("D01"), st.just(Q3),
    st.dictionaries(st.sampled_from(["A", "B", "C", "D"]), st.integers(0, 3)),
    lists(FOUNDINGS), lists(REVIEWS), lists(DIFFICULTIES),
)  # fmt: skip


def listing(*foundings: FoundingRow, **figures: int) -> ReturnContent:
    return ReturnContent("D01", Q3, figures, foundings)


def applied(old, found):
    """Return the new content that ``found`` was the difference to."""
    figures = dict(old.figures)
    for change in found.figures:
        figures.pop(change.indicator, None)
        if change.new is not None:
            figures[change.indicator] = change.new
    return replace(
        old,
        figures=figures,
        foundings=applied_to_rows(old.foundings, found.foundings),
        reviews=applied_to_rows(old.reviews, found.reviews),
        difficulties=applied_to_rows(old.difficulties, found.difficulties),
    )


def applied_to_rows(old, changes):
    gone = {change.old_at for change in changes}
    kept = iter([row for at, row in enumerate(old) if at not in gone])
    placed = {change.new_at: change.new for change in changes if change.new_at is not None}
    many = len(old) - len(gone - {None}) + len(placed)
    return tuple(placed.get(at) or next(kept) for at in range(many))


@given(CONTENTS, CONTENTS)
def test_the_old_content_and_the_difference_make_the_new_one(old, new):
    assert applied(old, difference(old, new)) == new


@given(CONTENTS)
def test_nothing_differs_from_itself(content):
    found = difference(content, content)
    assert found.says_the_same
    assert (found.foundings, found.reviews, found.difficulties) == ((), (), ())


@given(CONTENTS, CONTENTS)
def test_each_row_is_spoken_of_once(old, new):
    for rows, other, changes in (
        (old.foundings, new.foundings, difference(old, new).foundings),
        (old.reviews, new.reviews, difference(old, new).reviews),
        (old.difficulties, new.difficulties, difference(old, new).difficulties),
    ):
        gone = [each.old_at for each in changes if each.old_at is not None]
        come = [each.new_at for each in changes if each.new_at is not None]
        assert len(gone) == len(set(gone))
        assert len(come) == len(set(come))
        assert all(each.old == rows[each.old_at] for each in changes if each.old)
        assert all(each.new == other[each.new_at] for each in changes if each.new)


@given(CONTENTS, CONTENTS)
def test_a_changed_row_names_just_the_fields_that_differ(old, new):
    for each in difference(old, new).foundings:
        if each.kind is Kind.CHANGED:
            assert each.fields
            for field in each.fields:
                assert getattr(each.old, field.field) == field.old != field.new
                assert getattr(each.new, field.field) == field.new


@given(CONTENTS, st.randoms(use_true_random=False))
def test_rows_in_another_order_say_the_same(content, chance):
    shuffled = list(content.foundings)
    chance.shuffle(shuffled)
    new = ReturnContent("D01", Q3, content.figures, tuple(shuffled), content.reviews,
                        content.difficulties)  # fmt: skip
    found = difference(content, new)
    assert found.says_the_same
    assert {each.kind for each in found.foundings} <= {Kind.MOVED}


def test_a_figure_that_was_left_out_is_not_one_of_zero():
    old, new = listing(A=1, B=0, C=2), listing(A=1, C=3, D=0)
    assert set(difference(old, new).figures) == {
        FigureChange("B", 0, None),
        FigureChange("C", 2, 3),
        FigureChange("D", None, 0),
    }


def test_a_row_inserted_above_leaves_the_others_as_they_are():
    found = difference(listing(SAO_MAI, BINH_MINH), listing(CELL, SAO_MAI, BINH_MINH))
    assert [(each.kind, each.new) for each in found.foundings] == [(Kind.ADDED, CELL)]


def test_a_tax_code_that_was_added_is_a_change_of_the_same_row():
    known = FoundingRow("UNION_FOUNDED", "CTY CP BÌNH MINH", date(2026, 8, 9), None, "0109876543",
                        members=31)  # fmt: skip
    found = difference(listing(SAO_MAI, BINH_MINH), listing(SAO_MAI, known))
    assert [each.kind for each in found.foundings] == [Kind.CHANGED]
    assert set(found.foundings[0].fields) == {
        FieldChange("tax_code", None, "0109876543"),
        FieldChange("enterprise", "Công ty CP Bình Minh", "CTY CP BÌNH MINH"),
    }


def test_two_kinds_of_organisation_in_one_enterprise_are_two_rows():
    found = difference(listing(SAO_MAI, CELL), listing(SAO_MAI))
    assert [(each.kind, each.old) for each in found.foundings] == [(Kind.REMOVED, CELL)]


def test_a_corrected_name_in_its_place_is_a_change_and_another_enterprise_is_not():
    renamed = FoundingRow("UNION_FOUNDED", "Công ty CP Bình Nguyên", date(2026, 8, 9), members=31)
    found = difference(listing(SAO_MAI, BINH_MINH), listing(SAO_MAI, renamed))
    assert [each.kind for each in found.foundings] == [Kind.CHANGED]
    other = FoundingRow("UNION_FOUNDED", "HTX Gió Lành", date(2026, 9, 30), members=12)
    found = difference(listing(SAO_MAI, BINH_MINH), listing(SAO_MAI, other))
    assert [each.kind for each in found.foundings] == [Kind.REMOVED, Kind.ADDED]


def test_where_a_row_stood_in_its_file_is_no_difference():
    here = FoundingRow("UNION_FOUNDED", "HTX Gió", date(2026, 9, 30), cell="D9")
    there = FoundingRow("UNION_FOUNDED", "HTX Gió", date(2026, 9, 30), cell="D12")
    assert difference(listing(here), listing(there)).says_the_same


def test_a_difficulty_said_in_other_words_is_a_change():
    old = ReturnContent("D01", Q3, {}, difficulties=(DifficultyRow("Thiếu vốn", "Hỗ trợ"),))
    new = ReturnContent("D01", Q3, {}, difficulties=(DifficultyRow("Thiếu cán bộ", "Tập huấn"),))
    assert [each.kind for each in difference(old, new).difficulties] == [Kind.CHANGED]

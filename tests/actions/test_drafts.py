"""Drafts: saved, taken from a file, put away, and gone with the submission they became."""

import json
from threading import Barrier, Thread

import pytest
from sqlalchemy import text

from dashboard.actions import decisions, drafts, periods, returns
from dashboard.errors import NotAllowed, Refused, WorkbookRefused, WrongState
from dashboard.readings import drafts as readings
from dashboard.readings import returns as stored
from dashboard.workbooks.typed_sheets import Spot
from data_access import engine
from data_access.vocabulary import Period, Role
from tests.actions.workbooks import Q3, a_workbook
from tests.factories import a_person, a_return

MAIN = (
    "PARTY_ORG_FOUNDED", "UNION_FOUNDED", "YOUTH_ORG_FOUNDED", "PARTY_MEMBER_ADMITTED",
    "UNION_MEMBER_ADMITTED", "YOUTH_MEMBER_ADMITTED",
)  # fmt: skip
FIGURES = dict.fromkeys(MAIN, "0")
CONTENT = {"figures": {**FIGURES, "UNION_MEMBER_ADMITTED": "1.608"}}
OTHER = {"figures": {**FIGURES, "UNION_MEMBER_ADMITTED": "1 609"}}


def events() -> list[str]:
    with engine.reading(engine.SERVICE) as session:
        return list(session.scalars(text("select action from audit_event order by id")))


def save(world, content=CONTENT, expected=0, person=None, based_on=0):
    return drafts.save(person or world.clerk, "D01", Q3, content, expected, based_on=based_on)


def opened(world):
    return readings.opening(world.clerk, "D01", Q3)


def handed_in(world, **said):
    """Hand in what stands in the form, as its page does."""
    found = opened(world)
    data = readings.workbook(world.clerk, "D01", Q3)
    return returns.submit(
        world.clerk, data, "a.xlsx", typed=True, draft=found.draft.version, **said
    )


def test_what_is_typed_is_there_again_on_another_device(world):
    first = save(world)
    assert (first.version, first.writer) == (1, world.clerk.name)
    assert save(world, OTHER, 1).version == 2
    found = opened(world)
    assert found.begins.figures["UNION_MEMBER_ADMITTED"] == "1 609"
    assert found.live.entered == 6
    assert found.live.year_to_date["UNION_MEMBER_ADMITTED"] == 1609
    assert events() == ["draft.begin"]


def test_saving_what_is_there_already_changes_nothing(world):
    save(world)
    assert save(world, CONTENT, 0).version == 1
    assert save(world, CONTENT, 7).version == 1


def test_nobody_saves_over_anothers_words_unseen(world):
    other = a_person(Role.REPORTER, world.district)
    save(world)
    save(world, OTHER, 1, other)
    with pytest.raises(WrongState, match="draft-newer") as caught:
        save(world, {"figures": {"UNION_FOUNDED": "3"}}, 1)
    assert caught.value.values["by"] == other.name
    assert caught.value.values["version"] == 2
    assert save(world, {"figures": {"UNION_FOUNDED": "3"}}, 2).version == 3


def test_a_page_left_open_does_not_reach_the_next_draft(world):
    stale = save(world).version
    drafts.discard(world.clerk, "D01", Q3, stale)
    save(world, OTHER, person=a_person(Role.REPORTER, world.district))
    with pytest.raises(WrongState, match="draft-newer"):
        save(world, CONTENT, stale)
    with pytest.raises(WrongState, match="draft-newer"):
        drafts.discard(world.clerk, "D01", Q3, stale)
    data = a_workbook(world.clerk, figures=FIGURES)
    with pytest.raises(WrongState, match="draft-newer"):
        returns.submit(world.clerk, data, "a.xlsx", draft=stale, explanation="Đã rà soát.")
    assert opened(world).begins.figures == OTHER["figures"]


def test_two_who_begin_at_once_have_one_draft(world):
    gate, found = Barrier(2), []

    def begin(content):
        gate.wait()
        try:
            found.append(save(world, content).version)
        except WrongState as refusal:
            found.append(refusal.rule)

    threads = [Thread(target=begin, args=(each,)) for each in (CONTENT, OTHER)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, found)) == ["1", "draft-newer"]
    assert events() == ["draft.begin"]


def test_a_draft_put_away_meanwhile_is_not_brought_back_unasked(world):
    save(world)
    assert drafts.discard(world.clerk, "D01", Q3, 1)
    with pytest.raises(WrongState, match="draft-gone"):
        save(world, OTHER, 1)
    assert not drafts.discard(world.clerk, "D01", Q3, 1)
    assert events() == ["draft.begin", "draft.discard"]


def test_a_draft_is_not_put_away_over_newer_words(world):
    save(world)
    save(world, OTHER, 1)
    with pytest.raises(WrongState, match="draft-newer"):
        drafts.discard(world.clerk, "D01", Q3, 1)


def test_only_the_units_clerks_see_and_write_a_draft(world):
    stranger = a_person(Role.REPORTER, world.sibling)
    for person in (stranger, world.officer):
        with pytest.raises(NotAllowed):
            save(world, CONTENT, 0, person)
        with pytest.raises(NotAllowed):
            readings.opening(person, "D01", Q3)
    assert [each.unit.code for each in readings.begun(world.clerk)] == []
    save(world)
    assert [each.unit.code for each in readings.begun(world.clerk)] == ["D01"]
    assert readings.begun(stranger) == ()


def test_no_draft_is_begun_where_nothing_may_be_handed_in(world):
    with pytest.raises(WrongState, match="quarter-not-begun"):
        drafts.save(world.clerk, "D01", Period(2026, 4), CONTENT, 0)
    with pytest.raises(WrongState, match="unit-does-not-report"):
        drafts.save(world.administrator, "P", Q3, CONTENT, 0)
    periods.close(world.administrator, Period(2026, 1))
    with pytest.raises(WrongState, match="period-closed"):
        drafts.save(world.clerk, "D01", Period(2026, 1), CONTENT, 0)


def test_a_draft_goes_with_the_return_that_came_from_it(world):
    save(world)
    receipt = handed_in(world)
    assert (receipt.revision, receipt.repeated) == (1, False)
    assert opened(world).draft is None
    content = stored.detail(world.officer, receipt.return_id).content
    assert content.figures["UNION_MEMBER_ADMITTED"] == 1608
    assert events() == ["draft.begin", "return.submit"]


def test_a_draft_that_moved_on_is_not_handed_in(world):
    save(world)
    data = readings.workbook(world.clerk, "D01", Q3)
    save(world, OTHER, 1)
    with pytest.raises(WrongState, match="draft-newer"):
        returns.submit(world.clerk, data, "a.xlsx", typed=True, draft=1)
    assert opened(world).draft.version == 2
    assert opened(world).newest is None


def test_pressing_twice_hands_in_once(world):
    save(world)
    data = readings.workbook(world.clerk, "D01", Q3)
    first, second = (
        returns.submit(world.clerk, data, "a.xlsx", typed=True, draft=1) for _time in range(2)
    )
    assert (first.repeated, second.repeated) == (False, True)
    assert second.revision == 1


def test_warnings_want_a_word_and_corrections_of_what_counts_a_reason(world):
    save(world, {"figures": {"UNION_MEMBER_ADMITTED": "5"}})
    with pytest.raises(Refused, match="explanation-missing"):
        handed_in(world, explanation="  ")
    number = handed_in(world, explanation="Các chỉ tiêu khác chưa có số").return_id
    decisions.accept(world.officer, number)
    save(world, based_on=1)
    with pytest.raises(Refused, match="correction-reason-missing"):
        handed_in(world)
    assert handed_in(world, reason="Đối chiếu lại").revision == 2


def test_a_correction_before_it_is_accepted_may_go_without_a_reason(world):
    save(world)
    handed_in(world)
    save(world, OTHER, based_on=1)
    assert handed_in(world).revision == 2


def test_a_file_with_errors_is_a_draft_as_it_stands_and_is_kept(world):
    data = a_workbook(world.clerk, figures={**FIGURES, "UNION_MEMBER_ADMITTED": "1,608"})
    taken = drafts.take_from_file(world.clerk, "D01", Q3, data, "sai.xlsx")
    assert (taken.version, taken.file_name) == (1, "sai.xlsx")
    in_hand = readings.file_in_hand(world.clerk, "D01", Q3)
    assert (in_hand.name, in_hand.data) == ("sai.xlsx", data)
    found = opened(world)
    rules = {each.problem.rule: each.spot for each in found.live.problems}
    assert rules["ambiguous-number"] == Spot("figures", "UNION_MEMBER_ADMITTED", "figure")
    assert events() == ["draft.take"]


def test_once_something_is_typed_the_draft_is_the_file_no_longer(world):
    data = a_workbook(world.clerk, figures=FIGURES)
    taken = drafts.take_from_file(world.clerk, "D01", Q3, data, "a.xlsx")
    assert save(world, taken.content, 1).file_name == "a.xlsx"
    assert save(world, CONTENT, 1).file_name is None
    assert readings.file_in_hand(world.clerk, "D01", Q3) is None


def test_a_file_replaces_what_was_typed_only_where_that_is_said(world):
    data = a_workbook(world.clerk, figures=FIGURES)
    save(world)
    with pytest.raises(WrongState, match="draft-newer"):
        drafts.take_from_file(world.clerk, "D01", Q3, data, "a.xlsx")
    assert drafts.take_from_file(world.clerk, "D01", Q3, data, "a.xlsx", replacing=1).version == 2
    other = a_workbook(world.clerk, figures={"UNION_FOUNDED": 0})
    assert drafts.take_from_file(world.clerk, "D01", Q3, other, "b.xlsx").file_name == "b.xlsx"


def test_a_workbook_made_from_the_draft_comes_back_unasked(world):
    save(world)
    data = readings.workbook(world.clerk, "D01", Q3)
    assert drafts.take_from_file(world.clerk, "D01", Q3, data, "a.xlsx").file_name == "a.xlsx"


def test_a_file_of_another_unit_or_quarter_is_no_draft_of_this_one(world):
    other = a_person(Role.REPORTER, world.sibling)
    for data in (
        a_workbook(other, "D02"), a_workbook(world.clerk, period=Period(2026, 2)), b"no workbook",
    ):  # fmt: skip
        with pytest.raises(WorkbookRefused):
            drafts.take_from_file(world.clerk, "D01", Q3, data, "a.xlsx")
    assert opened(world).draft is None


def test_of_too_many_files_in_a_day_only_the_cells_are_kept(world, monkeypatch):
    monkeypatch.setattr(drafts.handed_in, "MOST_KEPT_A_DAY", 30_000)
    for number in (1, 2):
        data = a_workbook(world.clerk, figures={**FIGURES, "UNION_FOUNDED": number})
        taken = drafts.take_from_file(world.clerk, "D01", Q3, data, "a.xlsx")
    assert taken.file_id is None
    assert taken.content["figures"]["UNION_FOUNDED"] == "2"


def test_a_correction_begins_with_what_was_handed_in(world):
    founding = {"indicator": "chi bộ", "enterprise": "Sao Mai", "founded_on": "12/08/2026"}
    save(world, {"figures": {**FIGURES, "PARTY_ORG_FOUNDED": "1"}, "foundings": [founding]})
    number = handed_in(world, explanation="Chưa có quyết định").return_id
    decisions.send_back(world.officer, number, "Thiếu số quyết định")
    found = opened(world)
    assert found.draft is None
    assert found.begins.foundings == (founding,)
    assert found.newest.remark == "Thiếu số quyết định"


def test_a_correction_of_what_has_no_readable_file_begins_with_its_figures(world):
    a_return(world.district, "2026Q3", {"UNION_FOUNDED": 2}, world.clerk)
    assert opened(world).begins.figures == {"UNION_FOUNDED": "2"}


def test_the_officers_remarks_stand_at_the_cells_wherever_their_rows_are_now(world):
    rows = [
        {"indicator": "chi bộ", "enterprise": name, "founded_on": "12/08/2026"}
        for name in ("Sao Mai", "Bình Minh")
    ]
    save(world, {"figures": {**FIGURES, "PARTY_ORG_FOUNDED": "2"}, "foundings": rows})
    number = handed_in(world, explanation="Chưa có quyết định").return_id
    marks = [
        {"sheet": "Biểu 1 – Số liệu", "cell": "G12", "message": "Đếm lại"},
        {"sheet": "Biểu 2 – DS tổ chức thành lập", "cell": "D10", "message": "Ghi đủ tên"},
    ]
    with engine.writing(engine.SERVICE) as session:
        session.execute(
            text(
                "insert into return_decision (revision_id, kind, reason, remarks, decided_by, "
                "decided_at) select id, 'send_back', 'sai', cast(:marks as jsonb), :by, now() "
                "from return_revision where return_id = :number"
            ),
            {"marks": json.dumps(marks), "by": world.officer.account_id,
             "number": number},
        )  # fmt: skip
    assert [each.spot for each in opened(world).remarks] == [
        Spot("figures", "PARTY_ORG_FOUNDED", "figure"), Spot("foundings", 1, "enterprise"),
    ]  # fmt: skip
    moved = {"figures": FIGURES, "foundings": [{}, rows[1], rows[0]]}
    version = save(world, moved, based_on=1).version
    assert opened(world).remarks[1].spot == Spot("foundings", 1, "enterprise")
    version = save(world, {"figures": FIGURES, "foundings": [rows[1]]}, version).version
    assert opened(world).remarks[1].spot == Spot("foundings", 0, "enterprise")
    save(world, {"figures": FIGURES}, version)
    assert opened(world).remarks[1].spot == Spot("foundings")


def by_another(world, **figures):
    """Let a colleague hand in a file; return them."""
    other = a_person(Role.REPORTER, world.district)
    data = a_workbook(other, figures={**FIGURES, **figures})
    returns.submit(other, data, "a.xlsx", explanation="Đã rà soát.")
    return other


def test_a_draft_that_another_way_of_handing_in_overtook_says_so(world):
    save(world)
    assert not opened(world).overtaken
    other = by_another(world, UNION_FOUNDED=0)
    found = opened(world)
    assert found.overtaken
    assert (found.newer.revision.number, found.newer.revision.submitter) == (1, other.name)
    assert found.newer.says.figures["UNION_MEMBER_ADMITTED"] == "0"
    assert found.begins.figures == CONTENT["figures"]
    assert found.based_on == 0


def test_no_draft_is_begun_from_an_old_revision_unseen(world):
    by_another(world, UNION_MEMBER_ADMITTED=5)
    page = opened(world)
    other = by_another(world, UNION_MEMBER_ADMITTED=9)
    stale = {"figures": {**page.begins.figures, "PARTY_MEMBER_ADMITTED": "1"}}
    with pytest.raises(WrongState, match="draft-overtaken") as caught:
        save(world, stale, based_on=page.based_on)
    assert (caught.value.values["number"], caught.value.values["by"]) == (2, other.name)
    assert opened(world).draft is None
    assert save(world, stale, based_on=2).based_on == 2  # knowing it
    assert not opened(world).overtaken


def test_what_was_kept_offline_before_anything_was_handed_in_does_not_replace_it_unseen(world):
    by_another(world, UNION_MEMBER_ADMITTED=9)
    for version in (0, 7):  # begun there, or on a draft that was handed in meanwhile
        with pytest.raises(WrongState, match="draft-overtaken"):
            save(world, CONTENT, version)


def test_an_overtaken_draft_is_written_on_and_handed_in_only_knowingly(world):
    version = save(world).version
    by_another(world, UNION_MEMBER_ADMITTED=9)
    written = save(world, OTHER, version)
    assert written.based_on == 0
    with pytest.raises(WrongState, match="draft-overtaken"):
        handed_in(world)
    assert opened(world).draft.version == written.version
    knowing = save(world, OTHER, written.version, based_on=1)
    assert knowing.version > written.version
    assert not opened(world).overtaken
    assert handed_in(world).revision == 2


def test_words_begun_on_an_older_revision_stay_so_over_a_newer_draft(world):
    by_another(world, UNION_MEMBER_ADMITTED=9)
    newer = save(world, based_on=1)
    kept = save(world, OTHER, newer.version, based_on=0)
    assert kept.based_on == 0
    assert opened(world).overtaken


def test_nobody_knows_of_revisions_to_come(world):
    assert save(world, based_on=40_000).based_on == 0
    by_another(world)
    assert opened(world).overtaken


def test_handing_in_what_another_handed_in_already_is_nothing_new(world):
    save(world, {"figures": {**FIGURES, "UNION_MEMBER_ADMITTED": "9"}})
    by_another(world, UNION_MEMBER_ADMITTED=9)
    assert handed_in(world).repeated
    assert opened(world).draft is None


def test_a_file_that_was_overtaken_is_handed_in_once_it_is_taken_anew(world):
    data = a_workbook(world.clerk, figures={**FIGURES, "UNION_MEMBER_ADMITTED": 5})
    version = drafts.take_from_file(world.clerk, "D01", Q3, data, "a.xlsx").version
    by_another(world, UNION_MEMBER_ADMITTED=9)
    assert readings.file_in_hand(world.clerk, "D01", Q3).newer.number == 1
    with pytest.raises(WrongState, match="draft-overtaken"):
        returns.submit(world.clerk, data, "a.xlsx", draft=version, explanation="Đã rà soát.")
    taken = drafts.take_from_file(world.clerk, "D01", Q3, data, "a.xlsx", replacing=version)
    assert taken.based_on == 1
    assert readings.file_in_hand(world.clerk, "D01", Q3).newer is None
    said = {"draft": taken.version, "explanation": "Đã rà soát."}
    assert returns.submit(world.clerk, data, "a.xlsx", **said).revision == 2


def test_knowing_of_a_revision_leaves_the_file_what_it_is(world):
    data = a_workbook(world.clerk, figures=FIGURES)
    taken = drafts.take_from_file(world.clerk, "D01", Q3, data, "a.xlsx")
    by_another(world, UNION_MEMBER_ADMITTED=9)
    knowing = save(world, taken.content, taken.version, based_on=1)
    assert (knowing.based_on, knowing.file_name) == (1, "a.xlsx")


def test_a_persons_number_anywhere_in_a_file_is_in_no_draft(world):
    said = [{"difficulty": "Chủ hộ 079 085 012 345 chưa có mặt bằng", "proposal": "Hỗ trợ"}]
    data = a_workbook(world.clerk, figures=FIGURES, difficulties=said)
    taken = drafts.take_from_file(world.clerk, "D01", Q3, data, "a.xlsx")
    assert taken.content["difficulties"][0]["difficulty"].startswith("Chủ hộ 079 000 000 000")


def test_a_file_of_which_nothing_may_be_kept_is_no_draft(world, monkeypatch):
    monkeypatch.setattr(drafts.withheld, "kept", lambda _data: None)
    data = a_workbook(world.clerk, figures=FIGURES)
    with pytest.raises(Refused, match="number-in-formula"):
        drafts.take_from_file(world.clerk, "D01", Q3, data, "a.xlsx")
    assert opened(world).draft is None


def test_problems_name_rows_of_the_page_instead_of_cells_of_a_file(world):
    row = {"indicator": "chi bộ", "enterprise": "Sao Mai", "founded_on": "12/08/2026"}
    save(world, {"figures": {**FIGURES, "PARTY_ORG_FOUNDED": "2"}, "foundings": [row, row]})
    twice = next(
        each for each in opened(world).live.problems if each.problem.rule == "founded-twice"
    )
    assert twice.spot == Spot("foundings", 1, "enterprise")
    assert "D9" not in twice.problem.message
    assert "1" in twice.problem.message

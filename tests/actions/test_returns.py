"""Handing a return in, accepting it, sending it back: what is stored, and what is refused."""

from collections import Counter
from datetime import date

import pytest
from sqlalchemy import select, text

from dashboard.actions import decisions, handed_in, periods, returns, submission
from dashboard.actions.submission import Submission
from dashboard.domain.access import Person
from dashboard.errors import NotAllowed, Problem, Refused, WorkbookRefused, WrongState
from dashboard.readings import originals, sources, worklists
from dashboard.readings import returns as readings
from data_access import calendar, engine
from data_access.errors import NotFound
from data_access.models import Upload
from data_access.vocabulary import Period, ReturnStatus, Role, UploadOutcome
from tests.actions.record import at_once, events, rows
from tests.actions.workbooks import Q3, a_workbook
from tests.factories import a_person, a_unit

FOUNDING = {
    "indicator": "PARTY_ORG_FOUNDED",
    "name": "Chi bộ Công ty TNHH Sao Mai",
    "enterprise": "Công ty TNHH Sao Mai",
    "tax_code": "0101234565",
    "founded_on": "12/08/2026",
    "members": 4,
}


def submitted(person: Person, data: bytes, file_name: str, **wanted: object) -> Submission:
    """Hand a return in with words on its warnings and on what it corrects."""
    words = {"explanation": "đã rà", "reason": "gõ nhầm"}
    return returns.submit(person, data, file_name, **{**words, **wanted})


def test_a_return_handed_in_is_there_whole(world):
    data = a_workbook(
        world.clerk,
        figures={"PARTY_ORG_FOUNDED": 1, "PARTY_MEMBER_ADMITTED": 5, "UNION_FOUNDED": 0},
        foundings=[FOUNDING],
        reviews=[{"enterprise": "Cty CP Bình Minh", "workers": 30, "has_union": False}],
        difficulties=[{"difficulty": "Thiếu nguồn", "proposal": "Hỗ trợ"}],
    )
    receipt = returns.submit(world.clerk, data, "bc.xlsx", explanation="  đã rà  ", reason=" ")
    assert (receipt.revision, receipt.status, receipt.repeated) == (1, "submitted", False)
    found = readings.detail(world.officer, receipt.return_id)
    assert found.content.figures == {
        "PARTY_ORG_FOUNDED": 1, "PARTY_MEMBER_ADMITTED": 5, "UNION_FOUNDED": 0,
    }  # fmt: skip
    assert found.content.foundings[0].founded_on == date(2026, 8, 12)
    assert found.content.foundings[0].tax_code == "0101234565"
    assert found.content.reviews[0].has_union is False
    assert found.content.difficulties[0].proposal == "Hỗ trợ"
    assert (found.revision.explanation, found.revision.reason) == ("đã rà", None)
    assert found.file_name == "bc.xlsx"
    assert readings.file_of(world.officer, receipt.return_id, 1) == ("bc.xlsx", data)
    assert events() == ["return.submit"]


def test_the_template_is_named_for_its_unit_and_quarter(world):
    assert returns.template(world.clerk, "D01", Q3)[0] == "BC_D01_2026Q3.xlsx"
    assert returns.file_name("Đơn vị/số 1", Q3) == "BC_DON-VI-SO-1_2026Q3.xlsx"


def test_the_same_file_twice_is_one_submission(world):
    data = a_workbook(world.clerk)
    first = submitted(world.clerk, data, "a.xlsx")
    second = submitted(world.clerk, data, "b.xlsx")
    assert (second.return_id, second.revision, second.repeated) == (first.return_id, 1, True)
    assert rows("return_revision") == 1
    assert rows("upload") == 2
    assert events() == ["return.submit", "return.repeat"]


def meanwhile(monkeypatch, what):
    """Let ``what`` happen after the next file was read, before it is stored."""
    stored = submission.stored

    def after(session, person, new):
        what()
        return stored(session, person, new)

    monkeypatch.setattr(submission, "stored", after)


def test_what_is_accepted_while_its_correction_is_read_is_not_corrected_without_a_reason(
    world, monkeypatch
):
    first = submitted(world.clerk, a_workbook(world.clerk), "a.xlsx").return_id
    other = a_workbook(world.clerk, figures={"PARTY_MEMBER_ADMITTED": 9})
    meanwhile(monkeypatch, lambda: decisions.accept(world.officer, first, 1))
    with pytest.raises(Refused, match="correction-reason-missing"):
        submitted(world.clerk, other, "b.xlsx", reason=None)
    assert rows("return_revision") == 1


def test_of_two_files_read_at_once_the_second_does_not_replace_the_first_unseen(world, monkeypatch):
    colleague = a_person(Role.REPORTER, world.district)
    first, second = (
        a_workbook(world.clerk, figures={"PARTY_MEMBER_ADMITTED": number}) for number in (5, 9)
    )
    sent = []

    def by_the_colleague():
        if not sent:
            sent.append(colleague)
            submitted(colleague, first, "a.xlsx")

    meanwhile(monkeypatch, by_the_colleague)
    with pytest.raises(WrongState, match="newer-came-since") as caught:
        submitted(world.clerk, second, "b.xlsx")
    assert caught.value.values["number"] == 1
    assert rows("return_revision") == 1


def test_a_return_that_was_sent_back_comes_again_as_it_is_with_a_word_beside_it(world):
    data = a_workbook(world.clerk)
    number = submitted(world.clerk, data, "a.xlsx").return_id
    decisions.send_back(world.officer, number, "Đề nghị giải trình các điểm cần xem lại.")
    assert not returns.check(world.clerk, data, "a.xlsx").repeated
    silent = returns.submit(world.clerk, data, "a.xlsx")
    assert (silent.revision, silent.status, silent.repeated) == (1, "sent_back", True)
    told = returns.submit(world.clerk, data, "a.xlsx", explanation="Số liệu đúng, đã đối chiếu.")
    assert (told.revision, told.status, told.repeated) == (2, "submitted", False)
    again = returns.submit(world.clerk, data, "a.xlsx", explanation="Số liệu đúng, đã đối chiếu.")
    assert (again.revision, again.repeated) == (2, True)


def test_the_same_file_from_two_hands_at_once_is_one_submission(world):
    data = a_workbook(world.clerk)
    found = at_once(*[lambda: submitted(world.clerk, data, "a.xlsx")] * 4)
    assert [receipt.revision for receipt in found] == [1] * 4
    assert Counter(receipt.repeated for receipt in found) == {True: 3, False: 1}
    assert rows("return_revision") == 1


def test_of_two_clerks_at_once_neither_replaces_the_other_unseen(world):
    other = a_person(Role.REPORTER, world.district)
    files = {
        person.username: (person, a_workbook(person, figures={"UNION_MEMBER_ADMITTED": number}))
        for number, person in enumerate((world.clerk, other), start=1)
    }

    def handing_in(username):
        person, data = files[username]
        return lambda: submitted(person, data, f"{username}.xlsx")

    found = dict(zip(files, at_once(*map(handing_in, files)), strict=True))
    told = [name for name, outcome in found.items() if isinstance(outcome, WrongState)]
    assert {found[name].rule for name in told} <= {"newer-came-since"}
    for name in told:  # once more, as the sentence says
        found[name] = handing_in(name)()
    assert sorted(receipt.revision for receipt in found.values()) == [1, 2]
    with engine.reading(engine.SERVICE) as session:
        kept = session.scalars(text("select amount from return_value order by amount")).all()
    assert kept == [1, 2]


def test_of_two_reviewers_at_once_one_wins_and_the_other_is_told(world):
    number = submitted(world.clerk, a_workbook(world.clerk), "a.xlsx").return_id
    found = at_once(
        lambda: decisions.accept(world.officer, number, 1),
        lambda: decisions.send_back(world.administrator, number, "Thiếu biểu 3", 1),
    )
    refusals = [each for each in found if isinstance(each, WrongState)]
    assert [refusal.rule for refusal in refusals] == ["not-submitted"]
    assert rows("return_decision") == 1


def test_a_reviewer_who_looked_at_an_older_revision_is_told(world):
    number = submitted(world.clerk, a_workbook(world.clerk), "a.xlsx").return_id
    newer = a_workbook(world.clerk, figures={"UNION_FOUNDED": 0})
    submitted(world.clerk, newer, "b.xlsx")
    with pytest.raises(WrongState, match="newer-revision"):
        decisions.accept(world.officer, number, revision=1)
    assert decisions.accept(world.officer, number, revision=2).status is ReturnStatus.ACCEPTED


def test_a_return_is_decided_once(world):
    number = submitted(world.clerk, a_workbook(world.clerk), "a.xlsx").return_id
    decisions.accept(world.officer, number)
    with pytest.raises(WrongState, match="not-submitted"):
        decisions.send_back(world.officer, number, "muộn")


def test_a_return_is_sent_back_with_a_reason_that_its_clerk_reads(world):
    number = submitted(world.clerk, a_workbook(world.clerk), "a.xlsx").return_id
    with pytest.raises(Refused, match="reason-missing"):
        decisions.send_back(world.officer, number, "  ")
    decisions.send_back(world.officer, number, "Thiếu biểu 3")
    owed = next(each for each in worklists.due(world.clerk) if each.period == Q3)
    assert (owed.status, owed.remark, owed.overdue) == ("sent_back", "Thiếu biểu 3", -5)


def test_nobody_but_an_administrator_accepts_what_they_handed_in(world):
    both = a_person(Role.REVIEWER, world.district)
    clerk_too = a_person(Role.REPORTER, world.district)
    both = type(both)(
        clerk_too.account_id, clerk_too.username, clerk_too.name,
        both.grants + clerk_too.grants, both.channel,
    )  # fmt: skip
    number = submitted(both, a_workbook(both), "a.xlsx").return_id
    with pytest.raises(Refused, match="own-submission"):
        decisions.accept(both, number)
    admin_file = a_workbook(world.administrator, figures={"UNION_FOUNDED": 0})
    submitted(world.administrator, admin_file, "b.xlsx")
    assert decisions.accept(world.administrator, number).revision == 2


def test_a_file_with_errors_changes_nothing_but_is_kept(world):
    data = a_workbook(world.clerk, figures={"PARTY_MEMBER_ADMITTED": -3})
    with pytest.raises(WorkbookRefused) as caught:
        submitted(world.clerk, data, "sai.xlsx")
    assert {problem.cell is not None for problem in caught.value.problems} == {True}
    for table in ("quarterly_return", "return_revision", "return_value"):
        assert rows(table) == 0
    with engine.reading(engine.SERVICE) as session:
        kept = session.execute(
            select(Upload.id, Upload.file_name, Upload.outcome, Upload.problems)
        ).one()
    assert (kept.file_name, kept.outcome) == ("sai.xlsx", UploadOutcome.REFUSED)
    stored = [Problem.from_stored(each).message for each in kept.problems]
    assert stored == [each.message for each in caught.value.problems]
    assert originals.of_upload(world.clerk, kept.id).content == data
    assert events() == ["return.refuse"]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 cut", b"%PDF-1.7", b"\x00" * 100])
def test_what_is_no_workbook_is_refused_and_kept(world, data):
    with pytest.raises(WorkbookRefused):
        submitted(world.clerk, data, "x.xlsx")
    assert rows("upload") == 1


def test_of_many_refused_files_of_one_day_only_the_fingerprints_are_kept(world, monkeypatch):
    monkeypatch.setattr(handed_in, "MOST_KEPT_A_DAY", 10)
    for data in (b"123456", b"7890", b"x"):
        with pytest.raises(WorkbookRefused):
            submitted(world.clerk, data, "x.xlsx")
    assert rows("upload") == 2
    assert events() == ["return.refuse"] * 3


def test_a_file_name_is_kept_without_what_cannot_be_seen_or_stored(world):
    name = "a\x00b\udcff\u202ecáo.xlsx"
    with pytest.raises(WorkbookRefused):
        submitted(world.clerk, b"PK", name)
    submitted(world.clerk, a_workbook(world.clerk), "dài" * 200 + name)
    with engine.reading(engine.SERVICE) as session:
        kept = list(session.scalars(text("select file_name from upload order by id")))
        told = session.scalar(text("select max(detail->>'file_name') from audit_event"))
    assert kept[0] == told == "abcáo.xlsx"
    assert len(kept[1]) == 255
    assert kept[1].endswith("abcáo.xlsx")


def test_looking_at_a_file_hands_nothing_in(world):
    data = a_workbook(world.clerk)
    checked = returns.check(world.clerk, data, "a.xlsx", unit_code="D01", period=Q3)
    assert not checked.refused
    assert checked.content.figures == {"PARTY_MEMBER_ADMITTED": 5}
    assert checked.predecessor is None
    assert rows("upload") == rows("quarterly_return") == 0
    submitted(world.clerk, data, "a.xlsx")
    again = returns.check(world.clerk, data, "a.xlsx")
    assert again.repeated
    assert again.predecessor.number == 1


def test_a_file_of_another_unit_or_quarter_than_meant_is_refused(world):
    data = a_workbook(world.clerk)
    with pytest.raises(WorkbookRefused):
        submitted(world.clerk, data, "a.xlsx", unit_code="D02")
    with pytest.raises(WorkbookRefused):
        submitted(world.clerk, data, "a.xlsx", period=Period(2026, 2))
    assert rows("return_revision") == 0
    submitted(world.clerk, data, "a.xlsx")
    with pytest.raises(WorkbookRefused):
        submitted(world.clerk, data, "a.xlsx", period=Period(2026, 2))


def test_a_file_of_somebody_elses_unit_is_refused_and_kept(world):
    data = a_workbook(world.officer, unit="D02")
    with pytest.raises(NotAllowed):
        submitted(world.clerk, data, "a.xlsx")
    assert rows("upload") == 1
    assert rows("quarterly_return") == 0


def test_who_submits_nowhere_leaves_nothing_behind(world):
    viewer = a_person(Role.VIEWER, world.province)
    with pytest.raises(NotAllowed):
        submitted(viewer, b"x" * 1000, "a.xlsx")
    assert rows("upload") == rows("stored_file") == 0


def test_warnings_want_to_be_confirmed(world):
    lonely = {**FOUNDING, "members": 1}
    data = a_workbook(world.clerk, figures={"PARTY_ORG_FOUNDED": 1}, foundings=[lonely])
    with pytest.raises(Refused, match="warnings-unconfirmed") as caught:
        returns.submit(world.clerk, data, "a.xlsx", warnings_confirmed=False)
    assert caught.value.values["problems"]
    assert rows("upload") == 0
    receipt = returns.submit(world.clerk, data, "a.xlsx", explanation="đúng")
    assert [each.rule for each in receipt.problems] == [
        each.rule for each in readings.detail(world.officer, receipt.return_id).warnings
    ]


def test_the_same_enterprise_founding_twice_in_the_province_is_a_warning(world):
    figures = {"PARTY_ORG_FOUNDED": 1}
    first = a_workbook(world.clerk, figures=figures, foundings=[FOUNDING])
    decisions.accept(world.officer, submitted(world.clerk, first, "a.xlsx").return_id)
    second = a_workbook(
        world.administrator, unit="D02", figures=figures,
        foundings=[{**FOUNDING, "enterprise": "CTY TNHH SAO MAI"}],
    )  # fmt: skip
    before = {each.rule for each in returns.check(world.administrator, first, "a").problems}
    now = {each.rule for each in returns.check(world.administrator, second, "a").problems}
    assert len(now - before) == 1


def test_a_quarter_that_has_not_begun_is_not_taken(world):
    data = a_workbook(world.clerk, period=Period(2026, 4))
    with pytest.raises(WrongState, match="quarter-not-begun"):
        submitted(world.clerk, data, "a.xlsx")


def test_a_closed_quarter_takes_nothing_new(world):
    data = a_workbook(world.clerk)
    periods.close(world.administrator, Q3)
    with pytest.raises(WrongState, match="period-closed"):
        submitted(world.clerk, data, "a.xlsx")
    assert rows("upload") == 1
    periods.reopen(world.administrator, Q3)
    assert submitted(world.clerk, data, "a.xlsx").revision == 1


def test_a_unit_that_does_not_report_or_no_longer_exists_has_no_template(world):
    gone = a_unit("D03", world.province, valid_to=date(2026, 6, 30))
    with pytest.raises(WrongState, match="unit-does-not-report"):
        returns.template(world.officer, "P", Q3)
    with pytest.raises(WrongState, match="unit-not-in-period"):
        returns.template(world.officer, gone.code, Q3)
    assert returns.template(world.officer, gone.code, Period(2026, 2))


def test_a_return_nobody_handed_in_cannot_be_decided(world):
    with pytest.raises(NotFound):
        decisions.accept(world.officer, 99)


def test_the_year_to_date_stands_beside_the_figures(world):
    for quarter, amount in ((1, 3), (2, 4)):
        period = Period(2026, quarter)
        figures = {"PARTY_MEMBER_ADMITTED": amount, "UNION_TOTAL": 10 + quarter}
        data = a_workbook(world.clerk, period=period, figures=figures)
        number = submitted(world.clerk, data, "a.xlsx").return_id
        decisions.accept(world.officer, number)
    form = readings.form_for(world.clerk, "D01", Q3)
    assert form.year_to_date == {"PARTY_MEMBER_ADMITTED": 7, "UNION_TOTAL": 12}
    assert form.last_quarter["PARTY_MEMBER_ADMITTED"] == 4
    data = a_workbook(world.clerk, figures={"PARTY_MEMBER_ADMITTED": 5, "UNION_TOTAL": 20})
    found = readings.detail(world.clerk, submitted(world.clerk, data, "a.xlsx").return_id)
    assert found.year_to_date("PARTY_MEMBER_ADMITTED") == 12
    assert found.year_to_date("UNION_TOTAL") == 20
    assert found.year_to_date("YOUTH_TOTAL") is None


def test_the_queue_says_how_late_a_return_came(world):
    submitted(world.clerk, a_workbook(world.clerk, period=Period(2026, 2)), "a.xlsx")
    submitted(world.clerk, a_workbook(world.clerk), "b.xlsx")
    found = worklists.queue(world.officer)
    assert [(str(each.period), each.days_late, each.own) for each in found] == [
        ("2026Q2", 118, False),
        ("2026Q3", 0, False),
    ]


def test_a_figure_leads_to_the_returns_it_is_the_sum_of(world):
    number = submitted(world.clerk, a_workbook(world.clerk), "a.xlsx").return_id
    decisions.accept(world.officer, number)
    trail = sources.figure_trail(world.officer, "P", "PARTY_MEMBER_ADMITTED", 2026)
    assert trail.total == 5
    part = trail.parts[0]
    assert (part.unit.code, part.record.return_id, part.record.decider) == (
        "D01", number, world.officer.name,
    )  # fmt: skip
    assert sources.figure_trail(world.officer, "D02", "UNION_FOUNDED", 2026).total is None


def test_what_an_accepted_return_says_is_found_above_it(world):
    data = a_workbook(
        world.clerk, figures={"PARTY_ORG_FOUNDED": 1}, foundings=[FOUNDING],
        difficulties=[{"difficulty": "Thiếu nguồn"}],
    )  # fmt: skip
    number = submitted(world.clerk, data, "a.xlsx").return_id
    assert sources.foundings(world.officer, "P", Period(2026, 1), Q3) == ()
    decisions.accept(world.officer, number)
    listed = sources.foundings(world.officer, "P", Period(2026, 1), Q3)
    assert [each.founding.enterprise for each in listed] == ["Công ty TNHH Sao Mai"]
    said = sources.difficulties(world.officer, "P", Q3)
    assert [(each.unit.code, each.difficulty) for each in said] == [("D01", "Thiếu nguồn")]
    latest = sources.latest_accepted(world.officer, "P")
    assert [each.revision.return_id for each in latest] == [number]


def test_a_period_due_another_day_is_late_from_then_on(world):
    periods.set_due(world.administrator, Q3, date(2026, 9, 10))
    with engine.reading(engine.SERVICE) as session:
        province = world.province.id
        assert calendar.period(session, province, Q3).due_on == date(2026, 9, 10)
        assert calendar.latest_due(session, province, date(2026, 9, 20)) == Q3
    owed = next(each for each in worklists.due(world.clerk) if each.period == Q3)
    assert owed.days_late == 10

"""Files to take away: given to whoever may see the return, to nobody else."""

import re
import zipfile
from io import BytesIO
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook

from dashboard.actions import accounts, bulk, decisions
from dashboard.actions import returns as actions
from dashboard.workbooks.fill import fill
from data_access import engine, returns, units
from data_access.vocabulary import Channel, Period, Role
from tests.factories import a_return
from tests.web.conftest import PASSWORD
from tests.web.running import Browser, Site


@pytest.fixture(autouse=True)
def _beside_the_server(site: Site) -> None:
    """Act in the server's database without it too."""


@pytest.fixture(scope="module")
def revision(running: Site) -> int:
    """An accepted return of the unit MA; the id of its revision."""
    engine.use(running.url)
    with engine.reading(engine.SERVICE) as session:
        unit = units.by_code(session, "MA")
    filed = a_return(
        unit, "2024Q1", {"PARTY_ORG_FOUNDED": 1}, accounts.acting_as("goc", Channel.WEB)
    )
    with engine.reading(engine.SERVICE) as session:
        return returns.newest(session, filed).id


@pytest.fixture(scope="module")
def clerks(running: Site) -> dict[str, Browser]:
    """A signed-in clerk of each unit."""
    engine.use(running.url)
    administrator = accounts.acting_as("goc", Channel.COMMAND_LINE)
    signed_in = {unit: Browser(running, "192.0.2.90") for unit in ("MA", "DS")}
    for unit, browser in signed_in.items():
        accounts.add_account(
            administrator,
            username=f"canbo-tai-{unit.lower()}",
            name="Cán bộ",
            password=PASSWORD,
            grants=[(unit, Role.REPORTER)],
        )
        assert browser.sign_in(f"canbo-tai-{unit.lower()}", PASSWORD).status == 303
    return signed_in


def test_the_original_file_is_given_byte_for_byte(clerks, revision, signed_in):
    answer = signed_in.get(f"/download/file/{revision}")
    assert answer.status == 200
    assert answer.body.startswith("tệp".encode())
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert clerks["MA"].get(f"/download/file/{revision}").status == 200


def test_another_units_clerk_gets_neither_file_nor_template(clerks, revision):
    other = clerks["DS"]
    refused = other.get(f"/download/file/{revision}")
    unknown = other.get("/download/file/999999")
    assert (refused.status, unknown.status) == (404, 404)
    assert "999999" in unknown.text
    said = [re.sub(r'nonce="[^"]+"', "", each.text) for each in (refused, unknown)]
    assert said[0] == said[1].replace("999999", str(revision))
    assert other.get("/download/template?unit=MA&period=2026Q1").status == 403


def test_the_template_of_ones_own_unit_is_a_workbook(clerks):
    answer = clerks["DS"].get("/download/template?unit=DS&period=2026Q1")
    assert answer.status == 200
    assert "2026Q1" in answer.headers["Content-Disposition"]
    assert len(load_workbook(BytesIO(answer.body)).sheetnames) >= 4


def acting(username):
    return accounts.acting_as(username, Channel.WEB)


def a_wrong_workbook(unit, period):
    _name, template = actions.template(acting("goc"), unit, period)
    return fill(template, {"figures": {"UNION_MEMBER_ADMITTED": "1,608"}})


def test_a_refused_file_is_handed_back_marked_to_who_handed_it_in(clerks):
    clerk = acting("canbo-tai-ma")
    data = a_wrong_workbook("MA", Period(2024, 2))
    upload = actions.check(clerk, data, "báo cáo.xlsx").upload_id
    answer = clerks["MA"].get(f"/download/marked/upload/{upload}")
    assert answer.status == 200
    assert unquote(answer.headers["Content-Disposition"]).endswith("CAN-SUA_báo cáo.xlsx")
    book = load_workbook(BytesIO(answer.body))
    assert book.sheetnames[0] == "Cần sửa"
    assert any("1608" in str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row)
    assert clerks["DS"].get(f"/download/marked/upload/{upload}").status == 404
    assert clerks["DS"].get(f"/download/upload/{upload}").status == 404


def test_a_file_that_cannot_be_opened_is_not_handed_back_but_said_so(clerks):
    upload = actions.check(acting("canbo-tai-ma"), b"PK\x03\x04 broken", "a.xlsx").upload_id
    answer = clerks["MA"].get(f"/download/marked/upload/{upload}")
    assert answer.status == 422
    assert "không mở được" in answer.text
    assert "Nộp báo cáo" in answer.text


def test_a_return_sent_back_is_handed_back_with_the_reviewers_words(clerks):
    clerk, period = acting("canbo-tai-ma"), Period(2024, 3)
    _name, template = actions.template(clerk, "MA", period)
    data = fill(template, {"figures": {"UNION_MEMBER_ADMITTED": 5}})
    sent = actions.submit(clerk, data, "a.xlsx", explanation="Chưa có số liệu.")
    with engine.reading(engine.SERVICE) as session:
        revision = returns.newest(session, sent.return_id).id
    remarks = [("Biểu 1 – Số liệu", "G19", "Phải khớp với Liên đoàn.")]
    decisions.send_back(acting("goc"), sent.return_id, "Đối chiếu lại.", remarks=remarks)

    answer = clerks["MA"].get(f"/download/marked/revision/{revision}")
    assert answer.status == 200
    book = load_workbook(BytesIO(answer.body))
    assert "Phải khớp với Liên đoàn." in book["Biểu 1 – Số liệu"]["G19"].comment.text
    listed = [cell.value for row in book["Cần sửa"].iter_rows() for cell in row if cell.value]
    assert {"Đối chiếu lại.", "Phải khớp với Liên đoàn."} <= set(listed)
    assert clerks["DS"].get(f"/download/marked/revision/{revision}").status == 404


def test_where_nothing_is_to_be_mended_nothing_is_marked(signed_in, revision):
    answer = signed_in.get(f"/download/marked/revision/{revision}")
    assert answer.status == 422
    assert "không có gì phải sửa" in answer.text


@pytest.fixture(scope="module")
def officers(running: Site) -> dict[str, Browser]:
    """Two signed-in officers of the province."""
    engine.use(running.url)
    signed_in = {}
    for name in ("mot", "hai"):
        accounts.add_account(
            accounts.acting_as("goc", Channel.COMMAND_LINE),
            username=f"chuyenvien-{name}",
            name="Chuyên viên",
            password=PASSWORD,
            grants=[("MH", Role.REVIEWER)],
        )
        signed_in[name] = Browser(running, "192.0.2.91")
        assert signed_in[name].sign_in(f"chuyenvien-{name}", PASSWORD).status == 303
    return signed_in


def test_the_refused_files_of_a_bundle_are_handed_back_as_one_archive(officers, clerks):
    officer, period = acting("chuyenvien-mot"), Period(2024, 4)
    wrong = a_wrong_workbook("MA", period)
    files = [("sai.xlsx", wrong), ("sai.xlsx", wrong + b" "), ("hỏng.xlsx", b"PK\x03\x04 x")]
    batch = bulk.receive(officer, files)
    while bulk.read_next(officer, batch):
        pass

    answer = officers["mot"].get(f"/download/bundle/{batch}/marked.zip")
    assert answer.status == 200
    with zipfile.ZipFile(BytesIO(answer.body)) as archive:
        names = archive.namelist()
        assert archive.testzip() is None
        assert names[1:] == [
            "Huyện MA/THU-TRA-LOI.txt",
            "Huyện MA/CAN-SUA_sai.xlsx",
            "Huyện MA/CAN-SUA_sai (2).xlsx",
            "chưa rõ đơn vị/THU-TRA-LOI.txt",
        ]
        letter = archive.read(names[1]).decode("utf-8-sig")
        assert "ô G19" in letter
        marked = load_workbook(BytesIO(archive.read(names[2])))
        assert marked.sheetnames[0] == "Cần sửa"
        assert names[0].endswith(".xlsx")

    listed = officers["mot"].get(f"/download/bundle/{batch}/list.xlsx")
    rows = list(load_workbook(BytesIO(listed.body)).worksheets[0].iter_rows(4, values_only=True))
    assert [row[1] for row in rows] == ["sai.xlsx", "sai.xlsx", "hỏng.xlsx"]
    assert {row[5] for row in rows} == {"Chưa nhận, có lỗi"}
    for other in (officers["hai"], clerks["MA"]):
        for name in ("marked.zip", "list.xlsx"):
            assert other.get(f"/download/bundle/{batch}/{name}").status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/download/file/999999",
        "/download/upload/999999",
        "/download/marked/upload/999999",
        "/download/marked/revision/999999",
        f"/download/marked/revision/{'9' * 30}",
        f"/download/file/{'9' * 30}",
        f"/download/upload/{'9' * 30}",
        "/download/template?unit=M%00A&period=2026Q1",
        "/download/template?unit=KHONG&period=2026Q1",
        "/download/template?unit=MA&period=abc",
        "/download/template",
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(signed_in, path):
    answer = signed_in.get(path)
    assert answer.status == 404
    assert "Không có" in answer.text

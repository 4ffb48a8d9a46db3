"""A backup holds what there was at one moment, whole, or is not there at all."""

import json
import stat
from zipfile import ZipFile

import pytest
from sqlalchemy import text

from dashboard.errors import Refused
from dashboard.explain import explain
from dashboard.maintenance import archive
from dashboard.maintenance.backing_up import back_up
from data_access import checksums, engine, programs
from data_access.errors import ProgramFailed, ProgramMissing
from tests.maintenance.conftest import silent

REFUSING = """#!/bin/sh
[ "$1" = --version ] && { echo "$0 (PostgreSQL) VERSION"; exit 0; }
{ echo "$@"; echo "$PGPASSWORD $PGUSER $PGDATABASE"; } > "$0.asked"
echo "pg_dump: error: khong duoc" >&2
exit 1
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The folder of PostgreSQL's programs that the settings name, with none of them in it."""
    made = tmp_path / "bin"
    made.mkdir()
    monkeypatch.setenv("TIENDO_POSTGRES_BIN", str(made))
    return made


def a_program(folder, name, version):
    path = folder / name
    path.write_text(REFUSING.replace("VERSION", version))
    path.chmod(0o755)


def test_every_table_is_counted_and_checksummed(province, tmp_path):
    manifest = back_up(tmp_path / "x.zip", silent)
    with engine.reading(engine.SERVICE) as session:
        every = session.scalars(
            text("select 'public.' || tablename from pg_tables where schemaname = 'public'")
        )
        assert set(manifest.tables) == set(every)
        values = session.scalar(text("select count(*) from return_value"))
    assert manifest.tables["public.return_value"].rows == values == 8
    assert manifest.rows > values


def test_the_answers_of_every_province_are_in_it(kept):
    assert kept.manifest.figures.period == "2026Q3"
    assert set(kept.manifest.figures.provinces) == {"P"}


def test_only_the_owner_may_read_the_file_and_nothing_is_left_beside_it(province, tmp_path):
    path = tmp_path / "x.zip"
    back_up(path, silent)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_what_it_holds_can_be_read_without_the_program(kept):
    with ZipFile(kept.path) as file:
        described = json.loads(file.read("manifest.json"))
        assert file.read("tiendo.dump").startswith(b"PGDMP")
    assert described["revision"] == kept.manifest.revision


def test_a_file_that_is_there_is_overwritten_only_when_that_is_asked_for(kept, province):
    path = kept.path
    content = path.read_bytes()
    with pytest.raises(Refused, match="backup-exists"):
        back_up(path, silent)
    assert path.read_bytes() == content
    again = back_up(path, silent, overwrite=True)
    assert again.taken_at > kept.manifest.taken_at
    with archive.opened(path) as backup:
        assert backup.manifest == again


def test_the_order_in_which_rows_lie_does_not_change_a_checksum(province):
    with engine.reading(engine.SERVICE) as session:
        before = checksums.sums(session)
    with engine.writing(engine.SERVICE) as session:
        session.execute(text("update account set display_name = display_name"))  # moves its row
        session.execute(text("cluster account using pk_account"))
    with engine.reading(engine.SERVICE) as session:
        assert checksums.sums(session) == before


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("account", "update account set language = 'en'"),
        ("unit_name", "update unit_name set name_en = '' where name = 'Huyện A'"),
        ("return_value", "update return_value set amount = 42 where amount = 41"),
        ("stored_file", "update stored_file set content = content || 'x'::bytea"),
    ],
)
def test_any_other_content_is_another_checksum(province, table, change):
    with engine.reading(engine.SERVICE) as session:
        before = checksums.sums(session)
    with engine.writing(engine.SERVICE) as session:
        session.execute(text(f"alter table {table} disable trigger user"))
        session.execute(text(change))
    with engine.reading(engine.SERVICE) as session:
        after = checksums.sums(session)
    assert {name for name in after if after[name] != before[name]} == {f"public.{table}"}


def test_a_database_without_tables_has_nothing_to_back_up(blank, tmp_path):
    with pytest.raises(Refused, match="backup-of-nothing"):
        back_up(tmp_path / "x.zip", silent)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_is_a_sentence(province, tmp_path):
    with pytest.raises(Refused, match="backup-not-written") as caught:
        back_up(tmp_path / "khong-co" / "x.zip", silent)
    assert "khong-co" in explain(caught.value)


def test_without_pg_dump_it_says_what_to_install(province, tmp_path, folder):
    with pytest.raises(ProgramMissing) as caught:
        back_up(tmp_path / "x.zip", silent)
    assert caught.value.found is None
    assert "TIENDO_POSTGRES_BIN" in explain(caught.value)


def test_a_pg_dump_older_than_the_server_is_named_with_both_versions(province, tmp_path, folder):
    a_program(folder, "pg_dump", "9.6.24")
    with pytest.raises(ProgramMissing) as caught:
        back_up(tmp_path / "x.zip", silent)
    assert caught.value.found == 9
    assert "phiên bản 9, cần " in explain(caught.value)


def test_a_dump_that_fails_leaves_no_file_and_says_why(province, tmp_path, folder):
    a_program(folder, "pg_dump", "99.1")
    with pytest.raises(ProgramFailed) as caught:
        back_up(tmp_path / "x.zip", silent)
    assert "khong duoc" in explain(caught.value)
    assert [each.name for each in tmp_path.iterdir()] == ["bin"]


def test_the_password_is_on_no_command_line(folder):
    a_program(folder, "pg_dump", "99.1")
    program = programs.find("pg_dump", 18, folder)
    with pytest.raises(ProgramFailed):
        programs.dump("postgresql://ai:bi%20mat@may-chu/so", "1-1", None, program)
    arguments, surroundings = (folder / "pg_dump.asked").read_text().splitlines()
    assert "bi" not in arguments
    assert surroundings == "bi mat ai so"

"""Before a schema is changed, what the database holds is backed up, or it is said why not."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from dashboard.cli import connection, main
from dashboard.errors import Refused
from dashboard.maintenance import First, archive, upgrading
from data_access import engine, schema
from tests.maintenance.conftest import silent


@pytest.fixture
def data_dir(tmp_path, monkeypatch):
    monkeypatch.setenv("TIENDO_DATA_DIR", str(tmp_path / "du-lieu"))
    return tmp_path / "du-lieu"


@pytest.fixture
def tiendo(data_dir, monkeypatch):
    """Run a command on the database in use and return its exit code and its document."""

    def run(*words):
        monkeypatch.setenv("TIENDO_DATABASE_URL", engine.url())
        result = CliRunner().invoke(main, [*words, "--json"], prog_name="tiendo")
        assert "Traceback" not in result.stderr
        return result.exit_code, json.loads(result.stdout)

    return run


def revision_of(path):
    with archive.opened(Path(path)) as backup:
        return backup.manifest.revision


def test_a_database_with_a_province_is_backed_up_before_it_is_migrated(tiendo, older, data_dir):
    code, document = tiendo("migrate")
    assert (code, document["changed"], document["no_backup"]) == (0, True, None)
    made = Path(document["backup"])
    assert made.parent == data_dir / "backups"
    assert made.name.endswith("-0005.zip")
    assert revision_of(made) == "0005"
    assert schema.is_current()


def test_the_backup_goes_where_it_is_wanted(tiendo, older, tmp_path, data_dir):
    code, document = tiendo("migrate", "--backup", str(tmp_path / "truoc.zip"))
    assert (code, document["backup"]) == (0, str(tmp_path / "truoc.zip"))
    assert revision_of(tmp_path / "truoc.zip") == "0005"
    assert not data_dir.exists()


def test_it_is_said_why_none_is_made(tiendo, older, blank):
    assert tiendo("migrate", "--no-backup")[1] == {
        "status": "done", "changed": True, "backup": None, "no_backup": "not-wanted",
        "ignored": [],
    }  # fmt: skip
    assert tiendo("migrate")[1] == {
        "status": "done", "changed": False, "backup": None, "no_backup": "schema-current",
        "ignored": [],
    }  # fmt: skip


def test_an_empty_database_has_nothing_to_lose(tiendo, blank, data_dir):
    code, document = tiendo("migrate")
    assert (code, document["changed"]) == (0, True)
    assert (document["backup"], document["no_backup"]) == (None, "nothing-to-lose")
    assert not data_dir.exists()


@pytest.mark.parametrize(
    "obstacle", ["no pg_dump", "a folder that is a file", "a file of the name"]
)
def test_where_no_backup_can_be_made_nothing_is_migrated(
    tiendo, older, tmp_path, data_dir, monkeypatch, obstacle
):
    wanted = []
    if obstacle == "no pg_dump":
        monkeypatch.setenv("TIENDO_POSTGRES_BIN", str(tmp_path))
    elif obstacle == "a folder that is a file":
        data_dir.write_text("")
    else:
        (tmp_path / "truoc.zip").write_text("")
        wanted = ["--backup", str(tmp_path / "truoc.zip")]
    code, document = tiendo("migrate", *wanted)
    assert code == 1
    assert [each["rule"] for each in document["problems"]] == ["upgrade-without-backup"]
    assert "--no-backup" in document["problems"][0]["message"]
    assert schema.current() == "0005"


def test_the_embedded_database_is_backed_up_before_a_command_migrates_it(
    older, data_dir, monkeypatch
):
    monkeypatch.setattr(connection, "choose", lambda: False)
    connection.connect()
    (made,) = (data_dir / "backups").iterdir()
    assert revision_of(made) == "0005"
    assert schema.is_current()


def test_the_schema_of_a_newer_program_is_left_alone(tiendo, migrated, monkeypatch):
    monkeypatch.setattr(schema, "newest", lambda: "0001")
    monkeypatch.setattr(schema, "is_known", lambda revision: revision == "0001")
    code, document = tiendo("migrate")
    assert (code, document["problems"][0]["rule"]) == (1, "schema-newer")


def test_a_role_that_may_not_make_tables_is_told_what_it_lacks(poor, server):
    with engine.engine().connect() as connected, server.connect() as administrator:
        name = connected.engine.url.database
        administrator.exec_driver_sql(
            f"alter database {name} owner to {server.url.username or 'postgres'}"
        )
    with pytest.raises(Refused, match="schema-without-right"):
        upgrading.upgrade(First(), silent)


def test_two_that_migrate_at_once_make_one_backup(older, data_dir):
    place = {**os.environ, "TIENDO_DATABASE_URL": older}
    command = [sys.executable, "-c", "from dashboard.cli import main; main()", "migrate", "--json"]
    running = [
        subprocess.Popen(
            command, env=place, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
        )
        for _ in range(2)
    ]  # fmt: skip
    documents = [json.loads(each.communicate(timeout=120)[0]) for each in running]
    assert sorted(each["changed"] for each in documents) == [False, True]
    assert len(list((data_dir / "backups").iterdir())) == 1


def test_backup_and_restore_say_what_they_did(tiendo, older, tmp_path, request):
    assert tiendo("migrate")[0] == 0
    file = str(tmp_path / "x.zip")
    code, kept = tiendo("backup", "-o", file)
    assert code == 0
    assert set(kept) == {
        "status", "file", "bytes", "taken_at", "revision", "sha256", "tables", "rows", "figures",
    }  # fmt: skip
    assert kept["bytes"] == Path(file).stat().st_size
    assert kept["figures"]["provinces"] == 1
    assert tiendo("backup", "-o", file)[1]["problems"][0]["rule"] == "backup-exists"
    assert tiendo("backup", "-o", file, "--force")[0] == 0
    assert tiendo("restore", file)[1]["problems"][0]["rule"] == "restore-not-empty"
    code, restored = tiendo("restore", file, "--replace", "--backup", str(tmp_path / "y.zip"))
    assert code == 0
    assert set(restored) == {
        "status", "file", "taken_at", "revision", "sha256", "tables", "rows", "migrated_to",
        "figures", "replaced", "backup", "no_backup",
    }  # fmt: skip
    assert (restored["figures"], restored["replaced"]) == ("same", True)
    assert restored["backup"] == str(tmp_path / "y.zip")
    assert restored["rows"] == kept["rows"]

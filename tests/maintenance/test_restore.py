"""A backup restored is what was backed up, or nothing is changed."""

import json
import shutil
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from dashboard.actions import accounts
from dashboard.errors import Refused
from dashboard.explain import explain
from dashboard.maintenance import First, archive, backing_up, restoring
from dashboard.maintenance.backing_up import back_up
from dashboard.readings import progress
from data_access import audit, checksums, databases, engine, programs, schema, units
from data_access.errors import ProgramFailed
from data_access.vocabulary import Channel, Period
from tests.factories import a_unit
from tests.maintenance.conftest import FOUNDED, STOCK, silent

Q3 = Period(2026, 3)
NO_BACKUP = First(wanted=False)


def restore(path, **how):
    return restoring.restore(path, how.pop("first", NO_BACKUP), silent, **how)


def codes():
    with engine.reading(engine.SERVICE) as session:
        return sorted(each.code for each in units.everything(session))


def answered():
    return progress.unit_progress(accounts.acting_as("quantri", Channel.COMMAND_LINE), "P", Q3)


@pytest.mark.parametrize("place", ["blank", "migrated"])
def test_a_restored_copy_is_the_same_and_answers_the_same(kept, place, request):
    request.getfixturevalue(place)
    restored = restore(kept.path)
    assert answered() == kept.answer
    assert (kept.answer.of(FOUNDED).actual, kept.answer.of(STOCK).actual) == (16, 84)
    assert restored.manifest == kept.manifest
    assert (restored.migrated_to, restored.backup) == (None, None)
    assert restored.figures_compared
    assert schema.is_current()


def test_a_restored_copy_goes_on_as_the_one_backed_up_would(kept, blank):
    restore(kept.path)
    a_unit("C")
    assert codes() == ["A", "B", "C", "P"]
    with (
        pytest.raises(IntegrityError, match="append-only"),
        engine.writing(engine.SERVICE) as session,
    ):
        session.execute(text("delete from return_value"))


def test_it_is_recorded_what_was_restored(kept, blank):
    restore(kept.path)
    with engine.reading(engine.SERVICE) as session:
        assert audit.newest_of(session, ("database.restore",))


def test_what_is_remembered_of_the_empty_database_is_not_taken_for_the_restored_one(kept, migrated):

    def states():
        with engine.reading(engine.SERVICE) as session:
            return session.execute(text("select number, reference from data_revision")).one()

    with engine.writing(engine.SERVICE) as session:
        session.execute(text("update data_revision set number = 1000, reference = 1000"))
    restore(kept.path)
    number, reference = states()
    assert number > 1000
    assert reference > 1000


def test_what_others_store_during_a_backup_is_not_in_it(
    province, tmp_path, monkeypatch, database, server, request
):
    dump = programs.dump

    def meanwhile(*asked):
        a_unit("C", province)
        dump(*asked)

    monkeypatch.setattr(programs, "dump", meanwhile)
    manifest = back_up(tmp_path / "x.zip", silent)
    assert codes() == ["A", "B", "C", "P"]
    request.getfixturevalue("blank")
    assert (
        restore(tmp_path / "x.zip").manifest.tables["public.unit"] == manifest.tables["public.unit"]
    )
    assert codes() == ["A", "B", "P"]


def test_a_database_that_holds_something_is_left_alone(kept, migrated):
    a_unit("X")
    with pytest.raises(Refused, match="restore-not-empty"):
        restore(kept.path)
    assert codes() == ["X"]


def test_so_is_one_with_accounts_and_one_with_tables_of_another_program(kept, migrated, blank):
    with engine.writing(engine.SERVICE) as session:
        session.execute(text("create table so_sach (n int)"))
    with pytest.raises(Refused, match="restore-not-empty"):
        restore(kept.path)
    engine.use(migrated)
    with engine.writing(engine.SERVICE) as session:
        session.execute(
            text(
                "insert into account (username, display_name, password_hash, active, created_at)"
                " values ('ai', 'Ai', 'x', true, now())"
            )
        )
    with pytest.raises(Refused, match="restore-not-empty"):
        restore(kept.path)


def test_what_is_replaced_is_backed_up_first(kept, migrated, tmp_path):
    a_unit("X")
    restored = restore(kept.path, replace=True, first=First(tmp_path / "truoc.zip"))
    assert codes() == ["A", "B", "P"]
    assert restored.backup.path == tmp_path / "truoc.zip"
    restore(tmp_path / "truoc.zip", replace=True)
    assert codes() == ["X"]


def test_nothing_is_replaced_where_no_backup_of_it_can_be_made(kept, migrated, tmp_path, server):
    a_unit("X")
    with pytest.raises(Refused, match="replace-without-backup") as caught:
        restore(kept.path, replace=True, first=First(kept.path))
    assert "--no-backup" in explain(caught.value)
    assert codes() == ["X"]
    assert beside(server, migrated) is False


def beside(server, url):
    """Whether the database in which it was restored is still there."""
    with server.connect() as connection:
        return bool(
            connection.scalar(
                text("select exists (select from pg_database where datname = :name)"),
                {"name": f"{databases.name(url)}_restoring"},
            )
        )


def spoiled(statement):
    """Load the dump, then have something go wrong with the copy."""
    load = programs.load

    def loaded(url, *asked):
        load(url, *asked)
        with engine.writing(engine.SERVICE) as session:
            session.execute(text("set session_replication_role = replica"))
            session.execute(text(statement))

    return loaded


SPOILS = [
    ("delete from return_value where amount = 41", "restore-rows-differ", "return_value"),
    ("update return_value set amount = 42 where amount = 41", "restore-contents-differ", "value"),
    ("create table them (n int)", "restore-rows-differ", "public.them"),
    ("drop table upload cascade", "restore-rows-differ", "public.upload"),
]


@pytest.mark.parametrize(("statement", "rule", "table"), SPOILS)
def test_a_copy_that_is_not_the_same_is_named_and_does_not_stay(
    kept, blank, monkeypatch, statement, rule, table
):
    monkeypatch.setattr(programs, "load", spoiled(statement))
    with pytest.raises(Refused, match=rule) as caught:
        restore(kept.path)
    assert table in explain(caught.value)
    with engine.reading(engine.SERVICE) as session:
        assert checksums.tables(session) == ()


def test_where_there_were_tables_there_are_tables_again(kept, migrated, monkeypatch):
    monkeypatch.setattr(programs, "load", spoiled(SPOILS[0][0]))
    with pytest.raises(Refused, match="restore-rows-differ"):
        restore(kept.path)
    assert codes() == []
    assert schema.is_current()


def test_a_copy_that_is_not_the_same_replaces_nothing(kept, migrated, monkeypatch, server):
    a_unit("X")
    monkeypatch.setattr(programs, "load", spoiled(SPOILS[1][0]))
    with pytest.raises(Refused, match="restore-contents-differ"):
        restore(kept.path, replace=True)
    assert codes() == ["X"]
    assert beside(server, migrated) is False


def test_a_copy_that_answers_otherwise_does_not_stay(kept, blank, monkeypatch):
    monkeypatch.setattr(
        restoring.whole, "answers", lambda _session, _period: {"P": "another answer"}
    )
    with pytest.raises(Refused, match="restore-figures-differ") as caught:
        restore(kept.path)
    assert "quý III/2026" in explain(caught.value)
    with engine.reading(engine.SERVICE) as session:
        assert checksums.tables(session) == ()


def test_the_answers_of_another_version_of_the_program_are_not_compared(kept, blank, monkeypatch):
    monkeypatch.setattr(backing_up, "program_version", lambda: "9.9.9")
    assert not restore(kept.path).figures_compared


def test_a_byte_that_was_changed_is_found_before_anything_is_touched(kept, tmp_path):
    content = kept.path.read_bytes()
    whole = opened(kept.path)
    places = {*range(100), *range(100, len(content) - 400, 997), *range(-400, 0)}
    damaged = tmp_path / "hong.zip"
    outcomes = []
    for place in places:
        changed = bytearray(content)
        changed[place] ^= 0xFF
        damaged.write_bytes(changed)
        outcomes.append(opened(damaged))
    # The few others stand where nothing is read from, such as the hour of a file in the archive.
    assert set(outcomes) == {whole, "backup-damaged"}
    assert outcomes.count("backup-damaged") > 0.8 * len(places)


def opened(path):
    """Return what a backup holds, or the rule by which it is refused."""
    try:
        with archive.opened(path) as backup:
            return backup.manifest.model_dump_json(), backup.dump.read()
    except Refused as refusal:
        return refusal.rule


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[: len(content) // 2],
        lambda content: content[:-1],
        lambda _content: b"",
        lambda _content: b"no archive at all",
    ],
)
def test_what_is_no_whole_backup_is_refused(kept, blank, damage):
    kept.path.write_bytes(damage(kept.path.read_bytes()))
    with pytest.raises(Refused, match="backup-damaged"):
        restore(kept.path)
    with engine.reading(engine.SERVICE) as session:
        assert checksums.tables(session) == ()


def test_an_archive_of_something_else_is_refused(tmp_path, blank):
    with ZipFile(tmp_path / "khac.zip", "w") as other:
        other.writestr("thu.txt", "Kính gửi")
    with pytest.raises(Refused, match="backup-damaged"):
        restore(tmp_path / "khac.zip")


@pytest.mark.parametrize(
    "changes", [{"revision": "9999"}, {"format": 2}, {"format": 2, "tables": "otherwise"}]
)
def test_a_backup_of_a_newer_version_is_refused(kept, blank, tmp_path, changes):
    with ZipFile(kept.path) as old, ZipFile(tmp_path / "moi.zip", "w", ZIP_STORED) as new:
        with old.open("tiendo.dump") as dump, new.open("tiendo.dump", "w") as into:
            shutil.copyfileobj(dump, into)
        described = {**json.loads(old.read("manifest.json")), **changes}
        new.writestr("manifest.json", json.dumps(described))
    with pytest.raises(Refused, match="backup-newer"):
        restore(tmp_path / "moi.zip")


def test_a_backup_of_an_older_schema_is_brought_up_to_date(older, tmp_path, request):
    manifest = back_up(tmp_path / "cu.zip", silent)
    assert manifest.figures is None
    request.getfixturevalue("migrated")
    restored = restore(tmp_path / "cu.zip")
    assert (restored.manifest.revision, restored.migrated_to) == ("0005", schema.newest())
    assert not restored.figures_compared
    assert schema.is_current()
    assert codes() == ["CU"]


def test_a_dump_that_does_not_load_leaves_the_database_as_it_was(kept, migrated):
    with engine.reading(engine.SERVICE) as session:
        before = checksums.sums(session)
    with archive.opened(kept.path) as backup, pytest.raises(ProgramFailed, match="exists"):
        loaded(migrated, backup.dump)
    with engine.reading(engine.SERVICE) as session:
        assert checksums.sums(session) == before


def test_half_a_dump_is_not_half_loaded(kept, blank):
    """psql commits at the end of what it is given, and that end comes too early here."""
    with archive.opened(kept.path) as backup:
        content = backup.dump.read()
    with pytest.raises(ProgramFailed):
        loaded(blank, BytesIO(content[: len(content) * 3 // 4]))
    with engine.reading(engine.SERVICE) as session:
        assert checksums.tables(session) == ()


def loaded(url, source):
    programs.load(url, source, programs.find("pg_restore", 1), programs.find("psql", 1))


def test_a_role_that_may_not_create_databases_restores_into_an_empty_one(kept, poor):
    assert restore(kept.path).figures_compared
    assert codes() == ["A", "B", "P"]
    with pytest.raises(Refused, match="replace-without-createdb") as caught:
        restore(kept.path, replace=True)
    assert "CREATEDB" in explain(caught.value)
    assert codes() == ["A", "B", "P"]


def test_one_that_does_not_own_the_database_is_told_so(kept, poor, server):
    restore(kept.path)
    name = databases.name(poor)
    role = engine.engine().url.username
    with server.connect() as connection:
        connection.execute(text(f"alter role {role} createdb"))
        connection.execute(text(f"alter database {name} owner to {server.url.username}"))
    with pytest.raises(Refused, match="replace-without-owning") as caught:
        restore(kept.path, replace=True)
    assert name in explain(caught.value)


def test_one_that_may_not_make_tables_is_told_so(kept, poor, server):
    with server.connect() as connection:
        connection.execute(
            text(f"alter database {databases.name(poor)} owner to {server.url.username}")
        )
    with pytest.raises(Refused, match="schema-without-right"):
        restore(kept.path)

"""The embedded server says what stands in its way, and starts again whatever a crash leaves."""

import contextlib
import json
import os
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from dashboard.explain import explain
from data_access import embedded
from data_access.errors import NoEmbeddedServer


@pytest.mark.parametrize(
    ("name", "reason", "words"),
    [
        ("hai từ", "path-with-space", "dấu cách"),
        ("tệp/bên-trong", "not-writable", "TIENDO_DATA_DIR"),
    ],
)
def test_a_folder_that_cannot_be_used_is_named_with_the_reason(tmp_path, name, reason, words):
    (tmp_path / "tệp").write_text("một tệp, không phải thư mục", "utf-8")
    with pytest.raises(NoEmbeddedServer) as caught:
        embedded.start(tmp_path / name)
    assert caught.value.reason == reason
    assert words in explain(caught.value)
    assert str(tmp_path / name) in explain(caught.value)


@pytest.fixture(scope="module")
def folder(a_servers_folder):
    embedded.start(a_servers_folder)
    yield a_servers_folder
    embedded.stop(a_servers_folder)


def _answers(folder):
    url = embedded.start(folder, "postgres").replace("+psycopg", "")
    with psycopg.connect(url) as connection:
        return connection.execute("select 1").fetchone() == (1,)


def _killed(folder):
    """Kill the server as a crash does; its processes notice and leave by themselves."""
    lock = folder / "postgresql" / "postmaster.pid"
    server = psutil.Process(int(lock.read_text().split("\n")[0]))
    server.kill()
    with contextlib.suppress(psutil.NoSuchProcess):
        while server.status() != psutil.STATUS_ZOMBIE:
            time.sleep(0.01)
    return lock


def _named_again(lock):
    """The machine was started anew, and another program has the server's number now."""
    lines = lock.read_text().split("\n")
    lock.write_text("\n".join([str(os.getppid()), *lines[1:]]))
    beside = lock.parent / ".s.PGSQL.5432.lock"
    beside.write_text("\n".join([str(os.getppid()), *beside.read_text().split("\n")[1:]]))


@pytest.mark.parametrize(
    "damage",
    [
        Path.exists,
        lambda lock: lock.write_text("".join(lock.read_text().splitlines(keepends=True)[:5])),
        lambda lock: lock.write_text(""),
        lambda lock: lock.unlink(),
        _named_again,
        lambda lock: (lock.parent / ".handle_pids.json").write_text("[12, 3"),
    ],
    ids=["nothing", "half a lock", "an empty lock", "no lock", "another's number", "half a list"],
)
def test_it_starts_again_after_a_crash(folder, damage):
    damage(_killed(folder))
    assert _answers(folder)


def test_a_server_that_was_killed_is_started_again_by_the_process_that_uses_it(folder):
    assert not embedded.keep()
    _killed(folder)
    assert embedded.keep()
    assert _answers(folder)
    assert not embedded.keep()


def test_a_process_that_uses_the_server_stays_on_its_list_after_a_full_disk_emptied_it(folder):
    listed = folder / "postgresql" / ".handle_pids.json"
    listed.write_text("")
    assert not embedded.keep()
    assert json.loads(listed.read_text()) == [os.getpid()]

"""Files read in processes of their own: alike, within bounds, and none of them left behind."""

import os
import pickle
import signal
import subprocess
import sys
import time
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import psutil
import pytest
from openpyxl import load_workbook

from dashboard.domain.text import tidy
from dashboard.errors import Refused, WorkbookRefused
from dashboard.i18n import speaking
from dashboard.workbooks import intake, marked_up, received, withheld, worker, workers
from dashboard.workbooks.marked_up import Remark
from dashboard.workbooks.workers import Limits, Pool, WorkFailed
from tests.workbooks.forms import FORM, filled, with_figures

LOADED = "[name for name, module in __import__('sys').modules.items() if module]"
MEGABYTE = 2**20


@pytest.fixture(scope="module")
def pool():
    made = Pool(2, Limits(processor=1.0, clock=20.0))
    yield made
    made.close()


def crew():
    return {
        child.pid
        for child in psutil.Process().children()
        if worker.COMMAND[-1] in " ".join(child.cmdline())
    }


def its_number(pool):
    return pool.run(eval, "__import__('os').getpid()")


def refusal(function, *args):
    with pytest.raises(WorkbookRefused) as raised:
        function(*args)
    return raised.value.problems


def test_a_worker_reads_a_file_as_this_process_does(pool):
    for data in (filled(), with_figures(UNION_FOUNDED="1,608", PARTY_MEMBER_ADMITTED=9_999)):
        for function, *args in (
            (received.stamp,),
            (received.content, FORM),
            (received.places, FORM),
            (received.notes, FORM),
            (received.as_typed, FORM),
            (withheld.kept,),
        ):
            assert pool.run(function, data, *args) == function(data, *args)


def test_a_worker_marks_a_file_up(pool):
    problems = intake.content(intake.opened(filled()), FORM)[1]
    marked = pool.run(marked_up.mark, filled(), problems, (Remark("Xem lại"),), "D01")
    book = load_workbook(BytesIO(marked))
    assert book.sheetnames[1:] == list(intake.opened(filled()).tabs)
    assert "Xem lại" in str(list(book.worksheets[0].values))


def test_what_is_refused_there_is_refused_here_in_the_language_in_force(pool):
    for name in ("vi", "en"):
        with speaking(name):
            assert refusal(pool.run, received.stamp, b"PK") == refusal(received.stamp, b"PK")
    with pytest.raises(Refused, match="combining-marks") as raised:
        pool.run(tidy, "Đông" + "\u0301" * 40)
    assert raised.value.values == {"found": "Đông…"}


def test_a_file_that_takes_too_long_is_refused_and_the_next_one_read(pool):
    before = time.monotonic()
    [problem] = refusal(pool.run, unicodedata.normalize, "NFC", "a" + "\u0301\u0323" * 300_000)
    assert time.monotonic() - before < 15
    assert problem.rule == "reading-stopped"
    assert "dừng" in problem.message
    assert pool.run(received.stamp, filled()).unit == "H01"


def test_a_file_that_waits_too_long_is_refused():
    short = Pool(1, Limits(clock=6.0))
    try:
        assert refusal(short.run, time.sleep, 60)[0].rule == "reading-stopped"
        assert its_number(short)
    finally:
        short.close()


def test_a_file_that_takes_too_much_memory_is_refused_and_the_next_one_read(pool):
    assert refusal(pool.run, bytearray, worker.MOST_ADDRESSES)[0].rule == "reading-stopped"
    assert pool.run(received.stamp, filled()).unit == "H01"


def test_a_worker_that_was_ended_from_outside_costs_no_file(pool):
    for number in crew():
        os.kill(number, signal.SIGKILL)
    assert pool.run(received.stamp, filled()).unit == "H01"
    assert refusal(pool.run, signal.raise_signal, signal.SIGKILL)[0].rule == "reading-stopped"
    assert pool.run(received.stamp, filled()).unit == "H01"


def test_an_error_of_the_program_is_no_refusal_of_the_file(pool):
    with pytest.raises(WorkFailed, match="invalid literal"):
        pool.run(int, "x")
    with pytest.raises(WorkFailed, match="status 3"):
        pool.run(os._exit, 3)
    assert pool.run(received.stamp, filled()).unit == "H01"


def test_a_signal_to_the_whole_group_loses_no_file(pool):
    for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        pool.run(signal.raise_signal, each)
    assert its_number(pool) in crew()


def test_files_are_read_at_once_by_as_many_workers_as_there_may_be(pool):
    with ThreadPoolExecutor(6) as threads:
        both = set(
            threads.map(lambda _: (pool.run(time.sleep, 0.2), its_number(pool))[1], range(12))
        )
    assert len(both) == 2
    assert both <= crew()


def test_a_worker_has_only_what_reading_needs():
    alone = Pool(1)
    try:
        alone.run(received.content, filled(), FORM)
        loaded = {name.partition(".")[0] for name in alone.run(eval, LOADED)}
        assert not loaded & {"streamlit", "pandas", "numpy", "sqlalchemy", "altair", "pyarrow"}
        assert "TIENDO_DATABASE_URL" not in alone.run(eval, "dict(__import__('os').environ)")
        number = its_number(alone)
        problems = intake.content(intake.opened(filled()), FORM)[1]
        alone.run(marked_up.mark, filled(), problems, (), "")
        time.sleep(worker.IDLE_AFTER + 2)
        memory = psutil.Process(number).memory_full_info()
        assert memory.rss <= 60 * MEGABYTE
        assert memory.pss <= 60 * MEGABYTE
        assert its_number(alone) == number
    finally:
        alone.close()


def test_a_worker_ends_with_its_pool():
    made = Pool(2)
    number = its_number(made)
    assert number in crew()
    made.close()
    assert not psutil.pid_exists(number)


def test_without_workers_a_file_is_read_right_here():
    assert workers.run(os.getpid) == os.getpid()
    workers.start()
    try:
        assert workers.run(eval, "__import__('os').getpid()") != os.getpid()
    finally:
        workers.stop()
    assert workers.run(os.getpid) == os.getpid()


BUSY = """
import sys, threading, time, unicodedata
from dashboard.workbooks import workers
pool = workers.Pool(2, workers.Limits(processor=3.0))
first = pool.run(eval, "__import__('os').getpid()")
threading.Thread(target=pool.run, daemon=True,
    args=(unicodedata.normalize, "NFC", "a" + "\\u0301\\u0323" * 300_000)).start()
time.sleep(0.5)
second = pool.run(eval, "__import__('os').getpid()")
print(first, second, flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_no_worker_outlives_its_server(how):
    """One of them waits, one is at a file that holds it: its time runs out."""
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", BUSY], stdout=subprocess.PIPE, text=True, cwd=root
    ) as server:
        numbers = [int(each) for each in server.stdout.readline().split()]
        assert len(set(numbers)) == 2
        server.send_signal(how)
    gone_by = time.monotonic() + 15
    while any(map(psutil.pid_exists, numbers)) and time.monotonic() < gone_by:
        time.sleep(0.1)
    assert not any(map(psutil.pid_exists, numbers))


def test_what_a_file_says_can_be_sent_between_processes():
    content, problems = intake.content(intake.opened(filled()), FORM)
    assert pickle.loads(pickle.dumps((content, problems, FORM))) == (content, problems, FORM)
    refused = WorkbookRefused(refusal(intake.opened, b""))
    assert pickle.loads(pickle.dumps(refused)).problems == refused.problems

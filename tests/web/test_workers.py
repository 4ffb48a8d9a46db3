"""The server has files read beside it, and leaves nobody behind."""

import os
import signal
import time

import psutil

from dashboard.workbooks import worker
from tests.web.programs import a_workbook
from tests.web.running import Site


def readers(site):
    children = psutil.Process(site.process.pid).children()
    return [each.pid for each in children if worker.COMMAND[-1] in " ".join(each.cmdline())]


def test_what_programs_hand_in_is_read_beside_the_server(site, program, unit, clerk):
    assert 1 <= len(readers(site)) <= os.cpu_count()
    answer = program.post_xlsx(a_workbook(clerk[1], unit))
    assert answer.status == 201
    for number in readers(site):
        os.kill(number, signal.SIGKILL)
    again = program.post_xlsx(
        a_workbook(clerk[1], unit, figures={"UNION_MEMBER_ADMITTED": "1,608"})
    )
    assert (again.status, again.rule) == (422, "return-has-errors")
    assert {each["rule"] for each in again.error["problems"] if each["cell"]} >= {
        "ambiguous-number"
    }
    assert readers(site)


def test_a_server_that_is_killed_takes_its_readers_along(site):
    other = Site(site.url)
    other.start()
    numbers = readers(other)
    assert numbers
    other.process.kill()
    other.process.wait()
    gone_by = time.monotonic() + 10
    while any(map(psutil.pid_exists, numbers)) and time.monotonic() < gone_by:
        time.sleep(0.1)
    assert not any(map(psutil.pid_exists, numbers))

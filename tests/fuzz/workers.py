"""Files tried in other processes, each watched: its time, its memory, whether it ends at all."""

import multiprocessing
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

import psutil

from dashboard.actions import handed_in
from data_access import engine
from tests.fuzz import cases, path, stage
from tests.fuzz.path import Came, Verdict
from tests.fuzz.seeds import Seed
from tests.fuzz.stage import Stage

LONGEST = 5.0  # processor seconds for one file
LONGEST_WAIT = 60.0  # seconds by the clock: another one holds it up
MOST_MEMORY = 256 * 2**20  # bytes that one file may take beyond what the process had
_ADDRESSES = 2**30  # where the system itself gives it no more: some four times what it begins with

_CONTEXT = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class Tried:
    """A file that was tried: seconds of the processor, bytes of memory at its worst."""

    number: int
    how: str
    verdict: Verdict
    seconds: float = 0.0
    memory: int = 0
    hung: bool = False
    died: bool = False


@dataclass(slots=True)
class _Worker:
    """A process and what it is at."""

    process: BaseProcess
    ear: Connection
    numbers: list[int]
    at: tuple[int, str] | None = None
    since: float = 0.0
    used: float = 0.0
    done: bool = False

    def processor(self) -> float:
        try:
            times = psutil.Process(self.process.pid).cpu_times()
        except psutil.NoSuchProcess:
            return self.used
        return float(times.user + times.system)


class Crew:
    """As many workers as stages; what they tried comes as it is done."""

    def __init__(self, seed: int, seeds: Sequence[Seed], stages: Sequence[Stage]) -> None:
        self._seed = seed
        self._seeds = list(seeds)
        self._stages = stages

    def tried(self, numbers: Sequence[int]) -> Iterator[Tried]:
        """Yield every file of ``numbers`` once, in no order."""
        share = len(self._stages)
        crew = [
            self._hired(at, list(numbers[at::share])) for at in range(share) if numbers[at::share]
        ]
        try:
            while any(not worker.done for worker in crew):
                for at, worker in enumerate(crew):
                    yield from self._heard(worker)
                    lost = self._overdue(worker)
                    if lost is not None:
                        yield lost
                        crew[at] = self._hired(at, worker.numbers)
                wait([worker.ear for worker in crew if not worker.done], 0.25)
        finally:
            for worker in crew:
                worker.process.kill()
                worker.process.join()

    def _hired(self, at: int, numbers: list[int]) -> _Worker:
        ear, mouth = _CONTEXT.Pipe(duplex=False)
        process = _CONTEXT.Process(
            target=_work,
            args=(mouth, self._stages[at], self._seed, self._seeds, numbers),
            daemon=True,
        )
        process.start()
        mouth.close()
        return _Worker(process, ear, numbers)

    def _heard(self, worker: _Worker) -> Iterator[Tried]:
        try:
            while not worker.done and worker.ear.poll():
                said = worker.ear.recv()
                if isinstance(said, Tried):
                    worker.at = None
                    worker.numbers = worker.numbers[1:]
                    worker.done = not worker.numbers
                    yield said
                else:
                    worker.at, worker.since, worker.used = (
                        said,
                        time.monotonic(),
                        worker.processor(),
                    )
        except (EOFError, OSError):
            return

    def _overdue(self, worker: _Worker) -> Tried | None:
        """Return the file that the worker died of or hangs on, having ended the worker."""
        if worker.done:
            return None
        number, how = worker.at or (worker.numbers[0], "before it began")
        if not worker.process.is_alive() and not worker.ear.poll():
            words = f"the process ended with {worker.process.exitcode}"
            return self._lost(worker, number, how, words, died=True)
        if worker.at is None:
            return None
        used, waited = worker.processor() - worker.used, time.monotonic() - worker.since
        if used > LONGEST or waited > LONGEST_WAIT:
            words = f"{used:.1f} s of the processor, {waited:.1f} s by the clock"
            return self._lost(worker, number, how, words, died=False)
        return None

    def _lost(self, worker: _Worker, number: int, how: str, words: str, *, died: bool) -> Tried:
        worker.process.kill()
        worker.process.join()
        worker.numbers = [each for each in worker.numbers if each != number]
        worker.done = not worker.numbers
        return Tried(number, how, Verdict(Came.REFUSED, crash=words), hung=not died, died=died)


def _work(
    mouth: Connection, place: Stage, seed: int, seeds: Sequence[Seed], numbers: Sequence[int]
) -> None:
    stage.begin()
    handed_in.MOST_REVISIONS_A_DAY = sys.maxsize  # one return comes by the thousand here
    handed_in.MOST_HANDED_IN_A_DAY = sys.maxsize
    engine.use(place.url)
    resource.setrlimit(resource.RLIMIT_AS, (_ADDRESSES, _ADDRESSES))
    for number in numbers:
        case = cases.make(seed, number, seeds)
        mouth.send((number, case.how))
        mouth.send(measured(place, case))


def measured(place: Stage, case: cases.Case) -> Tried:
    """Return what came of a file, with the time and the memory it took."""
    _forget_the_worst()
    held, begun = psutil.Process().memory_info().rss, time.process_time()
    verdict = path.tried(place, case)
    return Tried(
        case.number, case.how, verdict, time.process_time() - begun, max(0, _worst() - held)
    )


def _forget_the_worst() -> None:
    """Let the system count the most memory held anew, where it can."""
    try:
        Path("/proc/self/clear_refs").write_text("5", "ascii")
    except OSError:
        return


def _worst() -> int:
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text("ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

"""Carrying out a point: uploads under way, the blow, what comes back, and what the record holds."""

import signal
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from tests.chaos import client, disk, uploads
from tests.chaos.audit import Found
from tests.chaos.client import End, Outcome
from tests.chaos.network import Break
from tests.chaos.page import Clerk
from tests.chaos.points import COUNTED, Blow, Point
from tests.chaos.proxy import Trap
from tests.chaos.stage import AT_ONCE, Stage, alone, shared
from tests.chaos.uploads import Form, Upload

_ANSWER = 640  # bytes of a receipt with its head, about
_LONGER = 1.5  # than four uploads at once take: some strikes come when all is acknowledged
_PRESSED = 1.5  # seconds from a press to the receipt, about
_ARRIVING, _COMING_BACK = 0.3, 4.0
_TO_SERVER = frozenset({Blow.KILL_SERVER, Blow.KILL_BOTH})
_TO_DATABASE = frozenset({Blow.KILL_DATABASE, Blow.STOP_DATABASE, Blow.RESTART_DATABASE})
_LINES = frozenset({Blow.CUT_REQUEST, Blow.CUT_ANSWER})


@dataclass(slots=True)
class Result:
    """What came of a point; ``kept_unseen``: stored, and the client was not told."""

    point: Point
    uploads: int = 0
    acknowledged: int = 0
    refused: int = 0
    unanswered: int = 0
    kept_unseen: int = 0
    again: int = 0
    found: list[Found] = field(default_factory=list)


def carry_out(stage: Stage, point: Point) -> Result:
    """Strike at the point, let everything come back, have everything handed in, and audit twice.

    Raises:
        NotBack: the server or the database did not come back.
    """
    _prepare(stage, point)
    away = point.blow in _TO_DATABASE and stage.server.environment == shared(stage.proxy.port)
    wanted = stage.next_uploads(AT_ONCE - point.twice + away, _forms(point))
    meanwhile = [wanted.pop()] if away else []
    sent = [*wanted, *wanted[: AT_ONCE - len(wanted)]]
    result = Result(point)
    pairs = list(zip(sent, _struck(stage, point, sent), strict=True))
    pairs += [(upload, _without_database(stage, point, upload)) for upload in meanwhile]
    _bring_back(stage, point)
    result.found.append(stage.audited())
    _count(stage, result, pairs)
    stage.ready()
    if point.page and stage.clerk:
        _look_at_the_page_again(stage, stage.clerk, wanted[0])
    _hand_in_the_rest(stage, result, pairs)
    result.found.append(stage.audited())
    return result


def _forms(point: Point) -> Sequence[Form]:
    """Return the ways in which returns can be handed in where the point strikes."""
    if point.page:
        return (Form.WORKBOOK,)
    if point.blow is Blow.KILL_COMMAND:
        return (Form.COMMAND,)
    return uploads.OVER_HTTP if point.blow in _LINES else uploads.USUAL


def _prepare(stage: Stage, point: Point) -> None:
    """See to it that the server talks through the relay where the point needs that."""
    needed = shared(stage.proxy.port)
    if point.moment is not None and stage.server.environment != needed:
        stage.server.end()
        stage.server.environment = needed
        stage.server.start()
    stage.ready()


def _struck(stage: Stage, point: Point, wanted: Sequence[Upload]) -> list[Outcome]:
    if point.blow in _LINES:
        return [_through_a_broken_line(stage, point, upload) for upload in wanted]
    if point.blow is Blow.FILL_DISK:
        return _on_a_full_disk(stage, point, wanted)
    strike = _strike(stage, point.blow)
    if point.page and stage.clerk:
        return _at_the_page(stage, stage.clerk, wanted, _after(_PRESSED * point.share, strike))
    if point.moment is None:
        after = _after(stage.seconds * _LONGER * point.share, strike)
        return _while_handing_in(stage, wanted, after)
    of = stage.messages * 0.9 if point.moment in COUNTED else len(wanted)
    trap = Trap(point.moment, strike, n=1 + int(of * point.share))
    stage.proxy.set(trap)
    outcomes = _while_handing_in(stage, wanted, lambda: None)
    stage.proxy.set(None)
    if not trap.sprung.is_set():
        strike()
    return outcomes


def _strike(stage: Stage, blow: Blow) -> Callable[[], None]:
    def both() -> None:
        stage.server.kill()
        stage.database.kill()

    return {
        Blow.KILL_SERVER: stage.server.kill,
        Blow.KILL_COMMAND: stage.commands.kill,
        Blow.KILL_DATABASE: stage.database.kill,
        Blow.KILL_BACKEND: stage.database.kill_backend,
        Blow.STOP_DATABASE: lambda: stage.database.end(signal.SIGQUIT),
        Blow.RESTART_DATABASE: lambda: stage.database.end(signal.SIGINT),
        Blow.KILL_BOTH: both,
        Blow.CUT_DATABASE: lambda: None,
    }[blow]


def _after(seconds: float, strike: Callable[[], None]) -> Callable[[], None]:
    def act() -> None:
        time.sleep(seconds)
        strike()

    return act


def _at_the_page(
    stage: Stage, clerk: Clerk, wanted: Sequence[Upload], act: Callable[[], None]
) -> list[Outcome]:
    """Let the first upload be handed in at the page, the others by programs beside it."""
    first, *others = wanted
    clerk.choose(first)

    def press_and_act() -> None:
        clerk.press()
        act()

    outcomes = _while_handing_in(stage, others, press_and_act)
    receipt = clerk.receipt(first, _ARRIVING)
    if receipt is None:
        return [Outcome(End.BROKEN), *outcomes]
    stage.receipts.append(receipt)
    return [Outcome(End.ACKNOWLEDGED, receipt), *outcomes]


def _look_at_the_page_again(stage: Stage, clerk: Clerk, upload: Upload) -> None:
    """The page comes back by itself; what it then says is in the record has to be there, too."""
    receipt = clerk.receipt(upload, _COMING_BACK)
    if receipt is not None:
        stage.receipts.append(receipt)


def _while_handing_in(
    stage: Stage, wanted: Sequence[Upload], act: Callable[[], None]
) -> list[Outcome]:
    with ThreadPoolExecutor(len(wanted) + 1) as hands:
        under_way = [hands.submit(stage.hand_in, upload) for upload in wanted]
        typing = hands.submit(stage.type, lambda: all(each.done() for each in under_way))
        act()
        outcomes = [each.result() for each in under_way]
        typing.result()
        return outcomes


def _through_a_broken_line(stage: Stage, point: Point, upload: Upload) -> Outcome:
    """Each upload of the point breaks at another place."""
    share = (point.share + upload.number * 0.6180339887) % 1
    if point.blow is Blow.CUT_REQUEST:
        stage.network.breaks = Break(request=1 + int(share * (len(upload.body) + 250)))
    else:
        stage.network.breaks = Break(answer=int(share * _ANSWER))
    return stage.hand_in(upload, stage.network.port)


def _on_a_full_disk(stage: Stage, point: Point, wanted: Sequence[Upload]) -> list[Outcome]:
    """A server that had to refuse does not say that it is well; of a command it knows nothing."""
    ballast = disk.fill(stage.database.folder.parent, point.room)
    try:
        outcomes = _while_handing_in(stage, wanted, lambda: None)
        said = client.health(stage.server.port)
        refused = [
            outcome
            for upload, outcome in zip(wanted, outcomes, strict=True)
            if upload.form is not Form.COMMAND and outcome.end is not End.ACKNOWLEDGED
        ]
        if refused and said == "ok":
            stage.complaints.append(f"point {point.number}: in order, it says, and full")
        return outcomes
    finally:
        ballast.unlink()


def _without_database(stage: Stage, point: Point, upload: Upload) -> Outcome:
    """While the database is away the server refuses in a sentence, and does not say it is well."""
    stage.database.gone()
    said = client.health(stage.server.port)
    if said != "unavailable":
        stage.complaints.append(f"point {point.number}: no database, and health says {said!r}")
    outcome = stage.hand_in(upload)
    if outcome.rule != "database-unavailable":
        stage.complaints.append(f"point {point.number}: no database, and: {outcome.told}")
    return outcome


def _bring_back(stage: Stage, point: Point) -> None:
    """Start again what was killed, as whoever runs it does, and nothing else."""
    if point.blow in _TO_SERVER:
        stage.server.gone()
        both = point.blow is Blow.KILL_BOTH
        stage.server.environment = (
            alone(stage.database.folder) if both else shared(stage.proxy.port)
        )
        stage.server.start()
    if point.blow in _TO_DATABASE and stage.server.environment == shared(stage.proxy.port):
        stage.database.gone()
        stage.database.back()
    stage.database.answering()


def _count(stage: Stage, result: Result, pairs: Sequence[tuple[Upload, Outcome]]) -> None:
    told = {upload.number for upload, outcome in pairs if outcome.end is End.ACKNOWLEDGED}
    every = {upload.number: upload for upload, _outcome in pairs}
    stored = stage.stored(list(every.values()))
    result.uploads = len(every)
    result.acknowledged = len(told)
    result.kept_unseen = len(stored - told)
    ends = {upload.number: outcome.end for upload, outcome in pairs if upload.number not in told}
    result.refused = sum(end is End.REFUSED for end in ends.values())
    result.unanswered = sum(end is End.BROKEN for end in ends.values())


def _hand_in_the_rest(
    stage: Stage, result: Result, pairs: Sequence[tuple[Upload, Outcome]]
) -> None:
    """Send again what was not acknowledged; and one that was, which must change nothing.

    The form is saved once more, too.
    """
    told = {upload.number for upload, outcome in pairs if outcome.end is End.ACKNOWLEDGED}
    rest = {upload.number: upload for upload, _outcome in pairs if upload.number not in told}
    for upload in rest.values():
        stage.insist(upload)
    result.again = len(rest)
    if stage.writer is not None and not stage.writer.save(stage.server.port):
        stage.complaints.append(f"point {result.point.number}: the draft is not saved again")
    known = next((upload for upload, _outcome in pairs if upload.number in told), None)
    if known is not None:
        outcome = stage.hand_in(known)
        if outcome.end is not End.ACKNOWLEDGED or not outcome.repeated:
            stage.complaints.append(f"upload {known.number}: sent again: {outcome.told}")

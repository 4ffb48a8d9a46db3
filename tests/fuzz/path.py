"""One file through the real path, and everything that may not come of it."""

import re
import traceback
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import text

from dashboard import forms, i18n
from dashboard.actions import returns
from dashboard.actions.submission import Submission
from dashboard.errors import DashboardError, Problem, WorkbookRefused
from dashboard.explain import problems_of
from dashboard.workbooks import marked_up
from data_access import engine, files
from data_access import returns as record
from data_access.errors import DatabaseUnavailable, DataError
from data_access.models import Base
from tests.fuzz.cases import Case
from tests.fuzz.stage import Stage

_TABLES = sorted(Base.metadata.tables)
_COUNTS = "select " + ", ".join(f"(select count(*) from {name})" for name in _TABLES)  # noqa: S608
_VIETNAMESE = re.compile(
    r"[ăâđêôơưàáạảãầấậẩẫằắặẳẵèéẹẻẽềếệểễìíịỉĩòóọỏõồốộổỗờớợởỡùúụủũừứựửữỳýỵỷỹ]", re.I
)
_LEFT_OPEN = re.compile(r"\{[a-z_]*\}")
_KEPT = {"upload", "stored_file", "audit_event"}
MARKED_ONE_IN = 12


class Came(StrEnum):
    """What may come of a file."""

    REFUSED = "refused"
    STORED = "stored"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a file; ``crash``, ``partial`` and ``mute`` say what should not have."""

    came: Came
    rules: tuple[str, ...] = ()
    crash: str = ""
    partial: str = ""
    mute: str = ""


def tried(stage: Stage, case: Case) -> Verdict:
    """Hand the file in as the page does, and compare the record before and after."""
    i18n.set_language("vi")
    before = _counted()
    try:
        receipt = returns.submit(
            stage.clerk,
            case.data,
            f"{case.number}.xlsx",
            explanation="Đã đối chiếu.",
            reason="Sửa số.",
        )
    except DatabaseUnavailable:
        return Verdict(Came.REFUSED, crash=traceback.format_exc())
    except (DashboardError, DataError) as refusal:
        return _refused(case, refusal, _gained(before))
    except BaseException:  # noqa: BLE001  # whatever else it is, it is what is looked for
        return Verdict(Came.REFUSED, crash=traceback.format_exc())
    return _taken(case, receipt, _gained(before))


def _refused(case: Case, refusal: DashboardError | DataError, gained: Counter[str]) -> Verdict:
    problems = problems_of(refusal)
    partial = "" if _is_noted(gained) else f"after a refusal: {dict(gained)}"
    crash = ""
    if isinstance(refusal, WorkbookRefused) and case.number % MARKED_ONE_IN == 0:
        crash = _marked(case.data, problems)
    rules = tuple(sorted({problem.rule for problem in problems}))
    return Verdict(Came.REFUSED, rules, crash, partial, _mute(problems))


def _is_noted(gained: Counter[str]) -> bool:
    """Whether nothing was added but the file, the upload and what the audit trail says of it."""
    return (
        set(gained) <= _KEPT
        and gained["audit_event"] == 1
        and gained["upload"] <= 1
        and gained["stored_file"] <= gained["upload"]
    )


def _taken(case: Case, receipt: Submission, gained: Counter[str]) -> Verdict:
    came = Came.REPEATED if receipt.repeated else Came.STORED
    rules = tuple(sorted({problem.rule for problem in receipt.problems}))
    wrong = _not_whole(case, receipt, gained)
    return Verdict(came, rules, partial=wrong, mute=_mute(receipt.problems) if rules else "")


def _not_whole(case: Case, receipt: Submission, gained: Counter[str]) -> str:
    """Return what is missing or too much of a return that was taken."""
    if receipt.repeated:
        return "" if _is_noted(gained) else f"after a repetition: {dict(gained)}"
    with engine.reading(engine.SERVICE) as session:
        revision = record.newest(session, receipt.return_id)
        if revision is None or revision.number != receipt.revision:
            return "the revision is not there"
        if files.content(session, revision.file_id) != case.data:
            return "the file is another one"
        content = forms.content_of(session, revision.id, receipt.unit.code, receipt.period)
    due = Counter(
        return_revision=1, upload=1, audit_event=1, return_value=len(content.figures),
        founding=len(content.foundings), enterprise_review=len(content.reviews),
        difficulty=len(content.difficulties), stored_file=gained["stored_file"],
        quarterly_return=gained["quarterly_return"],
    )  # fmt: skip
    return "" if +due == gained else f"after storing: {dict(gained)}, due {dict(+due)}"


def _mute(problems: Sequence[Problem]) -> str:
    """Return what is wrong with the sentences: none at all, not Vietnamese, not filled in."""
    if not problems:
        return "no sentence"
    for problem in problems:
        said = problem.message.replace(problem.found or "\0", "")
        if not said.strip() or not _VIETNAMESE.search(said):
            return f"{problem.rule}: {problem.message[:200]}"
        if _LEFT_OPEN.search(said) and "{" not in (problem.found or ""):
            return f"{problem.rule} is not filled in: {problem.message[:200]}"
        if problem.cell and not problem.sheet:
            return f"{problem.rule} names {problem.cell} of no sheet"
    return ""


def _marked(data: bytes, problems: Sequence[Problem]) -> str:
    """Mark the refused file up as its clerk would ask: whatever was read can be. Return what went
    wrong.
    """
    if not marked_up.can_be_marked(problems):
        return ""
    try:
        marked_up.mark(data, problems)
    except BaseException:  # noqa: BLE001  # whatever it is, it is what is looked for
        return "marking up: " + traceback.format_exc()
    return ""


def _counted() -> Counter[str]:
    with engine.reading(engine.SERVICE) as session:
        return Counter(dict(zip(_TABLES, session.execute(text(_COUNTS)).one(), strict=True)))


def _gained(before: Counter[str]) -> Counter[str]:
    now = _counted()
    return Counter(
        {name: now[name] - before[name] for name in _TABLES if now[name] != before[name]}
    )

"""One sentence for a person, for each error they can meet: what, where, how to mend it."""

from datetime import date, datetime

from dashboard.actions.accounts import TooManyAttempts, WrongSignIn
from dashboard.errors import DashboardError, NotAllowed, Problem, Refused, WorkbookRefused
from dashboard.i18n import N_, _, format_date, format_moment, format_period
from data_access.errors import (
    AlreadyThere,
    DatabaseUnavailable,
    DataError,
    NoEmbeddedServer,
    NotFound,
)
from data_access.vocabulary import Period, ReturnStatus, Severity

SENTENCES: dict[str, str] = {
    "account-username": N_(
        "“{username}” cannot be a user name. Use 1 to 40 letters a–z, digits, and . _ @ -, "
        "beginning with a letter or digit."
    ),
    "account-name": N_(
        "Give the name of the person or office behind {username}, 1 to 120 letters."
    ),
    "account-without-grant": N_("Give {username} at least one role on a unit."),
    "account-closed": N_(
        "The account {account} is closed. Act with another account or ask an administrator."
    ),
    "address-unusable": N_(
        "The server cannot listen on {host}, port {port} ({reason}). Choose another address with "
        "TIENDO_HOST or another port with TIENDO_PORT."
    ),
    "demo-not-empty": N_(
        "The database is not empty, so the demonstration province was not loaded. Choose another "
        "folder with TIENDO_DATA_DIR, or another database with TIENDO_DATABASE_URL."
    ),
    "demo-out-of-reach": N_(
        "The demonstration province cannot be made for {today}: it needs five complete years "
        "between {first} and {last}. Set TIENDO_TODAY to a day from 25 March 2024 on, or leave it "
        "unset."
    ),
    "first-account": N_(
        "The first account must be an administrator's: add the role administrator on a province."
    ),
    "own-account": N_("This is your own account. Ask another administrator to do it."),
    "password-short": N_("The password is too short. Use {least} characters or more."),
    "password-long": N_("The password is too long. Use at most {most} characters."),
    "password-is-username": N_("The password is the user name. Choose another one."),
    "headings-missing": N_(
        "The sheet “{sheet}” has lost its headings. Download the template again and fill that one."
    ),
    "newer-revision": N_(
        "Meanwhile {by} handed in revision {revision} ({at}). Open the return again and look at "
        "that one."
    ),
    "not-a-list": N_("“{entry}” must be a list, such as [{{…}}, {{…}}]."),
    "not-a-mapping": N_('“{entry}” must be an object, such as {{"CODE": 3}}.'),
    "not-submitted": N_(
        "Revision {revision} no longer awaits review: {status} by {by}, {at}. Open the return "
        "again to see how it stands."
    ),
    "own-submission": N_("You handed in this return yourself. Ask another reviewer to accept it."),
    "period-closed": N_(
        "The books for {period} were closed on {closed_on}. Ask the provincial officer to reopen "
        "the unit's return."
    ),
    "port-in-use": N_(
        "Port {port} is in use by another program. Close it, or set TIENDO_PORT to a free port, "
        "for example TIENDO_PORT={other}."
    ),
    "quarter-not-begun": N_(
        "{period} begins on {first_day}. Hand in its return from that day on, or choose another "
        "quarter."
    ),
    "reason-missing": N_("Say why the return is sent back: the unit reads it and mends it by it."),
    "schema-not-current": N_(
        "The database has another version's schema. Run tiendo migrate, then try again."
    ),
    "sheet-missing": N_(
        "The workbook has no sheet “{sheet}”. Download the template again and fill that one."
    ),
    "unit-code": N_(
        "“{code}” cannot be a unit's code. Use 1 to 40 letters A–Z, digits, and . _ -, beginning "
        "with a letter or digit."
    ),
    "unit-dates": N_(
        "The unit {code} would exist from {valid_from} to {valid_to}. Give a last day that is not "
        "before the first."
    ),
    "unit-does-not-report": N_(
        "No return is due from {unit}: its figures are the sum of the units below it. Choose one "
        "of those."
    ),
    "unit-has-children": N_(
        "The unit {child} below {code} exists for longer. Let the units below end first."
    ),
    "unit-name": N_("Give the name of the unit {code}, 1 to 200 letters."),
    "unit-not-in-period": N_(
        "{unit} did not exist at the end of {period}. Choose another quarter, or the unit that "
        "followed it."
    ),
    "unit-not-in-year": N_("{unit} did not exist in {year}. Leave its cells empty."),
    "unit-succeeds-itself": N_("A unit cannot be followed by itself: {code}."),
    "unknown-entry": N_("“{entry}” fits nowhere in the workbook. Use one of: {expected}."),
    "unknown-indicator": N_(
        "The workbook has no indicator “{code}”. tiendo indicator list shows the codes."
    ),
    "unknown-unit": N_("The workbook has no unit “{unit}”. tiendo unit list shows the codes."),
    "warnings-unconfirmed": N_(
        "The file has warnings. Read them, then confirm that the figures are right, or mend the "
        "file."
    ),
}

SUBJECTS = {
    "account": N_("account"),
    "file": N_("file"),
    "indicator": N_("indicator"),
    "period": N_("period"),
    "return": N_("return"),
    "revision": N_("revision"),
    "unit": N_("unit"),
    "unit_kind": N_("kind of unit"),
    "upload": N_("upload"),
}
STATUSES = {
    ReturnStatus.SUBMITTED: N_("awaiting review"),
    ReturnStatus.ACCEPTED: N_("accepted"),
    ReturnStatus.SENT_BACK: N_("sent back"),
    ReturnStatus.REOPENED: N_("reopened"),
    ReturnStatus.WITHDRAWN: N_("withdrawn"),
    ReturnStatus.SUPERSEDED: N_("superseded"),
}


EMBEDDED = {
    "path-with-space": N_(
        "The folder of the database has a space in its path ({folder}), which its server cannot "
        "use. Set TIENDO_DATA_DIR to a folder without spaces."
    ),
    "not-writable": N_(
        "The folder of the database cannot be written: {folder}. Set TIENDO_DATA_DIR to a folder "
        "that you may write."
    ),
    "not-starting": N_(
        "The embedded database does not start in {folder} ({detail}). Its log is the file "
        "postgresql/log there; end other programs that use the folder, then try again."
    ),
}


def explain(problem: DashboardError | DataError) -> str:
    """Return what went wrong and what to do about it, in the language in force."""
    match problem:
        case Refused():
            return sentence(problem.rule, problem.values)
        case NotAllowed():
            return _(
                "You may not do or see this. Ask the administrator for the role, or sign in with "
                "another account."
            )
        case TooManyAttempts():
            return _("Too many wrong attempts. Try again in {minutes} minutes.").format(
                minutes=problem.minutes
            )
        case WrongSignIn():
            return _(
                "Wrong user name or password. Check the keyboard (Vietnamese typing, Caps Lock) "
                "and try again; if you forgot it, ask the administrator to reset it."
            )
        case WorkbookRefused():
            return " ".join(each.message for each in problem.problems[:3])
        case NotFound():
            return _("There is no {subject} {key}. Check the code or the address.").format(
                subject=_(SUBJECTS.get(problem.subject, problem.subject)), key=problem.key
            )
        case AlreadyThere():
            return _("{subject} {key} is already there. Choose another.").format(
                subject=_(SUBJECTS.get(problem.subject, problem.subject)), key=problem.key
            )
        case NoEmbeddedServer():
            return _(EMBEDDED[problem.reason]).format(folder=problem.folder, detail=problem.detail)
        case DatabaseUnavailable():
            return _("The database cannot be reached. Wait a moment and reload the page.")
        case _other:
            return _("This could not be done. Reload the page and try again.")


def problems_of(problem: DashboardError | DataError) -> tuple[Problem, ...]:
    """Return the error as problems of a file: the workbook's own, or the one sentence."""
    match problem:
        case WorkbookRefused():
            return problem.problems
        case Refused():
            rule = problem.rule
        case NotAllowed():
            rule = "not-allowed"
        case NotFound():
            rule = "not-found"
        case AlreadyThere():
            rule = "already-there"
        case DatabaseUnavailable():
            rule = "database-unavailable"
        case _other:
            rule = "refused"
    return (Problem(Severity.ERROR, rule, explain(problem)),)


def sentence(rule: str, values: dict[str, object]) -> str:
    """Return the sentence of a rule, filled in; a rule without one is named with its values."""
    known = SENTENCES.get(rule)
    if known is not None:
        return _(known).format(**{name: _told(value) for name, value in values.items()})
    told = ", ".join(f"{name}: {_told(value)}" for name, value in values.items())
    return f"{rule} ({told})" if told else rule


def _told(value: object) -> str:
    """Return a value as a person reads it."""
    match value:
        case ReturnStatus():
            return _(STATUSES[value])
        case Period():
            return format_period(value)
        case datetime():
            return format_moment(value)
        case date():
            return format_date(value)
        case _other:
            return str(value)

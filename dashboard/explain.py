"""One sentence for a person, for each error they can meet: what, where, how to mend it."""

from datetime import date, datetime

from dashboard.actions.signing import TooManyAttempts, WrongSignIn
from dashboard.errors import DashboardError, NotAllowed, Problem, Refused, WorkbookRefused
from dashboard.i18n import N_, _, format_date, format_moment, format_period
from data_access.errors import (
    AlreadyThere,
    DatabaseFull,
    DatabaseUnavailable,
    DataError,
    NoEmbeddedServer,
    NotFound,
    ProgramFailed,
    ProgramMissing,
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
    "backup-damaged": N_(
        "{file} is damaged, or is no backup of this program; nothing was changed. Take another "
        "copy of it, or an earlier backup."
    ),
    "backup-exists": N_(
        "{file} is there already and was left as it is. Choose another name, or give --force to "
        "overwrite it."
    ),
    "backup-newer": N_(
        "The backup was made by a newer version of the program, which this one cannot read; "
        "nothing was changed. Install that version or a newer one, then restore again."
    ),
    "backup-not-written": N_(
        "The backup cannot be written to {file} ({reason}). Choose a folder that can be written "
        "and has room, then try again."
    ),
    "backup-of-nothing": N_(
        "The database has no tables yet: there is nothing to back up. Run tiendo migrate first, or "
        "choose another database with TIENDO_DATABASE_URL or TIENDO_DATA_DIR."
    ),
    "correction-reason-missing": N_(
        "This return was accepted already. Say why it is corrected: the reviewer reads it beside "
        "the figures that change."
    ),
    "draft-busy": N_(
        "Too much is being saved at this moment. What you typed is kept; it is saved again in a "
        "moment."
    ),
    "draft-gone": N_(
        "Meanwhile this draft was handed in or put away. Open the page again to see how the "
        "return stands; what you typed can be saved as a new draft."
    ),
    "draft-newer": N_(
        "{by} saved this draft at {at}, after you had opened it. Go on with that one, or keep "
        "yours in its place."
    ),
    "draft-overtaken": N_(
        "{by} handed in revision {number}, {at}, after what stands here was begun. Go on from "
        "that revision, or keep what stands here: handed in, it takes that one's place."
    ),
    "draft-shape": N_(
        "What was sent is no draft of a return. Reload the page; what you typed is kept on this "
        "machine."
    ),
    "draft-too-large": N_(
        "The draft is larger than {most} kB. Shorten the longest texts, or hand the return in as "
        "an Excel file."
    ),
    "draft-too-long": N_(
        "A list on the page holds at most {most} rows. Hand a longer list in as an Excel file."
    ),
    "body-too-large": N_("The request is too large. Send at most {most} MB."),
    "body-too-slow": N_(
        "The request did not arrive whole within {seconds} seconds. Check the network and send it "
        "again; with the same Idempotency-Key nothing is handed in twice."
    ),
    "combining-marks": N_(
        "“{found}”: more than 30 accents stand one upon another here, which no language writes. "
        "Take them out and type it again."
    ),
    "text-too-long": N_(
        "“{found}”: a text of more than 100,000 characters is not read. Shorten it."
    ),
    "content-type": N_("The Content-Type “{found}” is not taken. Send one of: {expected}."),
    "bundle-empty": N_(
        "There is no file in what was handed over. Choose the workbooks, or an archive of them."
    ),
    "bundle-too-large": N_(
        "The files take more than {most} MB unpacked. Hand them in in several parts."
    ),
    "bundle-too-many": N_(
        "There are {count} files, at most {most} can be received at once. Hand them in in several "
        "parts."
    ),
    "demo-interrupted": N_(
        "The loading of the demonstration province was interrupted, and only a part of it is in "
        "the database. Run tiendo demo --again: it empties the database and loads it once more."
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
    "due-date-out-of-reach": N_(
        "{due_on} cannot be the due date of {period}. Choose a day from {first} to {last}."
    ),
    "due-date-closed": N_(
        "The books for {period} are closed in {province}, so its due date cannot be changed any "
        "more: returns are marked by it. An administrator can open the quarter again first."
    ),
    "extension-closed": N_(
        "The books for {period} are closed: no return is taken, so its due date cannot be put off. "
        "An administrator can open the quarter again first."
    ),
    "extension-out-of-reach": N_(
        "The due date of {period} cannot be put off until {due_on}. Choose a day from {first} to "
        "{last}: after the calendar's due date, and not in the past."
    ),
    "extension-reason-missing": N_(
        "Say why: the unit and the committee read the reason beside the new due date."
    ),
    "explanation-missing": N_(
        "There are points to look at again. Write a word of explanation on them for the reviewer, "
        "or mend the figures."
    ),
    "first-account": N_(
        "The first account must be an administrator's: add the role administrator on a province."
    ),
    "own-account": N_("This is your own account. Ask another administrator to do it."),
    "password-short": N_("The password is too short. Use {least} characters or more."),
    "password-long": N_("The password is too long. Use at most {most} characters."),
    "password-is-username": N_("The password is the user name. Choose another one."),
    "entry-missing": N_("“{entry}” is missing. Add it."),
    "entry-too-long": N_("“{entry}” is too long or too large. Shorten it."),
    "entry-type": N_(
        "“{entry}” ({found}) is not of the type, or not within the bounds, that belong there. The "
        "document /api/v1/openapi.json says which."
    ),
    "failed": N_(
        "Something went wrong on our side. Send the request again; if it happens again, give the "
        "administrator this number: {reference}."
    ),
    "headings-missing": N_(
        "The sheet “{sheet}” has lost its headings. Download the template again and fill that one."
    ),
    "host-unknown": N_(
        "This server is not known under the name that the request gives. Use the address at which "
        "the pages open."
    ),
    "idempotency-key": N_(
        "The header {name} cannot be used. Give 1 to 200 letters, digits and marks of ASCII, "
        "without spaces."
    ),
    "idempotency-key-reused": N_(
        "The key {key} was used for another request. Use a new key for each return that is new."
    ),
    "indicator-change-empty": N_(
        "Say what is to be another for {code}: a name, a unit of count, a flag or its place."
    ),
    "indicator-dates": N_(
        "The indicator {code} would be in force from {valid_from} to {valid_to}. Give a last day "
        "that is not before the first."
    ),
    "indicator-day": N_(
        "The indicator {code} is not in force on {day}. Choose a day on which it is."
    ),
    "indicator-main-without-target": N_(
        "A main indicator takes a target, {code} would take none. Let it take a target, or be no "
        "main indicator."
    ),
    "indicator-name-taken": N_(
        "“{name}” is the name of the indicator {other}. Give {code} another one."
    ),
    "indicator-needed": N_(
        "The indicator {other} is part of {code}, or adds to it or takes from it, and is in force "
        "for longer. Let {other} end first."
    ),
    "indicator-order": N_(
        "The place of the indicator {code} among the others is a number from 0 to {most}."
    ),
    "indicator-outlives": N_(
        "The indicator {code} is part of {other}, or adds to it or takes from it, and that one is "
        "in force until {last}. Choose that day or an earlier one."
    ),
    "indicator-reported": N_(
        "There is a figure of {code} for {period}, which would not be shown any more. Choose "
        "{last} or a later day."
    ),
    "indicator-text": N_("Give “{field}” of the indicator {code}, 1 to {most} letters."),
    "kind-code": N_(
        "“{code}” cannot be the code of a kind of unit. Use 1 to 40 letters a–z, digits and _, "
        "beginning with a letter."
    ),
    "kind-name": N_(
        "Give the kind {code} a Vietnamese and an English name, 1 to {most} letters each."
    ),
    "kind-order": N_("The place of the kind {code} among the others is a number from 0 to {most}."),
    "malformed-form": N_(
        "The form cannot be read. Send multipart/form-data with the workbook in the field “file”."
    ),
    "malformed-json": N_("The body is no JSON document ({reason}). Correct it and send it again."),
    "method-not-allowed": N_("{method} cannot be done at {path}."),
    "newer-revision": N_(
        "Meanwhile {by} handed in revision {revision} ({at}). Open the return again and look at "
        "that one."
    ),
    "newer-came-since": N_(
        "After this file was received, {by} handed in revision {number} ({at}), which stays. If "
        "this file is the right one, hand it over once more."
    ),
    "not-accepted": N_(
        "Only an accepted return is opened again; revision {revision}: {status} by {by}, {at}. "
        "Open the return again to see how it stands."
    ),
    "no-such-address": N_(
        "There is nothing at {path}. The document /api/v1/openapi.json names every address."
    ),
    "not-a-period": N_("“{entry}” ({found}) is no quarter such as 2026Q3."),
    "no-extension": N_(
        "The due date of {unit} for {period} was not put off: the calendar's holds already."
    ),
    "not-marked-up": N_(
        "This file cannot be opened, so nothing can be marked in it. {reason} A new form is on the "
        "page “Submit return”."
    ),
    "nothing-to-mend": N_("Nothing is to be mended in this file. Take the original file instead."),
    "not-a-list": N_("“{entry}” must be a list, such as [{{…}}, {{…}}]."),
    "not-a-mapping": N_('“{entry}” must be an object, such as {{"CODE": 3}}.'),
    "not-read": N_(
        "Something went wrong on our side while this file was read; the file is kept. Press “Try "
        "again”; if it happens again, give the administrator this number: {reference}."
    ),
    "not-still-sent-back": N_(
        "This file waits for no word any more. Reload the page to see what became of it."
    ),
    "not-submitted": N_(
        "Revision {revision} no longer awaits review: {status} by {by}, {at}. Open the return "
        "again to see how it stands."
    ),
    "number-in-formula": N_(
        "A formula in the file puts a number of 12 digits together, which may be a person's and "
        "cannot be made unreadable there; the file was not kept. Clear that number, save the file "
        "and send it again."
    ),
    "own-submission": N_("You handed in this return yourself. Ask another reviewer to accept it."),
    "parameter-day": N_(
        "A value cannot hold from {day} on. Choose a day from {first} to {last}: not before the "
        "present value's, and not too far off."
    ),
    "parameter-order": N_(
        "From {day} on a target would be slow from {slow} of the expected, yet on track from "
        "{on_track}. Choose values so that slow_from is not above on_track_from."
    ),
    "parameter-unknown": N_("There is no parameter “{name}”. Choose one of: {names}."),
    "parameter-value": N_(
        "“{value}” cannot be the value of {name}. Type one such as {example}{bounds}."
    ),
    "period-closed": N_(
        "The books for {period} were closed on {closed_on}. Ask the provincial officer to open the "
        "unit's return again or, where none was accepted, the quarter."
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
    "remark-empty": N_("Write the remark on {place}, or leave that place out."),
    "remark-place": N_(
        "“{place}” is no place of a return. Name a sheet such as “Biểu 1 – Số liệu” and a cell "
        "such as G14."
    ),
    "remarks-many": N_(
        "There are too many remarks. Keep to {most}; say in the reason what concerns them all."
    ),
    "reopen-reason-missing": N_(
        "Say why the return is opened again: the unit reads it and corrects the return by it."
    ),
    "request-misshapen": N_(
        "{count} places of the request are not as they should be; each is among the problems."
    ),
    "replace-without-another": N_(
        "The role {role} cannot connect to the database postgres or template1 of the server, from "
        "which {database} would be replaced; nothing was changed. Have the server's administrator "
        "grant CONNECT on one of them, or restore into an empty database."
    ),
    "replace-without-backup": N_(
        "Nothing was replaced, because no backup of what the database holds could be made first. "
        "{reason} To go on without one, give --no-backup."
    ),
    "replace-without-createdb": N_(
        "The role {role} has no right to create databases, so nothing can be restored beside "
        "{database} and then put in its place; nothing was changed. Have the server's "
        "administrator run ALTER ROLE {role} CREATEDB, or restore into an empty database."
    ),
    "replace-without-owning": N_(
        "The database {database} does not belong to the role {role}, which therefore cannot "
        "replace it; nothing was changed. Have the server's administrator run ALTER DATABASE "
        "{database} OWNER TO {role}, or restore into an empty database."
    ),
    "restore-contents-differ": N_(
        "The restored copy is not what was backed up: other contents in the table {table}. "
        "Nothing was replaced. Restore again; if it happens again, take an earlier backup."
    ),
    "restore-figures-differ": N_(
        "The restored copy does not answer as what was backed up did: the progress of {unit} up to "
        "{period} differs. Nothing was replaced. Restore with the version of the program that made "
        "the backup."
    ),
    "restore-not-empty": N_(
        "The database is not empty, so nothing was restored and nothing was changed. Choose an "
        "empty one with TIENDO_DATABASE_URL, or another folder with TIENDO_DATA_DIR; or give "
        "--replace: what was restored then takes its place, once it is proven to be the same."
    ),
    "restore-older-server": N_(
        "The server is PostgreSQL {server}, older than the {wanted} that the backup comes from, "
        "and does not take it ({reason}); nothing was changed. Restore on a server of version "
        "{wanted} or newer."
    ),
    "restore-rows-differ": N_(
        "The restored copy is not what was backed up: {found} rows instead of {expected} in the "
        "table {table}. Nothing was replaced. Restore again; if it happens again, take an earlier "
        "backup."
    ),
    "return-has-errors": N_(
        "The return has errors ({errors}) and was not handed in; each is among the problems, with "
        "its place."
    ),
    "revised-too-often": N_(
        "{most} revisions of the return for {period} came within one day. Look at the newest one, "
        "and hand in the next correction tomorrow."
    ),
    "schema-not-current": N_(
        "The database has another version's schema. Run tiendo migrate, then try again."
    ),
    "schema-newer": N_(
        "The database has the schema of a newer version of the program ({revision}). Install that "
        "version; this one changes nothing there."
    ),
    "schema-without-right": N_(
        "The role {role} has no right to make tables in the database. Have the server's "
        "administrator run GRANT CREATE ON SCHEMA public TO {role} there, or make {role} the owner "
        "of the database; then try again."
    ),
    "server-busy": N_("Too many requests are waiting. Send it again in a few seconds."),
    "sheet-missing": N_(
        "The workbook has no sheet “{sheet}”. Download the template again and fill that one."
    ),
    "still-sent-back": N_(
        "Revision {revision} of this return was sent back by {by} ({at}): “{reason}” This file "
        "says just the same, so that the return is still sent back. Correct the figures and send "
        "the file again or, if they are right, write why."
    ),
    "stored-too-much": N_(
        "More than {most} MB would have been stored for this account within one day. Go on "
        "tomorrow, or take large pictures out of the files."
    ),
    "token-days": N_("An access key is valid for 1 to {most} days, not {days}."),
    "token-missing": N_(
        "The request has no access key. Send the header Authorization: Bearer td_…, with a key "
        "from the page “API access keys”."
    ),
    "token-name": N_("Say which program the access key is for, in 1 to {most} letters."),
    "token-reads-only": N_(
        "This access key only reads. Hand returns in with a key made for handing in."
    ),
    "token-too-many": N_(
        "{account} has {most} access keys in force. Revoke one that is no longer used."
    ),
    "token-unknown": N_(
        "The access key is unknown, has expired or was revoked. Make a new one on the page “API "
        "access keys”."
    ),
    "too-many-entries": N_("“{entry}” has too many entries. Send fewer."),
    "too-many-requests": N_("Too many requests. Wait {seconds} seconds and try again."),
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
    "unit-word-missing": N_(
        "Write the word that the unit gave, by e-mail or telephone: the reviewer reads it beside "
        "the figures."
    ),
    "unit-not-yours": N_(
        "The file is of the unit {unit}, whose returns you do not receive. Hand it on to the "
        "officer who does."
    ),
    "unit-name": N_("Give the name of the unit {code}, 1 to 200 letters."),
    "unit-name-day": N_("The unit {code} does not exist on {day}. Choose a day on which it does."),
    "unit-not-in-period": N_(
        "{unit} did not exist at the end of {period}. Choose another quarter, or the unit that "
        "followed it."
    ),
    "unit-not-in-year": N_("{unit} did not exist in {year}. Leave its cells empty."),
    "unit-outlives-parent": N_(
        "The unit {parent} above {code} exists until {last}. Choose that day or an earlier one, or "
        "let {parent} exist for longer first."
    ),
    "unit-rename-empty": N_(
        "Say what is to be another for the unit {code}: its name, its English name or its kind."
    ),
    "unit-succeeds-itself": N_("A unit cannot be followed by itself: {code}."),
    "unknown-entry": N_("“{entry}” fits nowhere in the workbook. Use one of: {expected}."),
    "unknown-field": N_("“{entry}” is not known here. Check its spelling, or leave it out."),
    "unknown-indicator": N_(
        "The workbook has no indicator “{code}”. tiendo indicator list shows the codes."
    ),
    "unknown-unit": N_("The workbook has no unit “{unit}”. tiendo unit list shows the codes."),
    "upgrade-without-backup": N_(
        "The schema was not changed, because no backup of what the database holds could be made "
        "first. {reason} To go on without one: tiendo migrate --no-backup."
    ),
    "withdraw-reason-missing": N_(
        "Say why the return is taken back: the reviewer reads it in the return's story."
    ),
    "unseen-character": N_("“{entry}” holds a character that cannot be seen. Remove it."),
    "warnings-unconfirmed": N_(
        "There are points to look at again. Read them, then confirm that the figures are right, or "
        "mend them."
    ),
}

SUBJECTS = {
    "account": N_("account"),
    "bundle": N_("bundle"),
    "draft": N_("draft"),
    "file": N_("file"),
    "indicator": N_("indicator"),
    "period": N_("period"),
    "return": N_("return"),
    "token": N_("access key"),
    "revision": N_("revision"),
    "unit": N_("unit"),
    "unit_kind": N_("kind of unit"),
    "upload": N_("upload"),
}
STATUSES = {
    ReturnStatus.DRAFT: N_("being written"),
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
    "disk-full": N_(
        "The embedded database does not start: the disk that holds {folder} is full. Make room on "
        "it, then try again; what was stored is still there."
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
        case DatabaseFull():
            return _(
                "The database has no room left on its disk: nothing more can be stored, and what "
                "was sent was not. Tell the administrator, then hand it in again."
            )
        case DatabaseUnavailable():
            return _(
                "The database does not answer just now. Wait a moment and try again: what you "
                "were storing is there whole or not at all, and the same file is never taken "
                "twice."
            )
        case ProgramMissing(found=None):
            return _(
                "PostgreSQL's program {program} is not there. Install PostgreSQL's client programs "
                "of version {wanted} or newer, and set TIENDO_POSTGRES_BIN to their folder."
            ).format(program=problem.program, wanted=problem.wanted)
        case ProgramMissing():
            return _(
                "PostgreSQL's program {program} is of version {found}; {wanted} or newer is "
                "wanted. Install it, and set TIENDO_POSTGRES_BIN to its folder."
            ).format(program=problem.program, found=problem.found, wanted=problem.wanted)
        case ProgramFailed():
            return _(
                "{program} ended with an error, and nothing was changed: {detail}. Mend that, then "
                "try again."
            ).format(program=problem.program, detail=problem.detail.rstrip("."))
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
        case DatabaseFull():
            rule = "database-full"
        case DatabaseUnavailable():
            rule = "database-unavailable"
        case ProgramMissing():
            rule = "program-missing"
        case ProgramFailed():
            rule = "program-failed"
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

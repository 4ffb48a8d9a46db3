"""What can go wrong below: one base, and the few that somebody tells apart.

DataError
├── NotFound              there is no such unit, indicator, return, account …
├── AlreadyThere          a code or name that must be unique is taken
├── DatabaseUnavailable   the database cannot be reached, or its schema is not ours
│   ├── DatabaseFull      it has no room left: nothing more can be stored
│   └── NoEmbeddedServer  the embedded one does not start on its folder (.folder, .reason)
├── ProgramMissing        there is no pg_dump, pg_restore or psql that fits (.program, .wanted)
└── ProgramFailed         one of them ended with an error (.program, .detail)
"""


class DataError(Exception):
    """Base of what the record refuses."""


class NotFound(DataError):
    def __init__(self, subject: str, key: object) -> None:
        super().__init__(f"no {subject} {key}")
        self.subject = subject
        self.key = key


class AlreadyThere(DataError):
    def __init__(self, subject: str, key: object) -> None:
        super().__init__(f"{subject} {key} is already there")
        self.subject = subject
        self.key = key


class DatabaseUnavailable(DataError):
    """The database cannot be reached or started."""


class DatabaseFull(DatabaseUnavailable):
    """The database has no room left on its disk; what it holds can be read."""


class NoEmbeddedServer(DatabaseUnavailable):
    """The embedded server does not start; ``reason`` is one of the keys of the sentences."""

    def __init__(self, folder: object, reason: str, detail: str = "") -> None:
        super().__init__(f"{folder}: {reason} {detail}".strip())
        self.folder = folder
        self.reason = reason
        self.detail = detail


class ProgramMissing(DataError):
    """There is no such program of PostgreSQL, or none as new as wanted; ``found`` is the newest."""

    def __init__(self, program: str, wanted: int, found: int | None) -> None:
        super().__init__(f"{program} {wanted} is wanted, {found} is there")
        self.program = program
        self.wanted = wanted
        self.found = found


class ProgramFailed(DataError):
    """A program of PostgreSQL ended with an error; ``detail`` is what it wrote last."""

    def __init__(self, program: str, detail: str) -> None:
        super().__init__(f"{program}: {detail}")
        self.program = program
        self.detail = detail

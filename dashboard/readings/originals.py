"""Original files, for whoever may see the return they became."""

from dashboard.domain.access import Person, Right
from dashboard.doors import reading
from dashboard.errors import NotAllowed
from dashboard.readings import returns
from data_access import originals, units
from data_access.originals import Original


def of_revision(person: Person, revision_id: int) -> Original:
    """Return the file behind a revision.

    Raises:
        NotFound: there is no such revision.
        NotAllowed: the person may not see returns of its unit.
    """
    with reading(person) as session:
        found = originals.of_revision(session, revision_id)
        above = units.ancestors(session, found.unit_id) if found.unit_id else frozenset()
        if not person.may(Right.SEE_RETURN, above):
            raise NotAllowed(f"{Right.SEE_RETURN} on unit {found.unit_id}")
        return found


def of_return(person: Person, return_id: int, revision: int | None = None) -> tuple[str, bytes]:
    """Return the name and the bytes of the file that a revision was submitted as, the newest by
    default.

    Raises:
        NotFound: no such return or revision.
        NotAllowed: the person may not see it.
    """
    with reading(person):
        shown = revision or returns.detail(person, return_id).revision.number
        return returns.file_of(person, return_id, shown)


def of_upload(person: Person, upload_id: int) -> Original:
    """Return a file that the person handed in themselves, refused ones included.

    Raises:
        NotFound: there is no such upload.
        NotAllowed: somebody else handed it in.
    """
    with reading(person) as session:
        found = originals.of_upload(session, upload_id)
        if found.uploaded_by != person.account_id:
            raise NotAllowed(f"upload {upload_id} is somebody else's")
        return found

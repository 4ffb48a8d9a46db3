"""Everything that the page of receiving by the bundle shows, of one moment."""

from dataclasses import dataclass

from dashboard.domain import reach
from dashboard.domain.access import Person, Right
from dashboard.doors import reading
from dashboard.readings import bundles, progress
from dashboard.readings.bundles import ReceivedBundle
from data_access.bundles import BatchRecord


@dataclass(frozen=True, slots=True)
class ReceivePage:
    """Either one bundle or, newest first, those received last."""

    bundle: ReceivedBundle | None
    latest: tuple[BatchRecord, ...]


def read(person: Person, batch_id: int | None = None) -> ReceivePage | None:
    """Return what the page shows; None: there is no unit whose returns the person could receive.

    Raises:
        NotFound: there is no such bundle.
        NotAllowed: somebody else received it, or the person receives no unit's returns.
    """
    with reading(person):
        latest = bundles.latest(person) if batch_id is None else ()
        bundle = None if batch_id is None else bundles.bundle(person, batch_id)
        if not reach.units(person, Right.RECEIVE_RETURNS, progress.units_visible(person)):
            return None
        return ReceivePage(bundle, latest)

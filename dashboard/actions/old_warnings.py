"""Warnings that earlier versions stored as sentences, in the submitter's language."""

from dashboard.doors import SERVICE, reading, writing
from dashboard.messages.derivation import Derivation
from data_access import indicators, warning_parameters
from data_access.warning_parameters import WarningSentence

AT_ONCE = 1000


def derive_parameters() -> int:
    """Keep the parameters of each sentence that tells them; return of how many there were none yet.

    The other sentences are shown as they are. It may run again at any time, and twice at once.
    """
    with reading(SERVICE) as session:
        derivation = Derivation(indicators.everything(session))
    count = 0
    last: WarningSentence | None = None
    while True:
        with writing(SERVICE) as session:
            batch = warning_parameters.sentences(session, AT_ONCE, last)
            if not batch:
                return count
            found = [(each, derivation.parameters(each.rule, each.message)) for each in batch]
            count += warning_parameters.add(
                session, [(each, *parameters) for each, parameters in found if parameters]
            )
        last = batch[-1]

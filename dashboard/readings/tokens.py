"""The tokens of programs that a person may see, their secrets never."""

from dashboard.domain.access import Person, Right
from dashboard.doors import reading
from dashboard.errors import NotAllowed
from data_access import tokens
from data_access.tokens import TokenRecord


def visible(person: Person) -> tuple[TokenRecord, ...]:
    """Return the person's own tokens and those of the accounts that they administer, newest first.

    Raises:
        NotAllowed: the person neither submits nor administers anywhere.
    """
    if not person.is_operator and not person.units_with(Right.HAVE_TOKENS):
        raise NotAllowed(f"{person.username} may have no tokens")
    administered = person.units_with(Right.MANAGE_ACCOUNTS)
    with reading(person) as session:
        if person.is_operator:
            return tokens.everything(session)
        own = tokens.of_account(session, person.account_id)
        others = tokens.within(session, administered) if administered else ()
    found = {each.id: each for each in (*own, *others)}
    return tuple(found[token_id] for token_id in sorted(found, reverse=True))

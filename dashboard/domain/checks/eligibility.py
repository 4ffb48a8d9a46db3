"""Whether an organisation may be founded there: doubted, never forbidden."""

from collections.abc import Iterator

from dashboard.domain.checks.case import Case, identities
from dashboard.errors import Problem
from data_access.vocabulary import Organisation


def party_cells(case: Case) -> Iterator[Problem]:
    least = case.limits.party_members
    for number, row in case.foundings_of(Organisation.PARTY):
        if case.unread.founding(number, "members"):
            continue
        review = case.review(row)
        reviewed = review.party_members if review else None
        members = reviewed if row.members is None else row.members
        if members is None or members >= least:
            continue
        yield case.problem(
            "party-few-members",
            ("founding", number, "members"),
            members if row.members is not None else "",
            variant="" if row.members is not None else "by-review",
            enterprise=row.enterprise,
            least=least,
            members=members,
        )


def unions(case: Case) -> Iterator[Problem]:
    least = case.limits.union_workers
    for number, row in case.foundings_of(Organisation.UNION):
        review = case.review(row)
        if review and review.workers is not None and review.workers < least:
            yield case.problem(
                "union-few-workers",
                ("founding", number, "enterprise"),
                review.workers,
                enterprise=row.enterprise,
                least=least,
                workers=review.workers,
            )


def youth_branches(case: Case) -> Iterator[Problem]:
    for number, row in case.foundings_of(Organisation.YOUTH):
        if case.unread.founding(number, "enterprise"):
            continue
        review = case.review(row)
        said = review.has_party if review else None
        if said or not identities((row,)).isdisjoint(case.party):
            continue
        yield case.problem(
            "youth-without-party",
            ("founding", number, "enterprise"),
            row.enterprise,
            variant="by-review" if said is False else "",
            enterprise=row.enterprise,
        )

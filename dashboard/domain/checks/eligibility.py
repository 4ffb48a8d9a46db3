"""Whether an organisation may be founded there: doubted, never forbidden."""

from collections.abc import Iterator

from dashboard.domain.checks.case import Case, identities
from dashboard.errors import Problem
from dashboard.i18n import _, format_count
from data_access.vocabulary import Organisation


def party_cells(case: Case) -> Iterator[Problem]:
    least = case.limits.party_members
    for number, row in case.foundings_of(Organisation.PARTY):
        review = case.review(row)
        reviewed = review.party_members if review else None
        members = reviewed if row.members is None else row.members
        if members is None or members >= least:
            continue
        sentence = (
            _(
                "{enterprise}: a Party organisation wants {least} members or more, the review of "
                "enterprises gives {members}. Check the number."
            )
            if row.members is None
            else _(
                "{enterprise}: a Party organisation wants {least} members or more, "
                "{members} are given. Check the number."
            )
        )
        yield case.problem(
            "party-few-members",
            ("founding", number, "members"),
            members if row.members is not None else "",
            sentence.format(enterprise=row.enterprise, least=least, members=members),
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
                _(
                    "{enterprise}: a trade union is to be founded where there are {least} workers "
                    "or more, the review of enterprises gives {workers}. Check both."
                ).format(
                    enterprise=row.enterprise,
                    least=least,
                    workers=format_count(review.workers),
                ),
            )


def youth_branches(case: Case) -> Iterator[Problem]:
    for number, row in case.foundings_of(Organisation.YOUTH):
        review = case.review(row)
        said = review.has_party if review else None
        if said or not identities((row,)).isdisjoint(case.party):
            continue
        message = (
            _(
                "{enterprise}: a youth organisation wants a Party organisation in the enterprise, "
                "the review of enterprises says there is none. Check both."
            )
            if said is False
            else _(
                "{enterprise}: a youth organisation wants a Party organisation in the enterprise. "
                "None is known: give it in the review of enterprises if there is one."
            )
        )
        key = ("founding", number, "enterprise")
        yield case.problem(
            "youth-without-party", key, row.enterprise, message.format(enterprise=row.enterprise)
        )

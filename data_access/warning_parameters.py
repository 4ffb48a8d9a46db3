"""Parameters of warnings that were stored as sentences, which stay as they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from data_access.models import WarningParameters

# Of the revision v: its derived parameters by the positions of the warnings, as text.
DERIVED = """(
    select jsonb_object_agg(
        derived.position,
        jsonb_build_object('variant', derived.variant, 'parameters', derived.parameters))
    from warning_parameters derived
    where derived.revision_id = v.id
)"""

_SENTENCES = text("""
select v.id as revision_id, s.position, s.warning ->> 'rule' as rule,
       s.warning ->> 'message' as message
from return_revision v
cross join lateral jsonb_array_elements(v.warnings) with ordinality s (warning, position)
where v.id >= :revision_id and (v.id, s.position) > (:revision_id, :position)
  and s.warning ? 'message'
  and not exists (
      select from warning_parameters p where (p.revision_id, p.position) = (v.id, s.position))
order by v.id, s.position
limit :limit
""")


@dataclass(frozen=True, slots=True)
class WarningSentence:
    """A warning stored as a sentence; ``position`` is its place in the list, from 1 on."""

    revision_id: int
    position: int
    rule: str
    message: str


def completed(
    warnings: Sequence[Mapping[str, Any]], derived: Mapping[str, Any] | None
) -> tuple[dict[str, Any], ...]:
    """Return a revision's warnings as they were stored, with what ``DERIVED`` found of them."""
    known = derived or {}
    return tuple(
        {**warning, **known.get(str(position), {})}
        for position, warning in enumerate(warnings, start=1)
    )


def of_revision(session: Session, revision_id: int) -> dict[str, Any]:
    """Return what ``DERIVED`` finds of one revision."""
    found = session.execute(
        select(
            WarningParameters.position, WarningParameters.variant, WarningParameters.parameters
        ).where(WarningParameters.revision_id == revision_id)
    )
    return {
        str(position): {"variant": variant, "parameters": parameters}
        for position, variant, parameters in found
    }


def sentences(
    session: Session, limit: int, after: WarningSentence | None = None
) -> tuple[WarningSentence, ...]:
    """Return warnings that are sentences only, in the order of the record, from ``after`` on."""
    place = (after.revision_id, after.position) if after else (0, 0)
    found = session.execute(
        _SENTENCES, {"revision_id": place[0], "position": place[1], "limit": limit}
    )
    return tuple(WarningSentence(*row) for row in found)


def add(session: Session, derived: Iterable[tuple[WarningSentence, str, Mapping[str, Any]]]) -> int:
    """Keep a variant and parameters for each; return for how many there were none yet."""
    rows = [
        {
            "revision_id": of.revision_id,
            "position": of.position,
            "variant": variant,
            "parameters": dict(parameters),
        }
        for of, variant, parameters in derived
    ]
    if not rows:
        return 0
    added = session.execute(
        insert(WarningParameters)
        .values(rows)
        .on_conflict_do_nothing()
        .returning(WarningParameters.position)
    )
    return len(added.all())

"""Where a return stands, of all its revisions and the decisions on them: parts of statements.

Each is a subquery about the return ``q``; it is one row, or none where nothing was submitted.
"""

# The revision by which the return stands: the newest that was not withdrawn or, before it was
# reviewed, replaced; where none is left, the newest. With its newest decision.
STANDING = """(
    select v.id, v.number, d.kind, d.reason as remark, d.decided_at
    from return_revision v
    left join lateral (
        select kind, reason, decided_at
        from return_decision where revision_id = v.id order by id desc limit 1
    ) d on true
    where v.return_id = q.id
    order by d.kind is not distinct from 'withdraw'
                 or (d.kind is null and v.number < max(v.number) over ()),
             v.number desc
    limit 1
)"""

# When the newest decision on any revision was made, and whether the return was opened again since
# it was last accepted.
MOVED = """(
    select max(e.decided_at) as decided_at,
           max(e.id) filter (where e.kind = 'reopen')
               > coalesce(max(e.id) filter (where e.kind = 'accept'), 0) as reopened
    from return_revision v
    join return_decision e on e.revision_id = v.id
    where v.return_id = q.id
)"""

# As they stood at :until.
STANDING_THEN = STANDING.replace(
    "where revision_id = v.id", "where revision_id = v.id and decided_at < :until"
).replace("where v.return_id = q.id", "where v.return_id = q.id and v.submitted_at < :until")
MOVED_THEN = MOVED.replace(
    "where v.return_id = q.id", "where v.return_id = q.id and e.decided_at < :until"
)

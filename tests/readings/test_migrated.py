"""A filled database of an earlier version, migrated: every figure is there, every day answers."""

import json
import lzma
import subprocess
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from dashboard import clock
from dashboard.actions import operator
from dashboard.clock import VIETNAM
from data_access import databases, embedded, engine, schema
from tests.conftest import dropped
from tests.readings.before.questions import digests

BEFORE = Path(__file__).parent / "before"
DUMP, ANSWERS = BEFORE / "province-0006.dump.xz", BEFORE / "answers-0006.json"
PRESENT = datetime(2026, 11, 29, 9, tzinfo=VIETNAM)

# Two files came by e-mail on the 23rd and were entered on the 26th: in between nobody knew of them,
# where the version before told of them from the 23rd on.
ANOTHER = {
    *(f"receipts 2026-11-{day} 2026Q3" for day in (23, 24, 25)),
    *(f"progress 2026-11-{day} 2026Q{quarter} True" for day in (23, 24, 25) for quarter in (3, 4)),
}
COUNTED = (
    "account",
    "account_grant",
    "audit_event",
    "difficulty",
    "due_date_extension",
    "enterprise_review",
    "founding",
    "intake_batch",
    "intake_item",
    "quarterly_return",
    "return_decision",
    "return_revision",
    "return_value",
    "stored_file",
    "target_decision",
    "target_value",
    "unit",
    "unit_ancestor",
    "unit_succession",
    "upload",
)


@pytest.fixture(scope="module")
def restored(server, tmp_path_factory):
    """The dump restored, its rows counted, and then migrated: the URL and the counts."""
    dump = tmp_path_factory.mktemp("before") / "province.dump"
    dump.write_bytes(lzma.decompress(DUMP.read_bytes()))
    url = server.url.set(database="before_0006").render_as_string(hide_password=False)
    databases.drop(url)
    databases.create_if_missing(url)
    engine.use(url)
    place = server.url.set(drivername="postgresql", database="before_0006")
    subprocess.run(
        [
            str(embedded.binaries() / "pg_restore"),
            "--no-owner",
            "--dbname",
            place.render_as_string(hide_password=False),
            str(dump),
        ],
        check=True,
    )
    found = counts()
    schema.migrate()
    yield url, found
    dropped(server, url)


@pytest.fixture
def before(restored):
    """The counts before the migration."""
    return restored[1]


@pytest.fixture
def migrated(restored):
    """The counts after it, in the database that is in use."""
    engine.use(restored[0])
    return counts()


def counts() -> dict[str, tuple[int, int]]:
    """The rows of each table, and a sum over the figures that it holds."""
    figures = {"return_value": "amount", "target_value": "amount", "stored_file": "size"}
    with engine.engine().connect() as connection:
        return {
            table: tuple(
                connection.execute(
                    text(
                        f"select count(*), coalesce(sum({figures.get(table, '0')}), 0) from {table}"  # noqa: S608
                    )
                ).one()
            )
            for table in COUNTED
        }


def test_every_row_and_every_figure_is_kept(before, migrated):
    assert migrated == before


def test_each_day_answers_as_before_but_for_returns_that_were_known_only_later(migrated):
    with clock.held(PRESENT):
        found = digests(operator(), "MH")
    known = json.loads(ANSWERS.read_text("utf-8"))
    assert found.keys() == known.keys()
    assert {question for question in known if known[question] != found[question]} == ANOTHER


def test_when_a_return_of_a_bundle_was_entered_is_taken_from_the_audit(migrated):
    with engine.reading(engine.SERVICE) as session:
        found = session.execute(
            text(
                "select distinct (submitted_at at time zone 'Asia/Ho_Chi_Minh')::date, "
                "(recorded_at at time zone 'Asia/Ho_Chi_Minh')::date "
                "from return_revision where channel = 'email'"
            )
        ).all()
        others = session.scalar(
            text(
                "select count(*) from return_revision "
                "where channel <> 'email' and recorded_at <> submitted_at"
            )
        )
    assert [(str(received), str(recorded)) for received, recorded in found] == [
        ("2026-11-23", "2026-11-26")
    ]
    assert others == 0


def test_due_dates_and_closings_that_the_audit_knew_are_rows(migrated):
    with engine.reading(engine.SERVICE) as session:
        due = session.execute(
            text(
                "select year, quarter, due_on::text, recorded_by is not null from due_date "
                "order by id"
            )
        ).all()
        usual = session.scalar(
            text("select due_on::text from reporting_period where year = 2026 and quarter = 4")
        )
        closings = session.execute(
            text("select closed from period_closing where year = 2026 and quarter = 1 order by id")
        ).all()
        of_demonstration = session.scalar(
            text("select count(*) from period_closing where year < 2026")
        )
    assert [tuple(row) for row in due] == [
        (2026, 4, "2026-12-28", True),
        (2026, 3, "2026-09-30", True),
        (2026, 4, "2026-12-26", True),
    ]
    assert usual == "2026-12-25"
    assert [row.closed for row in closings] == [True, False, True]
    assert of_demonstration == 20

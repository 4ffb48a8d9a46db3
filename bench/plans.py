"""What each page, and what else is read, costs the database of a nation: rows, buffers, time.

Every statement is explained twice: with a plan for its values, and with one for any values, which
PostgreSQL may take once it has seen a statement often. Of both the dearer is written down.
"""

import os
import tempfile
from pathlib import Path

from bench import loaded, nation, report
from bench.servers import TODAY
from dashboard.settings import settings
from data_access import embedded, engine
from tests import plans
from tests.pages import nation_views

PATIENCE = 300.0


def run() -> None:
    """Measure and write ``bench/results/plans.json`` and the table beside it."""
    os.environ["TIENDO_TODAY"] = TODAY
    settings.cache_clear()
    with tempfile.TemporaryDirectory(prefix="tiendo-bench-") as place:
        folder = Path(place) / "data"
        engine.use(loaded.anew(folder, "nation", lambda: nation.load("")))
        try:
            there = nation_views.visitors(nation.WHOLE)
            costs = {name: _cost(view(there)) for name, view in nation_views.VIEWS.items()}
        finally:
            engine.engine().dispose()
            embedded.stop(folder)
    report.write_plans(costs)


def _cost(statements: list[plans.Statement]) -> dict[str, float]:
    works = [plans.work(statements, mode, PATIENCE) for mode in (plans.CUSTOM, plans.GENERIC)]
    dearer = max(works, key=lambda each: each.buffers)
    return {
        "statements": len(statements),
        "rows": max(each.rows for each in works),
        "buffers": dearer.buffers,
        "ms": round(dearer.milliseconds, 1),
        "buffers_of_the_dearest": dearer.dearest().buffers,
    }

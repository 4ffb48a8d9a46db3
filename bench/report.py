"""Results on paper: one JSON document a measurement, and a table of ratios."""

import json
import os
import platform
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).resolve().parent / "results"

GOALS = (
    ("overview, warm, nation", "nation", "warm_ms", "blank", 1.3, 1.0),
    ("overview, cold browser, nation", "nation", "cold_ms", "blank", 1.35, 1.0),
    ("another quarter chosen, nation", "nation", "selection_ms", "blank", 1.0, 0.7),
    ("nation against demonstration, warm", "nation", "warm_ms", "demo", 1.1, 1.05),
    ("bytes at a first visit", "demo", "first_visit_bytes", "blank", 0.6, 0.45),
    ("server memory", "nation", "server_memory_bytes", "blank", 2.5, 1.5),
)


def write(name: str, figures: dict[str, dict[str, float]], runs: int) -> None:
    """Write the figures and say which goals are met."""
    RESULTS.mkdir(exist_ok=True)
    ratios = [
        {
            "what": what,
            "ratio": round(figures[which][figure] / figures[beside][figure], 3),
            "goal": goal,
            "stretch": stretch,
            "met": figures[which][figure] / figures[beside][figure] <= goal,
        }
        for what, which, figure, beside, goal, stretch in GOALS
    ]
    document = {
        "runs": runs,
        "machine": {
            "processors": os.cpu_count(),
            "system": f"{platform.system()} {platform.machine()}",
            "python": platform.python_version(),
            "streamlit": version("streamlit"),
        },
        "medians": figures,
        "ratios": ratios,
    }
    (RESULTS / f"{name}.json").write_text(
        json.dumps(document, indent=2, ensure_ascii=False) + "\n", "utf-8"
    )
    table = _table(figures, ratios)
    (RESULTS / f"{name}.md").write_text(table, "utf-8")
    print(table)


def _table(figures: dict[str, dict[str, float]], ratios: list[dict[str, object]]) -> str:
    columns = list(next(iter(figures.values())))
    lines = ["| medians | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    for name, each in figures.items():
        lines.append(f"| {name} | " + " | ".join(f"{each[column]:,}" for column in columns) + " |")
    lines += ["", "| ratio in the same run | found | goal | stretch | |", "|---|---|---|---|---|"]
    for each in ratios:
        word = "met" if each["met"] else "not met"
        lines.append(
            f"| {each['what']} | {each['ratio']} | ≤ {each['goal']} "
            f"| ≤ {each['stretch']} | {word} |"
        )
    return "\n".join(lines) + "\n"

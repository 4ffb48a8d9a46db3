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
    ratios = _ratios(figures)
    _save(name, {"runs": runs, "medians": figures, "ratios": ratios}, _table(figures, ratios))


def show(figures: dict[str, dict[str, float]]) -> None:
    """Print the figures and which goals are met; what was written earlier stays."""
    print(_table(figures, _ratios(figures)))


def _ratios(figures: dict[str, dict[str, float]]) -> list[dict[str, object]]:
    return [
        {
            "what": what,
            "ratio": round(figures[which][figure] / figures[beside][figure], 3),
            "goal": goal,
            "stretch": stretch,
            "met": figures[which][figure] / figures[beside][figure] <= goal,
        }
        for what, which, figure, beside, goal, stretch in GOALS
    ]


OPENPYXL_MS = 20
"""What openpyxl took for a return's file where the goals were set."""


def write_intake(figures: dict[str, dict[str, float]], whole: dict[str, float]) -> None:
    """Write how many returns a second went the full path, and which goals that meets."""
    rates = [
        (f"returns a second, {name}", figures[name]["returns_a_second"], "≥", 50, 150)
        for name in ("one at a time", "8 at once")
    ]
    goals = [
        *rates,
        (
            f"seconds for {whole['returns']:,} returns, 8 at once",
            whole["burst_seconds"],
            "≤",
            90,
            30,
        ),
        ("of these lost", whole["lost"], "≤", 0, 0),
    ]
    faster = whole["openpyxl_reads_one_in_ms"] / OPENPYXL_MS
    at_pace = {name: round(each["returns_a_second"] * faster, 1) for name, each in figures.items()}
    lines = [*_medians(figures), "", "| | found | goal | stretch | |", "|---|---|---|---|---|"]
    lines += [
        f"| {what} | {found:,} | {sign} {goal} | {sign} {stretch} | "
        f"{_met(found, sign, goal, stretch)} |"
        for what, found, sign, goal, stretch in goals
    ]
    lines += [
        "",
        f"{whole['statements_a_return']} statements a return; "
        f"the unit's progress read after every single return would add "
        f"{whole['progress_after_each_ms']} ms; "
        f"openpyxl alone reads the file in {whole['openpyxl_reads_one_in_ms']} ms on this machine, "
        f"in {OPENPYXL_MS} ms on the one that the goals were set on; at that pace it would be "
        + ", ".join(f"{rate} a second {name}" for name, rate in at_pace.items())
        + ".",
    ]
    met = [
        {"what": what, "found": found, "goal": f"{sign} {goal}", "stretch": f"{sign} {stretch}",
         "met": _met(found, sign, goal, stretch)}
        for what, found, sign, goal, stretch in goals
    ]  # fmt: skip
    _save(
        "intake",
        {"medians": figures, **whole, "at_that_pace": at_pace, "goals": met},
        "\n".join(lines) + "\n",
    )


def write_plans(costs: dict[str, dict[str, float]]) -> None:
    """Write what each reading costs the database."""
    _save("plans", {"costs": costs}, "\n".join(_medians(costs, "reading")) + "\n")


def _met(found: float, sign: str, goal: float, stretch: float) -> str:
    way = -1 if sign == "≤" else 1
    if way * found >= way * stretch:
        return "stretch met"
    return "met" if way * found >= way * goal else "not met"


def keep(name: str, said: str) -> None:
    """Keep what a command printed, as it is to be read."""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / name).write_text(said + "\n", "utf-8")


def _save(name: str, found: dict[str, object], table: str) -> None:
    RESULTS.mkdir(exist_ok=True)
    machine = {
        "processors": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "streamlit": version("streamlit"),
    }
    document = json.dumps({"machine": machine, **found}, indent=2, ensure_ascii=False)
    (RESULTS / f"{name}.json").write_text(document + "\n", "utf-8")
    (RESULTS / f"{name}.md").write_text(table, "utf-8")
    print(table)


def _medians(figures: dict[str, dict[str, float]], head: str = "medians") -> list[str]:
    columns = list(next(iter(figures.values())))
    lines = [f"| {head} | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    for name, each in figures.items():
        lines.append(f"| {name} | " + " | ".join(f"{each[column]:,}" for column in columns) + " |")
    return lines


def _table(figures: dict[str, dict[str, float]], ratios: list[dict[str, object]]) -> str:
    lines = _medians(figures)
    lines += ["", "| ratio in the same run | found | goal | stretch | |", "|---|---|---|---|---|"]
    for each in ratios:
        word = "met" if each["met"] else "not met"
        lines.append(
            f"| {each['what']} | {each['ratio']} | ≤ {each['goal']} "
            f"| ≤ {each['stretch']} | {word} |"
        )
    return "\n".join(lines) + "\n"

"""``python -m bench``: measure, and write ``bench/results/``; ``python -m bench intake`` alone."""

import argparse

from bench import intake, overview

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="*", help="overview, intake; nothing: both")
    parser.add_argument("--runs", type=int, default=15, help="rounds of each page's measurement")
    asked = parser.parse_args()
    wanted = asked.what or ["overview", "intake"]
    if unknown := set(wanted) - {"overview", "intake"}:
        parser.error(f"no such measurement: {', '.join(sorted(unknown))}")
    if "overview" in wanted:
        overview.run(asked.runs)
    if "intake" in wanted:
        intake.run()

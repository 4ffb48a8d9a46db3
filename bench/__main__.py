"""``python -m bench``: measure, and write ``bench/results/``; ``python -m bench intake`` alone.

``--quick`` measures the overview for a few rounds, and prints what it found.
"""

import argparse

from bench import intake, overview, plans

MEASUREMENTS = ("overview", "intake", "plans")

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="*", help=f"{', '.join(MEASUREMENTS)}; nothing: all")
    parser.add_argument("--runs", type=int, default=15, help="rounds of each page's measurement")
    parser.add_argument("--quick", action="store_true", help="the overview alone, a few rounds")
    asked = parser.parse_args()
    wanted = asked.what or MEASUREMENTS
    if unknown := set(wanted) - set(MEASUREMENTS):
        parser.error(f"no such measurement: {', '.join(sorted(unknown))}")
    if asked.quick:
        overview.run_quickly()
    else:
        if "overview" in wanted:
            overview.run(asked.runs)
        if "plans" in wanted:
            plans.run()
        if "intake" in wanted:
            intake.run()

"""``python -m bench``: measure, and write ``bench/results/``."""

import argparse

from bench import overview

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15, help="rounds of each measurement")
    overview.run(parser.parse_args().runs)

"""`python -m tests.bench [NAME ...] [--json]`: run the benchmarks of every `bench_*.py` here, or those named."""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path

from tests.bench.result import Bench


def collect() -> dict[str, Bench]:
    """Every benchmark by its name, from the `BENCHES` of each module."""
    benches: dict[str, Bench] = {}
    for path in sorted(Path(__file__).parent.glob("bench_*.py")):
        benches |= importlib.import_module(f"tests.bench.{path.stem}").BENCHES
    return benches


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0 when everything was measured, whether or not the goals were met; 2 for an unknown name."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="a benchmark; all of them when none is named")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    options = parser.parse_args(arguments)
    benches = collect()
    if unknown := [name for name in options.names if name not in benches]:
        parser.error(f"unknown: {', '.join(unknown)}; there are: {', '.join(benches)}")
    for name in options.names or benches:
        result = benches[name]()
        print(result.json if options.json else result.line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""`python -m tests.bench [NAME ...]`: run the benchmarks of this folder, or those named."""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path

from tests.bench.result import Bench, Options

_LONG = ("soak", "kills")
"""Modules whose benchmarks take minutes."""


def collect() -> dict[str, Bench]:
    """Every benchmark by its name, from the `BENCHES` of each module."""
    benches: dict[str, Bench] = {}
    for name in [*sorted(path.stem for path in Path(__file__).parent.glob("bench_*.py")), *_LONG]:
        benches |= importlib.import_module(f"tests.bench.{name}").BENCHES
    return benches


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0 when everything was measured, whether or not the goals were met; 2 for an unknown name."""
    benches = collect()
    parser = _parser(benches)
    options = parser.parse_args(arguments)
    if unknown := [name for name in options.names if name not in benches]:
        parser.error(f"unknown: {', '.join(unknown)}; there are: {', '.join(benches)}")
    usual = [name for name, bench in benches.items() if (bench.reads_url if options.url else not bench.is_long)]
    chosen = Options(options.url, options.minutes, options.times)
    for name in options.names or usual:
        for result in benches[name].run(chosen):
            print(result.json if options.json else result.line, flush=True)
    return 0


def _parser(benches: dict[str, Bench]) -> argparse.ArgumentParser:
    long = ", ".join(name for name, bench in benches.items() if bench.is_long)
    readers = ", ".join(name for name, bench in benches.items() if bench.reads_url)
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"a benchmark; all of them when none is named, but for: {long}"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument(
        "--url",
        default="",
        help="an event stream in the API's format to answer with, asked for with POST, or with GET where POST is "
        f"refused; runs what can read it: {readers}",
    )
    parser.add_argument("--minutes", type=float, default=24.0, help="how long soak takes (default: 24)")
    parser.add_argument("--times", type=int, default=200, help="how often kills kills (default: 200)")
    return parser


if __name__ == "__main__":
    sys.exit(main())

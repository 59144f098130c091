"""Every check of the project, one after the other; one that fails does not hide the next."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from environment import ROOT, Environment

# Values, the network, the work and the disk are tested to the last branch, by the tests of their own folders. The rest
# is not measured: tests of windows take up to four times as long under coverage.
WHOLLY_COVERED = ("core", "api", "chat", "store")

_COLOURS = re.compile(rb"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Checks:
    environment: Environment
    variables: Mapping[str, str]  # for pytest: where its screen is, and that real parts are wanted

    def all(self) -> int:
        """Lint, types, layers, tests, the floors under coverage. Returns 0 when everything passed."""
        python = str(self.environment.python)
        passed = [
            self._quiet("ruff check", [python, "-m", "ruff", "check"]),
            self._quiet("ruff format", [python, "-m", "ruff", "format", "--check"]),
            self._quiet("mypy", [python, "-m", "mypy"]),
            self._quiet("import-linter", [str(self.environment.program("lint-imports")), "--no-logo"]),
        ]
        covered = [f"tests/{folder}" for folder in WHOLLY_COVERED]
        status, floors = self._loud([python, "-m", "coverage", "run", "-m", "pytest", *covered])
        passed.append(status == 0)
        passed.extend(self._floor(folder) for folder in WHOLLY_COVERED)
        status, others = self._loud([python, "-m", "pytest", "tests", *(f"--ignore={path}" for path in covered)])
        passed.append(status == 0)
        verdict = "Every check passed" if all(passed) else "NOT every check passed"
        print(f"\n{verdict}; pytest: {floors}, and {others}", flush=True)
        return 0 if all(passed) else 1

    def pytest(self, arguments: Sequence[str]) -> int:
        status, _ = self._loud([str(self.environment.python), "-m", "pytest", *arguments])
        return status

    def _floor(self, folder: str) -> bool:
        if not Path(ROOT, "desktop", folder).is_dir():
            return _report(f"coverage of {folder}", lambda: (False, f"desktop/{folder} is missing"))
        report = [str(self.environment.python), "-m", "coverage", "report", "--fail-under=100"]
        return self._quiet(f"coverage of {folder}", [*report, f"--include=desktop/{folder}/*"])

    def _quiet(self, name: str, command: Sequence[str]) -> bool:
        def work() -> tuple[bool, str]:
            result = subprocess.run(
                command,
                check=False,
                cwd=ROOT,
                env={**self.variables, "NO_COLOR": "1"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                errors="replace",
            )
            return result.returncode == 0, result.stdout

        return _report(name, work)

    def _loud(self, command: Sequence[str]) -> tuple[int, str]:
        """Shows the output as it comes. Returns the status and the last line."""
        colour = ["--color=yes"] if sys.stdout.isatty() else []
        started = subprocess.Popen(
            [*command, *colour],
            cwd=ROOT,
            env=dict(self.variables),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        tail = b""
        with started as process:
            assert process.stdout is not None  # noqa: S101 - told above
            while chunk := os.read(process.stdout.fileno(), 65536):
                sys.stdout.buffer.write(chunk)
                sys.stdout.buffer.flush()
                tail = (tail + chunk)[-4096:]
        lines = _COLOURS.sub(b"", tail).decode("utf-8", "replace").strip().splitlines()
        return process.returncode, lines[-1].strip("= ") if lines else "no output"


def _report(name: str, work: Callable[[], tuple[bool, str]]) -> bool:
    started = time.monotonic()
    passed, output = work()
    print(f"{'ok  ' if passed else 'FAIL'}  {name:<20} {time.monotonic() - started:6.1f} s", flush=True)
    if not passed:
        print("\n".join(f"      {line}" for line in output.strip().splitlines()), flush=True)
    return passed

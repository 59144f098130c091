"""What `dev.py` can do. Each command does all of its own set-up, on a machine that has only Python."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

import libraries
from checks import Checks
from environment import DEVELOPMENT, ROOT, RUNTIME, Environment, variables
from failure import SetupFailure
from freezing import PACKAGING
from packages import package
from screen import has_display, virtual_screen

HELP = """\
usage: python3 packaging/dev.py COMMAND [ARGUMENT ...]

  run [ARGUMENT ...]        start the app; the arguments are the app's own:
                              run --help
                              run ask "What can you do?" --sandbox    (needs no display)
  test                      every check: ruff, mypy, import-linter, pytest on a virtual screen, coverage floors
  test PYTEST-ARGUMENT ...  pytest alone with these arguments, on the virtual screen:
                              test tests/core        test -k reducer
  bench [NAME ...] [--json] the benchmarks, as ratios against a floor measured in the same run:
                              bench burst-view        bench soak --minutes 24
                              bench kills --times 200
                              bench --url URL         (the app on a stream from another server; bench --help)
  screenshots [ARGUMENT ..] PNG files of the main surfaces, from the real app on the sandbox
  package [--again] [--quick] [--ubuntu]
                            every package that this system can make, checked and tried (package --help)
  lock                      bring packaging/requirements*.txt up to date with pyproject.toml

Each makes .venv and fills it from a hash-locked file when it has to, and looks for the system libraries that Qt needs.
"""

NO_DISPLAY = (
    'There is no display here: ask without a window (python3 packaging/dev.py run ask "question" --sandbox), '
    "or set QT_QPA_PLATFORM=offscreen to start the app unseen."
)

_WITHOUT_QT = {"ask", "replay", "--version", "--help", "-h"}
_PROJECT = "pyproject.toml"


def main(arguments: Sequence[str]) -> int:
    signal.signal(signal.SIGTERM, _end)
    commands: dict[str, Callable[[list[str]], int]] = {
        "run": run,
        "test": test,
        "bench": bench,
        "screenshots": screenshots,
        "package": package,
        "lock": lock,
    }
    name, *rest = arguments or ["--help"]
    if name in {"--help", "-h", "help"}:
        print(HELP, end="")
        return 0
    if name not in commands:
        print(f"dev.py has no command {name!r}.\n\n{HELP}", end="", file=sys.stderr)
        return 2
    try:
        return commands[name](rest)
    except SetupFailure as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def run(arguments: list[str]) -> int:
    first = arguments[0] if arguments else ""
    extra: dict[str, str] = {}
    parts: list[libraries.Part] = []
    if first == "--selftest" and not has_display():
        extra["QT_QPA_PLATFORM"] = "offscreen"
    elif first not in _WITHOUT_QT and not has_display():
        raise SetupFailure(NO_DISPLAY)
    if first not in _WITHOUT_QT:
        parts += libraries.QT + _platform_libraries(extra)
    environment = _prepare(RUNTIME, parts)
    return _become([str(environment.python), "-m", "desktop", *arguments], variables(**extra))


def test(arguments: list[str]) -> int:
    if arguments[:1] in (["--help"], ["-h"]):
        print(HELP, end="")
        return 0
    own = arguments[1:] if arguments[:1] == ["--"] else arguments
    desktop = [*libraries.SCREEN, *libraries.KEYRING, *libraries.SCREEN_READER, *libraries.DESKTOP]
    real_parts = [*desktop, *libraries.PROXIES]
    environment = _prepare(DEVELOPMENT, [*libraries.QT, *libraries.X11, *real_parts])
    with virtual_screen() as screen:
        # With ROBOFY_TEST_REAL a test whose real part (keyring, display) is missing fails instead of skipping.
        checks = Checks(environment, variables(**screen, ROBOFY_TEST_REAL="1"))
        return checks.pytest(own) if own else checks.all()


def bench(arguments: list[str]) -> int:
    return _on_screen(["-m", "tests.bench", *arguments])


def screenshots(arguments: list[str]) -> int:
    return _on_screen([str(Path(ROOT, "packaging", "screenshots.py")), *arguments])


def lock(arguments: list[str]) -> int:
    """Further arguments are uv's, such as `--upgrade` or `--upgrade-package NAME`."""
    environment = _prepare(DEVELOPMENT, [])
    compiled = [str(environment.program("uv")), "pip", "compile", "--universal", "--python-version", "3.11"]
    compiled += ["--generate-hashes", "--no-header", "--no-annotate", "--only-binary", ":all:", "--quiet"]
    runtime, development, freezing = (str(Path("packaging", name)) for name in (RUNTIME, DEVELOPMENT, PACKAGING))
    targets = (
        [runtime],
        [development, "--group", "dev", "--constraints", runtime],
        [freezing, "--group", "package", "--constraints", runtime],
    )
    for target in targets:
        command = [*compiled, *arguments, _PROJECT, "--output-file", *target]
        # uv would fetch a Python of its own when it finds none that fits.
        status = subprocess.run(command, check=False, cwd=ROOT, env=variables(UV_PYTHON_DOWNLOADS="never")).returncode
        if status != 0:
            return status
    return 0


def _on_screen(arguments: list[str]) -> int:
    environment = _prepare(DEVELOPMENT, [*libraries.QT, *libraries.X11, *libraries.SCREEN])
    with virtual_screen() as screen:
        command = [str(environment.python), *arguments]
        return subprocess.run(command, check=False, env=variables(**screen)).returncode


def _prepare(wanted: str, parts: Sequence[libraries.Part]) -> Environment:
    environment = Environment()
    if environment.is_ready(wanted):
        libraries.provide(parts)
    else:
        libraries.provide([*parts, *libraries.VENV])
        environment.prepare(wanted)
    return environment


def _platform_libraries(changes: dict[str, str]) -> tuple[libraries.Part, ...]:
    platform = changes.get("QT_QPA_PLATFORM") or os.environ.get("QT_QPA_PLATFORM", "")
    if platform.startswith("wayland") or (not platform and not os.environ.get("DISPLAY")):
        return libraries.WAYLAND
    return libraries.X11 if not platform or platform.startswith("xcb") else ()


def _become(command: list[str], environment: dict[str, str]) -> int:
    if os.name != "nt":  # on Windows exec returns to the shell at once
        sys.stdout.flush()
        os.execve(command[0], command, environment)  # noqa: S606 - no shell is wanted
    return subprocess.run(command, check=False, env=environment).returncode


def _end(_signal: int, _frame: object) -> NoReturn:
    """Lets the virtual screen be taken down."""
    sys.exit(143)

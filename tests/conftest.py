"""What holds for every test: nothing of the person's own is touched, and nothing is left running.

Qt's log lines from a warning upwards fail a test through pytest-qt (`qt_log_level_fail`).
"""

import gc
import logging
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import hypothesis
import pytest

# How long an example took says more about the machine than about the code.
hypothesis.settings.register_profile("untimed", deadline=None, print_blob=True)
hypothesis.settings.load_profile("untimed")

# Long enough for a thread that is on its way out, far too short for one that was forgotten.
THREAD_GRACE_SECONDS = 2.0
# Their errors are words about tasks that nobody awaited and slots that raised.
LOOP_LOGGERS = ("asyncio", "qasync")

_OWN_FOLDERS = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")

_OWN_PROFILE = ("ROBOFY_ADDRESS", "ROBOFY_API_KEY", "ROBOFY_CHATBOT_ID", "ROBOFY_PROJECT_ID")


Need = Callable[[Sequence[str]], None]


@pytest.fixture(scope="session")
def need() -> Need:
    """To be told which real parts are missing: the test is skipped then, and under `dev.py test` it fails."""

    def tell(missing: Sequence[str]) -> None:
        message = f"not installed: {', '.join(missing)}"
        if missing and os.environ.get("ROBOFY_TEST_REAL") == "1":
            pytest.fail(message)
        if missing:
            pytest.skip(message)

    return tell


@pytest.fixture(autouse=True)
def own_world(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of the test's own, no proxy, no profile of the person's, and no way to the person's keyring."""
    home = tmp_path_factory.mktemp("home")
    for name in _OWN_FOLDERS:
        monkeypatch.setenv(name, str(home if name == "HOME" else home / name.lower()))
    for name in list(os.environ):
        if name.lower().endswith("_proxy") or name in _OWN_PROFILE:
            monkeypatch.delenv(name)
    monkeypatch.setenv("ROBOFY_MANAGED_FILE", str(home / "managed.json"))
    # "disabled:" also keeps the D-Bus library from looking for a bus by way of the display.
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:")
    return home


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before and _is_ours(thread)]
    for thread in left:
        thread.join(THREAD_GRACE_SECONDS)
    assert not [thread for thread in left if thread.is_alive()], "threads were left running"


@pytest.fixture(autouse=True)
def no_loop_error(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    marker = request.node.get_closest_marker("expects_log")
    expected = marker.args if marker else ()
    unexpected = [
        record.getMessage()
        for record in caplog.get_records("call")
        if record.levelno >= logging.ERROR
        and record.name.partition(".")[0] in LOOP_LOGGERS
        and record.name not in expected
    ]
    assert not unexpected, unexpected


@pytest.fixture(autouse=True, scope="module")
def no_forgotten_task() -> Iterator[None]:
    """Collects at the end of each module, so that a leaked task, loop or socket warns beside its cause."""
    yield
    gc.collect()


def _is_ours(thread: threading.Thread) -> bool:
    # A dummy stands for a thread of Qt's that once ran Python code; Qt ends it.
    return not isinstance(thread, threading._DummyThread)  # noqa: SLF001 - has no public name

"""The log file: what is in it, what never is, and that it costs nothing when it cannot be written."""

import logging
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.core.chatbot import Secret
from desktop.journal import Journal

KEY = "rk_live_0123456789abcdefWXYZ"
LOG = "robofy-desktop.log"


@pytest.fixture(autouse=True)
def loggers_as_they_were() -> Iterator[None]:
    """Levels belong to the whole process: a journal that was opened here must not quieten the next test."""
    loggers = [logging.getLogger(name) for name in (None, "httpx", "httpcore", "asyncio", "qasync")]
    levels = [logger.level for logger in loggers]
    yield
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "log"


@pytest.fixture
def journal(folder: Path) -> Iterator[Journal]:
    made = Journal(folder)
    made.open()
    yield made
    made.close()


def test_lines_have_a_time_a_level_and_a_name(journal: Journal, folder: Path) -> None:
    logging.getLogger("desktop.app").info("Started with %d conversations", 3)
    (line,) = (folder / LOG).read_text(encoding="utf-8").splitlines()
    assert line.endswith("INFO desktop.app Started with 3 conversations")
    assert line[:4].isdigit()


def test_a_registered_secret_is_in_no_line(journal: Journal, folder: Path) -> None:
    journal.register(Secret(KEY))
    log = logging.getLogger("desktop.api")
    log.info("Asked with Bearer %s", KEY)
    try:
        raise ValueError(f"refused {KEY}")
    except ValueError:
        log.exception("It went wrong")
    written = (folder / LOG).read_text(encoding="utf-8")
    assert KEY not in written
    assert "Asked with Bearer [redacted]" in written
    assert "ValueError: refused [redacted]" in written


@pytest.mark.parametrize("name", ["httpx", "httpcore.http11", "asyncio", "qasync._QEventLoop"])
def test_the_talkative_are_heard_from_a_warning_on(journal: Journal, folder: Path, name: str) -> None:
    logging.getLogger(name).info("HTTP Request: POST https://support.example")
    logging.getLogger(name).warning("Something is slow")
    written = (folder / LOG).read_text(encoding="utf-8")
    assert "HTTP Request" not in written
    assert "Something is slow" in written


def test_debug_lines_are_left_out(journal: Journal, folder: Path) -> None:
    logging.getLogger("desktop").debug("The whole answer")
    assert not (folder / LOG).exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps access lists instead of modes")
def test_the_folder_is_the_owners_alone(journal: Journal, folder: Path) -> None:
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_old_lines_go_before_the_disk_is_full(journal: Journal, folder: Path) -> None:
    for _ in range(60):
        logging.getLogger("desktop").info("x" * 100_000)
    files = list(folder.iterdir())
    assert len(files) == 4
    assert sum(file.stat().st_size for file in files) < 5_000_000


def test_after_closing_nothing_is_written(journal: Journal, folder: Path) -> None:
    logging.getLogger("desktop").info("Before")
    journal.close()
    journal.close()
    logging.getLogger("desktop").info("After")
    assert "After" not in (folder / LOG).read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_made_costs_the_log_and_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    handlers = list(logging.getLogger().handlers)
    journal = Journal(tmp_path / "file" / "log")
    journal.open()
    logging.getLogger("desktop").warning("Said to nobody")
    assert logging.getLogger().handlers == handlers
    journal.close()
    assert "Traceback" not in capsys.readouterr().err


def test_a_detailed_journal_tells_more_of_us_and_nothing_more_of_others(journal: Journal, folder: Path) -> None:
    journal.set_detailed(True)
    logging.getLogger("desktop.residence").debug("The whole answer")
    logging.getLogger("httpx").debug("A header")
    journal.set_detailed(False)
    logging.getLogger("desktop.residence").debug("Another answer")
    written = (folder / LOG).read_text(encoding="utf-8")
    assert "The whole answer" in written
    assert "A header" not in written
    assert "Another answer" not in written


def test_its_files_come_newest_first(journal: Journal, folder: Path) -> None:
    assert journal.files() == []
    for _ in range(25):
        logging.getLogger("desktop").info("x" * 100_000)
    assert [path.name for path in journal.files()] == [LOG, f"{LOG}.1", f"{LOG}.2"]
    assert journal.folder == folder

"""Half an import is told from a whole one, and from none."""

from contextlib import closing
from pathlib import Path

import pytest

from desktop.core.message import question
from desktop.store.history import History, open_history
from tests.bench import brought


@pytest.fixture
def history(tmp_path: Path) -> History:
    history = open_history(tmp_path / "history.db")
    for number in range(20):
        history.save_conversation(brought.conversation(number))
        history.save_messages(f"k{number}", (question("q0", "Said", 1.0),))
    return history


def test_an_import_that_lacks_one_message_is_half(history: History, tmp_path: Path) -> None:
    brought.make(tmp_path)
    with closing(history):
        assert brought.found(history, 1) == {False}
        brought.bring(history, tmp_path / "history.db", 1)
        assert (brought.found(history, 0), brought.found(history, 1)) == ({False}, {True})
        history.save_messages("k11", (question("q0", "Said", 1.0),))
        assert brought.found(history, 1) == {True, False}
        brought.bring(history, tmp_path / "history.db", 1)
        assert brought.found(history, 1) == {True}
        history.delete_message("k9", "more1")
        assert brought.found(history, 1) == {True, False}
        brought.bring(history, tmp_path / "history.db", 1)
        history.delete_conversation("k10040")
        assert brought.found(history, 1) == {True, False}

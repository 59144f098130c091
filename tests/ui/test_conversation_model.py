"""The rows of the conversation list."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from desktop.core.conversation import Conversation
from desktop.ui.conversation_model import CONVERSATION_ROLE, STREAMING_ROLE, ConversationModel


def conversation(name: str, updated: float) -> Conversation:
    return Conversation(name, f"s-{name}", "p", "b", "Concierge", title=f"About {name}", updated=updated)


@pytest.fixture
def model() -> ConversationModel:
    made = ConversationModel()
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    made.reset((conversation("b", 2.0), conversation("a", 1.0)))
    return made


def ids(model: ConversationModel) -> list[str]:
    return [model.index(row).data(CONVERSATION_ROLE).id for row in range(model.rowCount())]


def test_a_new_conversation_stands_first(model: ConversationModel) -> None:
    model.put(conversation("c", 3.0))
    assert ids(model) == ["c", "b", "a"]


def test_a_conversation_with_news_moves_to_the_top(model: ConversationModel) -> None:
    model.put(conversation("a", 9.0))
    assert ids(model) == ["a", "b"]


def test_a_change_without_news_stays_in_place(model: ConversationModel) -> None:
    old = model.find("a")
    assert old is not None
    model.put(replace(old, session_id="other"))
    assert ids(model) == ["b", "a"]
    assert model.find("a") == replace(old, session_id="other")


def test_an_older_page_goes_below_and_what_is_known_is_not_repeated(model: ConversationModel) -> None:
    model.extend((conversation("a", 1.0), conversation("z", 0.5)))
    assert ids(model) == ["b", "a", "z"]
    last = model.last()
    assert last is not None
    assert last.id == "z"


def test_removing_and_not_finding(model: ConversationModel) -> None:
    model.remove("b")
    model.remove("unknown")
    assert ids(model) == ["a"]
    assert model.find("b") is None


def test_a_conversation_that_streams_says_so_to_eyes_and_ears(model: ConversationModel) -> None:
    model.set_streaming("a", True)
    index = model.index(model.row_of("a"))
    assert index.data(STREAMING_ROLE) is True
    assert "writing" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert model.is_any_streaming()
    model.set_streaming("a", False)
    assert "writing" not in index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert not model.is_any_streaming()


def test_a_conversation_without_a_title_has_a_name_all_the_same(model: ConversationModel) -> None:
    model.put(replace(conversation("c", 3.0), title=""))
    assert model.index(0).data() == "New conversation"

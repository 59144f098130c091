"""One changed byte costs one character, not the conversation, the list or the search."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.core.conversation import Conversation
from desktop.core.message import question
from desktop.core.search import SearchQuery
from desktop.store.history import open_history
from desktop.store.read_only import open_read_only
from desktop.store.search import SearchFile
from desktop.store.titles import TitleFile
from tests.store.damage import garble_a_byte_of


@pytest.mark.parametrize("damaged", ["Mended title", "Zebras and horses"])
def test_a_byte_that_is_no_text_costs_one_character(path: Path, damaged: str) -> None:
    history = open_history(path)
    for number, title in enumerate(("Whole title", "Mended title")):
        history.save_conversation(Conversation(f"c{number}", "s", "p", "b", "Bot", title, 1.0, 2.0 + number))
        history.save_messages(f"c{number}", (question(f"q{number}", f"{number} Zebras and horses", 1.0),))
    history.close()
    garble_a_byte_of(path, damaged)
    changed = damaged[:-1] + "\N{REPLACEMENT CHARACTER}"
    history = open_history(path)
    assert [one.title for one in history.list_conversations()] == [
        "Mended title".replace(damaged, changed),
        "Whole title",
    ]
    expected = "1 Zebras and horses".replace(damaged, changed)
    assert [one.text for one in history.load_messages("c1")] == [expected]
    search, titles = SearchFile(path, seconds=5), TitleFile(path)
    for _ in range(2):
        found = search.find(SearchQuery("zebras"), None, lambda: True)
        assert len(found.hits) == 2
        while history.search_index.advance():
            pass
    assert len(titles.find("title", 5, lambda: True)) == (1 if damaged == "Mended title" else 2)
    assert len(list(history.exports.pieces(["c0", "c1"]))) >= 2
    search.close()
    titles.close()
    history.close()
    reader = open_read_only(path)
    assert len(reader.list_conversations()) == 2
    reader.close()

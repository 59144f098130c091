"""Conversations by their titles, over a real file that another connection writes."""

from pathlib import Path

import pytest

from desktop.core.conversation import Conversation
from desktop.core.errors import StoreError
from desktop.store.history import open_history
from desktop.store.titles import TitleFile


def wanted() -> bool:
    return True


def fill(path: Path, titles: list[str], chatbot: str = "bot") -> None:
    history = open_history(path)
    for number, title in enumerate(titles):
        history.save_conversation(Conversation(f"c{number}", "s", "p", f"{chatbot}{number % 3}", "Helper", title))
    history.close()


def titles_of(file: TitleFile, query: str, limit: int = 30) -> list[str]:
    return [one.title for one in file.find(query, limit, wanted)]


def test_the_best_title_comes_first_and_of_equals_the_newest(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    fill(path, ["Order 1", "Disorder", "Order 2", "The order", "Something else"])
    file = TitleFile(path)
    assert titles_of(file, "order") == ["Order 2", "Order 1", "The order", "Disorder"]
    assert titles_of(file, "ordre")[0] == "Order 2"
    assert titles_of(file, "") == ["Something else", "The order", "Order 2", "Disorder", "Order 1"]
    assert titles_of(file, "order", 1) == ["Order 2"]
    assert titles_of(file, "helper else") == ["Something else"]
    assert titles_of(file, "nowhere") == []
    file.close()


def test_what_is_in_the_trash_is_not_found_and_what_is_saved_meanwhile_is(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    fill(path, ["Order 1", "Order 2"])
    file = TitleFile(path)
    assert len(titles_of(file, "order")) == 2
    history = open_history(path)
    history.shelves.move_to_trash(["c0"])
    history.save_conversation(Conversation("new", "s", "p", "b", "Helper", "Order 3"))
    history.close()
    assert titles_of(file, "order") == ["Order 3", "Order 2"]
    file.close()


def test_the_chatbots_used_last_come_first_each_once(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    fill(path, ["a", "b", "c", "d"])
    file = TitleFile(path)
    assert file.recent_chatbots() == (("p", "bot0"), ("p", "bot2"), ("p", "bot1"))
    file.close()


def test_one_that_is_not_waited_for_ends_early(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    fill(path, [f"Order {number}" for number in range(600)])
    file, looks = TitleFile(path), iter([True, False])
    found = file.find("order", 1000, lambda: next(looks))
    assert 0 < len(found) < 600
    file.close()


def test_time_is_up_at_some_point(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    fill(path, [f"Order {number}" for number in range(600)])
    clock = iter(range(100))
    file = TitleFile(path, seconds=1.5, clock=lambda: float(next(clock)))
    assert len(file.find("order", 1000, wanted)) == 250
    file.close()


def test_before_there_is_a_history_nothing_is_found(tmp_path: Path) -> None:
    file = TitleFile(tmp_path / "history.db")
    assert file.find("order", 10, wanted) == ()
    assert file.recent_chatbots() == ()
    file.close()


def test_a_file_that_is_no_history_is_an_error_with_words(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    path.write_bytes(b"no database at all" * 100)
    file = TitleFile(path)
    with pytest.raises(StoreError):
        file.find("order", 10, wanted)
    file.close()


@pytest.mark.parametrize("content", [b"", b"no database at all" * 1000])
def test_what_stood_there_before_a_history_was_restored_is_let_go_of(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "history.db"
    path.write_bytes(content)
    file = TitleFile(path)
    if content:
        with pytest.raises(StoreError):
            file.recent_chatbots()
    else:
        assert file.recent_chatbots() == ()
    path.rename(tmp_path / "kept.db")
    fill(path, ["Order 1"])
    assert titles_of(file, "order") == ["Order 1"]
    file.close()

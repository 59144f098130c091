"""Keys that the keyring still has to remove are remembered, by name alone."""

from pathlib import Path

import pytest

from desktop.store.leftovers import load_leftovers, save_leftovers

NAMES = (("p1", "https://a.example:443"), ("p2", "https://b.example:443"))


def test_they_survive_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "leftover-keys.json"
    assert load_leftovers(file) == ()
    save_leftovers(file, ())
    assert not file.exists()
    save_leftovers(file, NAMES)
    assert load_leftovers(file) == NAMES
    save_leftovers(file, ())
    assert load_leftovers(file) == ()


@pytest.mark.parametrize("content", ["{", '{"keys": 5}', '{"keys": [5, ["a"], ["a", 5], ["a", "b", "c"]]}'])
def test_a_file_that_is_something_else_costs_only_the_reminder(tmp_path: Path, content: str) -> None:
    file = tmp_path / "leftover-keys.json"
    file.write_text(content)
    assert load_leftovers(file) == ()

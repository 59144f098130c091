"""The table of commands: every one can be found, said and pressed, and no two want the same keys."""

from collections import Counter

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication

from desktop.ui.actions import COMMANDS, FILE, HELP, LIST, MESSAGE_COMMANDS, VIEW, Command, make_actions, message_keys


def test_no_two_commands_share_their_keys_or_their_id(qapp: QApplication) -> None:
    keys = [QKeySequence(command.keys).toString() for command in COMMANDS if command.keys]
    assert [key for key, times in Counter(keys).items() if times > 1] == []
    assert len({command.id for command in COMMANDS}) == len(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: str(command.id))
def test_each_command_stands_in_a_menu_with_keys_that_exist(qapp: QApplication, command: Command) -> None:
    assert command.menu in (FILE, LIST, VIEW, HELP)
    if command.keys:
        sequence = QKeySequence(command.keys)
        assert sequence.toString() == command.keys
        assert sequence.count() == 1


@pytest.mark.parametrize("menu", [FILE, LIST, VIEW, HELP])
def test_no_two_commands_of_a_menu_share_their_letter(menu: str) -> None:
    letters = [letter(command.text) for command in COMMANDS if command.menu == menu]
    assert "" not in letters
    assert len(set(letters)) == len(letters)


def test_no_two_menus_share_their_letter() -> None:
    assert len({letter(menu) for menu in (FILE, LIST, VIEW, HELP)}) == 4


def test_each_command_becomes_an_action(qapp: QApplication) -> None:
    owner = QObject()
    actions = make_actions(owner)
    assert list(actions) == [command.id for command in COMMANDS]
    for command in COMMANDS:
        action = actions[command.id]
        assert (action.objectName(), action.text()) == (command.id, command.text)
        assert action.shortcut() == QKeySequence(command.keys)
        assert action.parent() is owner


@pytest.mark.parametrize(
    ("command_id", "keys"),
    [
        ("new", "Ctrl+N"), ("switch", "Ctrl+K"), ("stop", "Esc"), ("settings", "Ctrl+,"), ("sidebar", "Ctrl+B"),
        ("composer", "Ctrl+L"), ("previous", "Alt+Up"), ("next", "Alt+Down"), ("pane", "F6"), ("keys", "Ctrl+/"),
        ("find", "Ctrl+F"), ("find_next", "F3"), ("find_previous", "Shift+F3"),
        ("copy_answer", "Ctrl+Shift+C"), ("zoom_in", "Ctrl++"), ("zoom_out", "Ctrl+-"), ("zoom_reset", "Ctrl+0"),
    ],
)  # fmt: skip
def test_the_keys_that_people_learn_stay(command_id: str, keys: str) -> None:
    assert {command.id: command.keys for command in COMMANDS}[command_id] == keys


def letter(text: str) -> str:
    """The letter behind the mark, in lower case."""
    return text.partition("&")[2][:1].lower()


def test_keys_about_a_message_are_no_keys_of_the_window(qapp: QApplication) -> None:
    of_the_window = {QKeySequence(keys).toString() for one in COMMANDS for keys in (one.keys, *one.more)}
    about_messages = [message_keys(one.id).toString() for one in MESSAGE_COMMANDS]
    assert len(set(about_messages)) == len(about_messages)
    assert not of_the_window & set(about_messages)

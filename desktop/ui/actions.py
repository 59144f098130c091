"""Every command of the window in one table: its id, words, keys, and the menu it stands in.

Menus, shortcuts and the sheet of keys are all made from it, so they cannot disagree.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction, QKeySequence


class Command(Struct, frozen=True):
    """`keys` in Qt's portable form, `more` others that do the same; `text` is translated in the context `commands`."""

    id: str
    text: str
    keys: str
    menu: str
    more: tuple[str, ...] = ()


def _mark(_context: str, text: str) -> str:
    """Marks a text for translation, as QT_TRANSLATE_NOOP does, with a type."""
    return text


FILE: Final = _mark("commands", "&Conversation")
LIST: Final = _mark("commands", "&List")
VIEW: Final = _mark("commands", "&View")
HELP: Final = _mark("commands", "&Help")
MESSAGE: Final = _mark("commands", "Message")

COMMANDS: Final = (
    Command("new", _mark("commands", "&New conversation"), "Ctrl+N", FILE),
    Command("choose", _mark("commands", "New conversation &with…"), "Ctrl+Alt+N", FILE),
    Command("switch", _mark("commands", "&Go to…"), "Ctrl+K", FILE),
    Command("ask_elsewhere", _mark("commands", "&Ask this with another chatbot…"), "Ctrl+Shift+K", FILE),
    Command("restart", _mark("commands", "Restart con&versation"), "Ctrl+Shift+N", FILE),
    Command("stop", _mark("commands", "&Stop the answer"), "Esc", FILE),
    Command("retry", _mark("commands", "&Try the last answer again"), "Ctrl+R", FILE),
    Command("edit_last", _mark("commands", "Ed&it the last question"), "Ctrl+Up", FILE),
    Command("copy_answer", _mark("commands", "&Copy the last answer"), "Ctrl+Shift+C", FILE),
    Command("find", _mark("commands", "&Find in the conversation"), "Ctrl+F", FILE),
    Command("find_next", _mark("commands", "Find the ne&xt match"), "F3", FILE, more=("Ctrl+G",)),
    Command("find_previous", _mark("commands", "Find the &previous match"), "Shift+F3", FILE, more=("Ctrl+Shift+G",)),
    Command("search", _mark("commands", "Searc&h everything"), "Ctrl+Shift+F", FILE),
    Command("undo", _mark("commands", "&Undo the deletion"), "Ctrl+Z", FILE),
    Command("export", _mark("commands", "Exp&ort…"), "Ctrl+E", FILE),
    Command("import", _mark("commands", "I&mport…"), "", FILE),
    Command("copy_conversation", _mark("commands", "Copy the who&le conversation"), "Ctrl+Alt+C", FILE),
    Command("print", _mark("commands", "P&rint…"), "Ctrl+P", FILE),
    Command("settings", _mark("commands", "S&ettings…"), "Ctrl+,", FILE),
    Command("quit", _mark("commands", "&Quit"), "Ctrl+Q", FILE),
    Command("rename", _mark("commands", "&Rename"), "F2", LIST),
    Command("pin", _mark("commands", "&Pin or unpin"), "Ctrl+Shift+P", LIST),
    Command("archive", _mark("commands", "&Archive or take out"), "Ctrl+Shift+A", LIST),
    Command("tags", _mark("commands", "&Tags…"), "Ctrl+Shift+T", LIST),
    Command("unread", _mark("commands", "Mark as &unread or read"), "Ctrl+Shift+U", LIST),
    Command("trash", _mark("commands", "Move to the tras&h"), "Ctrl+Shift+Del", LIST),
    Command("restore", _mark("commands", "Restore &from the trash"), "", LIST),
    Command("next_unread", _mark("commands", "&Next unread"), "Alt+Shift+Down", LIST),
    Command("filter", _mark("commands", "&Show in the list…"), "Ctrl+Shift+L", LIST),
    Command("inbox", _mark("commands", "&Inbox of visitors"), "Ctrl+Shift+I", LIST),
    Command("refresh", _mark("commands", "Refr&esh the inbox"), "F5", LIST),
    Command("sidebar", _mark("commands", "&Conversation list"), "Ctrl+B", VIEW),
    Command("composer", _mark("commands", "Write a &message"), "Ctrl+L", VIEW),
    Command("previous", _mark("commands", "&Previous conversation"), "Alt+Up", VIEW),
    Command("next", _mark("commands", "&Next conversation"), "Alt+Down", VIEW),
    Command("pane", _mark("commands", "Next p&art of the window"), "F6", VIEW),
    Command("zoom_in", _mark("commands", "&Larger"), "Ctrl++", VIEW, more=("Ctrl+=",)),
    Command("zoom_out", _mark("commands", "&Smaller"), "Ctrl+-", VIEW),
    Command("zoom_reset", _mark("commands", "&Usual size"), "Ctrl+0", VIEW),
    Command("diagnose", _mark("commands", "&Diagnose connection…"), "", HELP),
    Command("keys", _mark("commands", "&Keyboard shortcuts"), "Ctrl+/", HELP),
    Command("updates", _mark("commands", "Check for &updates…"), "", HELP),
    Command("report", _mark("commands", "&Report a problem…"), "", HELP),
    Command("about", _mark("commands", "&About Robofy Desktop"), "", HELP),
)
MESSAGE_COMMANDS: Final = (
    Command("copy_message", _mark("commands", "Copy the message"), "Ctrl+C", MESSAGE),
    Command("ask_again", _mark("commands", "Ask again"), "Ctrl+Shift+R", MESSAGE),
    Command("edit", _mark("commands", "Edit the question"), "Ctrl+Shift+E", MESSAGE),
    Command("restart_from", _mark("commands", "Restart from the question"), "Ctrl+Alt+R", MESSAGE),
    Command("version_before", _mark("commands", "Previous version"), "Alt+Left", MESSAGE),
    Command("version_after", _mark("commands", "Next version"), "Alt+Right", MESSAGE),
    Command("details", _mark("commands", "Details"), "Alt+Return", MESSAGE),
    Command("delete", _mark("commands", "Delete"), "Del", MESSAGE),
)
"""What the message at hand can be told while the transcript has the keyboard; they stand in the menu of a message."""

TEXT_KEYS: Final = (
    (_mark("commands", "The message above, below (in the transcript)"), ("Ctrl+Up", "Ctrl+Down")),
    (_mark("commands", "Select text (in the transcript)"), ("Shift+Right", "Shift+Down", "Shift+End")),
    (_mark("commands", "Select the message, then all (in the transcript)"), ("Ctrl+A",)),
    (_mark("commands", "The menu of a message (in the transcript)"), ("Menu", "Shift+F10")),
)
"""What the text itself does with keys, for the sheet of keys."""

LIST_KEYS: Final = (
    (_mark("commands", "Open, and write (in the list)"), ("Return",)),
    (_mark("commands", "Select several (in the list)"), ("Shift+Down", "Ctrl+A")),
    (_mark("commands", "Move to the trash (in the list)"), ("Del",)),
    (_mark("commands", "Another result, and go to it (while searching everything)"), ("Up", "Down", "Return")),
)
"""What the list of conversations and the list of results do with keys."""


def words(text: str) -> str:
    """A command's or menu's text in the user's language."""
    return QCoreApplication.translate("commands", text)


def native(keys: str) -> str:
    """Keys as this system writes them: `Ctrl+N`, and `⌘N` on macOS."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def with_keys(text: str, command_id: str) -> str:
    """A tool tip with the keys of a command behind it."""
    keys = next(command.keys for command in COMMANDS if command.id == command_id)
    return f"{text} ({native(keys)})"


def message_keys(command_id: str) -> QKeySequence:
    """The keys of a command about a message."""
    return QKeySequence(next(command.keys for command in MESSAGE_COMMANDS if command.id == command_id))


def make_actions(parent: QObject) -> dict[str, QAction]:
    """One QAction for each command, by its id."""
    actions = {}
    for command in COMMANDS:
        action = QAction(words(command.text), parent)
        action.setObjectName(command.id)
        if command.keys:
            action.setShortcuts([QKeySequence(keys) for keys in (command.keys, *command.more)])
        actions[command.id] = action
    return actions

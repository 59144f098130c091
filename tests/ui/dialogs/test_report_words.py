"""What the dialog of a report says of the files is true of them."""

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.core.report import redacted, text_file
from desktop.ui.dialogs.report_dialog import ReportDialog
from desktop.ui.look.theme import ThemeSwitch

NAMED = {
    "Keys": "authorization: Bearer abcdefgh12345678",
    "mail addresses": "sent to ann@example.org",
    "your home folder": "/home/ann/notes",
    "the names of you and this computer": "ann at mill",
}


def test_it_promises_what_is_replaced_and_nothing_more(qtbot: QtBot, switch: ThemeSwitch) -> None:
    dialog = ReportDialog([text_file("system.txt", "words")], switch.theme)
    qtbot.addWidget(dialog)
    said = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "are replaced where they are recognised" in said
    assert "addresses of people" not in said
    for words, text in NAMED.items():
        assert words in said
        left = redacted(text, "/home/ann", ["ann", "mill"])
        assert not any(name in left for name in ("abcdefgh", "ann", "mill"))

"""Tags of one or several conversations: those there are to tick, and a line for a new one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QPushButton, QVBoxLayout, QWidget

from desktop.core.conversation import Conversation
from desktop.core.outline import LONGEST_TAG, clean_tag
from desktop.ui.look.measures import bounded, spaced
from desktop.ui.look.theme import set_role
from desktop.ui.look.tokens import Theme
from desktop.ui.widgets.form import Field, answers, column, fit, scrolled, words

_SHOWN: Final = 200


class TagsDialog(QDialog):
    """`tags_changed` carries the tags to put on and those to take off. A half-ticked one is left as it is on each."""

    tags_changed = Signal(object, object)

    def __init__(
        self, conversations: Sequence[Conversation], known: Sequence[str], theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Tags"))
        count = len(conversations)
        title = conversations[0].title if count == 1 else self.tr("%n conversations", "", count)
        self.field = Field(self.tr("New tag"), self.tr("Separate several with commas."), theme)
        self.field.edit.setMaxLength(10 * LONGEST_TAG)
        self.boxes: dict[str, QCheckBox] = {}
        self._before: dict[str, Qt.CheckState] = {}
        on_some = {tag for one in conversations for tag in one.tags}
        page = QWidget()
        list_ = spaced(QVBoxLayout(page), theme)
        for tag in sorted(on_some) + [tag for tag in known if tag not in on_some][:_SHOWN]:
            having = sum(tag in one.tags for one in conversations)
            list_.addWidget(self._box(tag, having, count))
        list_.addStretch(1)
        area = scrolled(page, self.tr("Tags to choose from"))
        area.setVisible(bool(self.boxes))
        cancel = QPushButton(self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        self.save_button = QPushButton(self.tr("Save tags"))
        set_role(self.save_button, "primary")
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self._on_save)
        buttons = answers(theme, cancel, self.save_button)
        layout = column(theme, "space_m", margins="space_xl")
        layout.addWidget(words(title, "title"))
        layout.addWidget(self.field)
        layout.addWidget(bounded(area, theme, height=("space_xxl", 6)), 1)
        layout.addLayout(buttons)
        self.setLayout(layout)
        fit(self, theme.sizes.column // 2)
        self.field.setFocus()

    def _box(self, tag: str, having: int, count: int) -> QCheckBox:
        box = QCheckBox(f"#{tag}".replace("&", "&&"))
        state = Qt.CheckState.Unchecked
        if having:
            state = Qt.CheckState.Checked if having == count else Qt.CheckState.PartiallyChecked
        box.setTristate(state is Qt.CheckState.PartiallyChecked)
        box.setCheckState(state)
        self.boxes[tag], self._before[tag] = box, state
        return box

    def _on_save(self) -> None:
        spelled = {tag.casefold(): tag for tag in self.boxes}
        typed = [clean_tag(one) for one in self.field.text.split(",")]
        added = [spelled.get(tag.casefold(), tag) for tag in typed if tag]
        changed = {tag: box.checkState() for tag, box in self.boxes.items() if box.checkState() != self._before[tag]}
        added += [tag for tag, state in changed.items() if state is Qt.CheckState.Checked]
        removed = [tag for tag, state in changed.items() if state is Qt.CheckState.Unchecked and tag not in added]
        self.accept()
        if added or removed:
            self.tags_changed.emit(tuple(dict.fromkeys(added)), tuple(removed))

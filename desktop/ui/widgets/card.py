"""A large button that says what it does in a title and a sentence, for choices that deserve room.

Cards paint themselves: Qt's push button knows one line of text. The trap: a button's height must follow its width,
because the sentence wraps, so whoever lays cards out must ask `heightForWidth`, as Qt's layouts do.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QStyle, QWidget

from desktop.ui.look.icons import icon
from desktop.ui.look.tokens import ColorRole, FontRole, Theme

_LEAST_WIDTH: Final = 160
_WRAPPED: Final = Qt.TextFlag.TextWordWrap
_TOP: Final = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop


class Card(QAbstractButton):
    """A button with an icon, a title and a sentence; checkable ones show a radio mark and exclude their siblings."""

    def __init__(
        self,
        title: str,
        sentence: str,
        theme: Theme,
        *,
        icon_name: str = "",
        checkable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon_name = icon_name
        self._sentence = sentence
        self.setText(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        self.setCheckable(checkable)
        self.setAutoExclusive(checkable)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def theme(self) -> Theme:
        return self._theme

    @property
    def sentence(self) -> str:
        return self._sentence

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.updateGeometry()
        self.update()

    def picture_height(self) -> int:
        """How much room `paint_picture` gets above the title, 0 for none."""
        return 0

    def paint_picture(self, painter: QPainter, area: QRect) -> None:
        """For cards that show what they stand for."""

    def sizeHint(self) -> QSize:
        least = _LEAST_WIDTH * self._theme.zoom // 100
        width = max(least, self._lead() + self._metrics("title").horizontalAdvance(self.text()))
        width += 2 * self._padding()
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def heightForWidth(self, width: int) -> int:
        title, sentence = self._text_areas(width)
        bottom = max(sentence.bottom() if self._sentence else title.bottom(), self._icon_area(width).bottom())
        return bottom + 1 + self._padding()

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.update()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses a card as Space does: it is the one choice on the page."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange):
            self.updateGeometry()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_frame(painter)
        sizes, padding = self._theme.sizes, self._padding()
        if self.picture_height():
            area = QRect(padding, padding, self.width() - 2 * padding, self.picture_height())
            self.paint_picture(painter, area)
        title, sentence = self._text_areas(self.width())
        self._paint_text(painter, title, self.text(), "title", "text")
        self._paint_text(painter, sentence, self._sentence, "body", "text-secondary")
        at = self._icon_area(self.width())
        if self.isCheckable():
            self._paint_mark(painter, QRectF(at).center())
        elif self._icon_name:
            icon(self._icon_name, self._theme, "accent", sizes.icon_large).paint(painter, at)
        painter.end()

    def _paint_frame(self, painter: QPainter) -> None:
        sizes = self._theme.sizes
        strong = self.hasFocus() or self.isChecked()
        width = sizes.focus_width if strong else sizes.line_width
        edge: ColorRole = "focus" if self.hasFocus() else "accent" if self.isChecked() else "line-field"
        fill: ColorRole = "pressed" if self.isDown() else "hover" if self.underMouse() else "surface"
        painter.setPen(QPen(self._theme.color(edge), width))
        painter.setBrush(self._theme.color(fill))
        inset = width / 2
        frame = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(frame, sizes.radius_card, sizes.radius_card)

    def _paint_text(self, painter: QPainter, area: QRect, text: str, font: FontRole, color: ColorRole) -> None:
        painter.setFont(self._theme.font(font, self.font()))
        painter.setPen(self._theme.color(color if self.isEnabled() else "text-disabled"))
        alignment = QStyle.visualAlignment(self.layoutDirection(), _TOP)
        painter.drawText(area, int(alignment | _WRAPPED), text)

    def _paint_mark(self, painter: QPainter, center: QPointF) -> None:
        radius = self._theme.sizes.indicator / 2
        edge = self._theme.color("accent" if self.isChecked() else "line-field")
        fill = QColor(edge) if self.isChecked() else self._theme.color("surface")
        painter.setPen(QPen(edge, self._theme.sizes.line_width))
        painter.setBrush(fill)
        painter.drawEllipse(center, radius, radius)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("accent-text"))
            painter.drawEllipse(center, radius / 2.5, radius / 2.5)

    def _padding(self) -> int:
        return self._theme.sizes.space_l

    def _lead(self) -> int:
        """What the icon or the mark takes in front of the words."""
        sizes = self._theme.sizes
        if self.isCheckable():
            return sizes.indicator + sizes.space_m
        return sizes.icon_large + sizes.space_m if self._icon_name else 0

    def _metrics(self, role: FontRole) -> QFontMetrics:
        return QFontMetrics(self._theme.font(role, self.font()))

    def _text_areas(self, width: int) -> tuple[QRect, QRect]:
        """Where title and sentence stand in a card of this width, mirrored for right-to-left."""
        sizes, padding = self._theme.sizes, self._padding()
        top = padding + (self.picture_height() + sizes.space_m if self.picture_height() else 0)
        room = max(1, width - 2 * padding - self._lead())
        unbounded = QRect(0, 0, room, 10_000)
        title = self._metrics("title").boundingRect(unbounded, int(_WRAPPED), self.text())
        sentence = self._metrics("body").boundingRect(unbounded, int(_WRAPPED), self._sentence)
        title_area = QRect(padding + self._lead(), top, room, title.height())
        sentence_area = QRect(title_area.left(), title_area.bottom() + 1 + sizes.space_xs, room, sentence.height())
        return self._mirrored(title_area, width), self._mirrored(sentence_area, width)

    def _icon_area(self, width: int) -> QRect:
        title, _ = self._text_areas(width)
        side = self._theme.sizes.indicator if self.isCheckable() else self._theme.sizes.icon_large
        line = self._metrics("title").height()
        return self._mirrored(QRect(self._padding(), title.top() + (line - side) // 2, side, side), width)

    def _mirrored(self, area: QRect, width: int) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), QRect(0, 0, width, 1), area)

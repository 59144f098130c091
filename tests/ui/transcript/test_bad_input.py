"""Texts that want to do harm: drawn as text, nothing opened, fetched or hidden, and little done at once."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from operator import lt

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QTextLayout, QTextLine
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.core.blocks import Unit
from desktop.core.markup import References, units
from desktop.core.message import File, Part, Source, Status, Text
from desktop.ui.look import theme
from desktop.ui.transcript.chip import Chip
from desktop.ui.transcript.code import code_row
from desktop.ui.transcript.groups import Setting
from desktop.ui.transcript.layout import RowLayout
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.segment import Action, Scene, Target
from desktop.ui.transcript.text import growth, text_box
from desktop.ui.transcript.text.marks import fill, sides
from desktop.ui.transcript.view import TranscriptView
from tests.ui.transcript.conftest import MakeView, answered, asked, stepwise
from tests.ui.transcript.hostile import HOSTILE, LINES, OPENED, PARTS, UNCLOSED
from tests.ui.transcript.pictures import at_once, painted, streamed, words

OVERRIDE, ISOLATE = "\u202e", "\u2067"


@pytest.fixture(scope="module")
def look(qapp: QApplication) -> Look:
    return Look(theme.load("light"), QFont())


def links(layout: RowLayout) -> list[Target]:
    return [target for _index, target in layout.targets() if target.action is Action.LINK and target.value]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java&#x09;script:alert(1)",
        "java&NewLine;script:alert(1)",
        "&#106;avascript:alert(1)",
        "\\javascript:alert(1)",
        "\u0001javascript:alert(1)",
        "vbscript:x",
        "data:text/html;base64,PHNjcmlwdD4=",
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "//example.com/x",
        "\\\\\\\\server\\share",
        "/etc/passwd",
        "C:\\\\x.exe",
        "ms-settings:about",
        "smb://server/share",
        "ftp://example.com",
        "http:javascript",
        "%68ttp://example.com",
        "x",
    ],
)
def test_only_pages_and_mail_are_links(address: str, look: Look) -> None:
    for text in (
        f"[a]({address})",
        f"![a]({address})",
        f"<{address}>",
        f"[a]\n\n[a]: {address}\n",
        f"|[a]({address})|\n|-|",
    ):
        layout = at_once(text, look)
        assert links(layout) == []
        assert "".join(words(layout))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
        ('<iframe src="https://example.com"></iframe>', '<iframe src="https://example.com"></iframe>'),
        ("<!-- a --><?b?><![CDATA[c]]>", "<!-- a --><?b?><![CDATA[c]]>"),
        ("<b>a</b> &lt;i&gt;", "<b>a</b> <i>"),
        ("# <h1>a</h1>", "<h1>a</h1>"),
        ("- <li>", "<li>"),
    ],
)
def test_html_is_text(text: str, shown: str, look: Look) -> None:
    layout = at_once(text, look)
    assert any(line.endswith(shown) for line in words(layout))
    for segment in layout.leaves:
        assert "<script" not in segment.html(0, segment.length)
        assert "<img" not in segment.html(0, segment.length)
        assert "<iframe" not in segment.html(0, segment.length)


def test_an_image_is_a_link_that_says_where_it_leads(look: Look) -> None:
    layout = at_once("![a cat](https://example.com/cat.png) ![](https://example.com/dog.png)", look)
    assert [(target.name, target.tip) for target in links(layout)] == [
        ("a cat", "https://example.com/cat.png"),
        ("https://example.com/dog.png", "https://example.com/dog.png"),
    ]


def test_an_address_cannot_look_like_another_one(look: Look) -> None:
    address = f"https://example.com/{OVERRIDE}gpj.exe\u200b\u2066"
    parts = (
        Text("t", f"[a]({address}) {address} <{address}>\n\n|[a]({address})|\n|-|\n", done=True),
        Source("s", url=address),
        File(address, "text/html"),
    )
    layout = RowLayout(look, 600)
    layout.update(answered("m", *parts), Setting())
    layout.complete()
    found = links(layout)
    assert len(found) == 6
    for target in found:
        assert target.tip.isprintable()
        assert "gpj.exe" in target.tip


@pytest.mark.parametrize("sign", [OVERRIDE, "\u202b", ISOLATE, "\u2068", "\u202d", "\u200f"])
def test_an_override_ends_with_its_paragraph(sign: str, look: Look) -> None:
    plain = "Some words\n\n- item\n\n|cell|other|\n|-|-|\n|a (b)|c (d)|\n"
    hostile = plain.replace("words", f"words{sign}").replace("item", f"item{sign}").replace("a (b)", f"a (b){sign}")
    found, wanted = at_once(hostile, look), at_once(plain, look)
    assert found.height == wanted.height
    assert [segment.rtl for segment in found.leaves] == [segment.rtl for segment in wanted.leaves]
    assert list(painted(found)) == list(painted(wanted))


def test_signs_that_are_not_seen_stay_in_the_text(look: Look) -> None:
    text = "a\u200bb\u00adc\u2060d\ufeffe \x07\x1b[31m\x7f \ud83d"
    (shown,) = [line for line in words(at_once(text, look)) if line]
    assert shown == text.replace("\ud83d", "\ufffd")
    assert "a\ufffdb" in words(at_once("a\0b", look))


@pytest.mark.parametrize("mark", UNCLOSED)
def test_what_is_not_closed_is_shown(mark: str, look: Look) -> None:
    text = (
        f"before\n\n{mark}words behind it\nand more\n\nafter"
        if mark[-1] != "`"
        else f"before\n\n{mark}words\nand after"
    )
    layout = streamed(text, range(len(text)), look)
    shown = "\n".join(words(layout))
    assert [word for word in ("before", "after") if word not in shown] == []
    assert links(layout) == []


MOST = 80_000, 1_000, 40_000, 10_000, 500
"""Characters that are read, texts that are laid out, characters in them, words marked and chips, between two frames."""


class Work:
    """Counts what is done between two looks at it, whatever machine does it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.read = self.boxes = self.placed = self.marked = self.chips = 0
        self.most: tuple[int, ...] = (0, 0, 0, 0, 0)
        work = self

        def counting(text: str, references: References, number: int | None = None) -> tuple[Unit, ...]:
            self.read += len(text)
            return units(text, references, number)

        class Counting(QTextLayout):
            def beginLayout(self) -> None:
                work.boxes += 1
                work.placed += len(self.text())
                super().beginLayout()

        def marking(line: QTextLine, start: int, stop: int, *, mixed: bool) -> Iterator[tuple[float, float]]:
            work.marked += 1
            return sides(line, start, stop, mixed=mixed)

        def filling(painter: QPainter, rects: Iterable[QRectF], color: QColor) -> None:
            found = list(rects)
            work.marked += len(found)
            fill(painter, found, color)

        paint = Chip.paint

        def painting(chip: Chip, painter: QPainter, rect: QRectF, look: Look, scene: Scene) -> None:
            work.chips += 1
            paint(chip, painter, rect, look, scene)

        monkeypatch.setattr(Chip, "paint", painting)
        monkeypatch.setattr(text_box, "fill", filling)
        monkeypatch.setattr(growth, "units", counting)
        monkeypatch.setattr(text_box, "sides", marking)
        monkeypatch.setattr(code_row, "sides", marking)
        monkeypatch.setattr(text_box, "QTextLayout", Counting)

    def note(self) -> None:
        found = (self.read, self.boxes, self.placed, self.marked, self.chips)
        self.most = tuple(map(max, self.most, found))
        self.read = self.boxes = self.placed = self.marked = self.chips = 0

    def assert_little(self) -> None:
        assert all(map(lt, self.most, MOST)), self.most


@pytest.fixture
def in_steps() -> Iterator[None]:
    with stepwise():
        yield


@pytest.mark.usefixtures("in_steps")
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_little_is_done_at_once(text: str, make_view: MakeView, monkeypatch: pytest.MonkeyPatch) -> None:
    view, model = make_view(asked("q"))
    work = Work(monkeypatch)
    steps: list[Callable[[], object]] = [
        lambda: model.put(answered("a", Text("t", text[: len(text) // 2]), status=Status.STREAMING)),
        lambda: model.put(answered("a", Text("t", text, done=True))),
        lambda: QTest.keyClick(view, Qt.Key.Key_PageUp),
        lambda: view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2),
        lambda: view.resize(500, 500),
        lambda: view.set_theme(theme.load("dark")),
        lambda: QTest.keyClick(view, Qt.Key.Key_Home),
        lambda: view.finding.look_for(Counter(text).most_common(1)[0][0], go=False),
        lambda: view.hand.selecting.take_more("a"),
    ]
    take(steps, view, work)
    model.reset([])
    work.assert_little()


@pytest.mark.usefixtures("in_steps")
@pytest.mark.parametrize("text", LINES.values(), ids=LINES.keys())
def test_little_is_done_when_more_is_selected_by_key(
    text: str, make_view: MakeView, monkeypatch: pytest.MonkeyPatch
) -> None:
    view, model = make_view(asked("q"), answered("a", Text("t", text, done=True)), whole=False)
    view.verticalScrollBar().setValue(view.row_rect(1).top() + view.verticalScrollBar().value() + 100)
    work = Work(monkeypatch)
    take([lambda: QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)] * 4, view, work)
    assert not view.hand.selecting.selection.is_empty or not text.strip("\0 \t`~")
    model.reset([])
    work.assert_little()


@pytest.mark.usefixtures("in_steps")
@pytest.mark.parametrize("parts", PARTS.values(), ids=PARTS.keys())
def test_little_is_done_with_what_is_no_text(
    parts: tuple[Part, ...], make_view: MakeView, monkeypatch: pytest.MonkeyPatch
) -> None:
    view, model = make_view(asked("q"))
    work = Work(monkeypatch)

    def opened() -> None:
        for key in OPENED:
            view.rows.toggle(1, key)
        view.settle()

    steps: list[Callable[[], object]] = [
        lambda: model.put(answered("a", *parts)),
        opened,
        lambda: QTest.keyClick(view, Qt.Key.Key_Home),
        lambda: view.finding.look_for("e", go=False),
        lambda: view.hand.selecting.take_more("a"),
        lambda: view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2),
        lambda: QTest.mouseMove(view.viewport(), view.viewport().rect().center()),
        lambda: view.resize(500, 500),
    ]
    take(steps, view, work)
    model.reset([])
    work.assert_little()


def take(steps: list[Callable[[], object]], view: TranscriptView, work: Work) -> None:
    """One step after the other, each as the window shows it."""
    for step in steps:
        step()
        work.note()
        for _ in range(3):
            view.viewport().repaint()
            work.note()
            view.settle()
            work.note()

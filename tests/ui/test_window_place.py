"""Where the window comes back: always on a screen, never larger than it, and where it was when that is possible."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QMargins, QPoint, QRect, QSettings, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.main_window import MainWindow
from desktop.ui.window_place import WindowPlace, fitted

FRAME = QMargins(4, 30, 4, 4)
LEFT = QRect(0, 0, 1920, 1040)
RIGHT = QRect(1920, -200, 2560, 1400)
SMALL = QRect(0, 24, 1024, 576)


@pytest.mark.parametrize(
    ("wanted", "screens", "place"),
    [
        (QRect(100, 100, 800, 600), [LEFT, RIGHT], QRect(100, 100, 800, 600)),
        (QRect(2500, 100, 800, 600), [LEFT, RIGHT], QRect(2500, 100, 800, 600)),
        (QRect(2500, 100, 800, 600), [LEFT], QRect(560, 233, 800, 600)),
        (QRect(-500, 100, 800, 600), [LEFT], QRect(4, 100, 800, 600)),
        (QRect(1800, 900, 800, 600), [LEFT, RIGHT], QRect(1924, 596, 800, 600)),
        (QRect(100, -500, 800, 600), [LEFT], QRect(100, 30, 800, 600)),
        (QRect(0, 0, 4000, 3000), [SMALL], QRect(4, 54, 1016, 542)),
    ],
    ids=["where it was", "on the second", "the second is gone", "half outside", "between two", "title above", "larger"],
)
def test_where_it_stands(wanted: QRect, screens: list[QRect], place: QRect) -> None:
    assert fitted(wanted, FRAME, screens) == place


places = st.builds(
    QRect,
    st.integers(-9000, 9000),
    st.integers(-9000, 9000),
    st.integers(1, 9000),
    st.integers(1, 9000),
)


@given(places, st.lists(st.sampled_from([LEFT, RIGHT, SMALL]), min_size=1, unique_by=QRect.left))
def test_it_is_always_wholly_on_one_screen(wanted: QRect, screens: list[QRect]) -> None:
    outer = fitted(wanted, FRAME, screens).marginsAdded(FRAME)
    assert any(screen.contains(outer) for screen in screens)


def settings(folder: Path) -> QSettings:
    return QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)


def test_it_is_kept_as_it_moves_and_not_only_at_the_end(qtbot: QtBot, tmp_path: Path) -> None:
    window = MainWindow(settings(tmp_path))
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.setGeometry(QRect(60, 70, 700, 500))
    qtbot.waitUntil(lambda: settings(tmp_path).value("window") is not None)  # nobody closed it
    qtbot.waitUntil(lambda: reopened(qtbot, tmp_path).size() == QSize(700, 500))


def reopened(qtbot: QtBot, folder: Path) -> MainWindow:
    window = MainWindow(settings(folder))
    qtbot.addWidget(window)
    return window


def test_one_that_was_left_on_a_screen_that_is_gone_comes_back(qtbot: QtBot, tmp_path: Path) -> None:
    window = MainWindow(settings(tmp_path))
    qtbot.addWidget(window)
    window.move(QPoint(20_000, 20_000))
    window.save_place()
    again = reopened(qtbot, tmp_path)
    assert QGuiApplication.primaryScreen().availableGeometry().contains(again.geometry())


def test_a_first_window_is_no_larger_than_the_screen(qtbot: QtBot, tmp_path: Path) -> None:
    available = QGuiApplication.primaryScreen().availableSize()
    size = reopened(qtbot, tmp_path).size()
    assert size == size.boundedTo(available)


@pytest.mark.parametrize("damaged", ["text", 7, b"\x01\x02", None])
def test_what_was_damaged_costs_the_place_alone(qtbot: QtBot, tmp_path: Path, damaged: object) -> None:
    kept = settings(tmp_path)
    kept.setValue("window", damaged)
    kept.sync()
    assert reopened(qtbot, tmp_path).width() > 0


def test_under_wayland_one_that_was_maximized_knows_the_size_to_go_back_to(qtbot: QtBot, tmp_path: Path) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    place = WindowPlace(window, settings(tmp_path), "wayland")
    window.resize(700, 500)
    place.save()
    # As it is there: first the size comes, then the state, and the size before them is forgotten.
    window.resize(1500, 900)
    window.setWindowState(Qt.WindowState.WindowMaximized)
    place.save()
    again = QWidget()
    qtbot.addWidget(again)
    WindowPlace(again, settings(tmp_path), "wayland").restore()
    assert again.isMaximized()
    assert again.size() == QSize(700, 500)

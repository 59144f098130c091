import re
import sys

import pytest
import speed
import starting

WINDOW = """
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
window = QWidget()
window.resize(900, 700)
window.show()
app.exec()
"""


def test_what_takes_longer_than_its_goal_is_told_from_what_does_not() -> None:
    assert speed.told(10.0, speed.INSTALL) == "10.0 s (goal 10 s: met)"
    assert speed.told(10.1, speed.INSTALL) == "10.1 s (goal 10 s: MISSED)"


def test_a_start_within_its_goals_and_one_beyond_are_told_apart() -> None:
    assert starting.said(240, 200) == "1.20 x (goal 1.2 x: met) and 240 ms (goal 300 ms: met), from source 200 ms"
    assert starting.said(330, 250) == "1.32 x (goal 1.2 x: MISSED) and 330 ms (goal 300 ms: MISSED), from source 250 ms"


@pytest.mark.skipif(sys.platform != "linux", reason="Xvfb")
def test_the_first_paint_of_a_window_is_seen_on_the_screen() -> None:
    command = [sys.executable, "-c", WINDOW]
    told = starting.compared(command, command, rounds=1)
    assert re.fullmatch(r"\d\.\d\d x \(goal .*\) and \d+ ms \(goal .*\), from source \d+ ms", told)


@pytest.mark.skipif(sys.platform != "linux", reason="Xvfb")
def test_a_program_that_shows_nothing_is_not_taken_for_one_that_painted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starting, "_PATIENCE", 0.5)
    told = starting.compared(["sleep", "60"], ["sleep", "60"], rounds=1)
    assert told.startswith("not measured: The screen was watched in vain")

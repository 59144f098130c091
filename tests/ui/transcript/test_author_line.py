"""The line above a message: what can be done with it stands there as far as there is room, mirrored where need be."""

from itertools import pairwise

import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.core.message import Text
from desktop.ui.look import theme
from desktop.ui.transcript.author_line import AuthorLine, details_chip, edit_chip, version_chips
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.segment import Action
from tests.ui.transcript.conftest import MakeView, answered, asked


@pytest.fixture(params=[False, True], ids=["ltr", "rtl"])
def look(request: pytest.FixtureRequest, qapp: QApplication) -> Look:
    return Look(theme.load("light"), QFont(), mirrored=request.param)


def line(look: Look, width: float) -> AuthorLine:
    versions = version_chips("author", (2, 3), look)
    chips = (*versions, edit_chip("author"), details_chip("author"))
    made = AuthorLine(look, "You", "10:42", "", chips, always=frozenset(chip.key for chip in versions))
    made.resize(width)
    return made


def keys(made: AuthorLine) -> list[str]:
    return [target.key for target in made.targets()]


def test_everything_stands_beside_each_other_in_reading_order(look: Look) -> None:
    made = line(look, 700)
    assert keys(made) == ["author:before", "author:after", "author:edit", "author:details"]
    places = [target.rects[0] for target in made.targets()]
    if look.mirrored:
        places.reverse()
    assert all(one.right() <= other.left() for one, other in pairwise(places))
    assert all(place.left() >= 0 and place.right() <= 700 for place in places)


def test_what_only_shows_under_the_mouse_goes_first_where_there_is_no_room(look: Look) -> None:
    seen = []
    for width in range(700, 0, -10):
        made = line(look, width)
        if keys(made) not in seen:
            seen.append(keys(made))
        assert all(rect.left() >= 0 and rect.right() <= width for target in made.targets() for rect in target.rects)
    assert seen[0][:2] == ["author:before", "author:after"]
    assert seen.index(["author:before", "author:after"]) > 0
    assert seen[-1] == []


def test_the_arrows_point_where_they_lead(look: Look) -> None:
    icons = [chip.icon for chip in version_chips("author", (1, 2), look)]
    assert icons == (["chevron-right", "chevron-left"] if look.mirrored else ["chevron-left", "chevron-right"])
    assert version_chips("author", (1, 1), look) == []


def test_versions_are_seen_always_and_say_that_the_chatbot_remembers(look: Look) -> None:
    found = {target.key: target for target in line(look, 700).targets()}
    assert not found["author:before"].on_hover
    assert found["author:edit"].on_hover
    assert found["author:before"].name == "Previous version, this is 2 of 3"
    assert "remembers" in found["author:after"].tip


def test_only_a_question_can_be_edited_and_only_versions_be_gone_through(make_view: MakeView, qtbot: QtBot) -> None:
    view, model = make_view(asked("q"), answered("a", Text("t", "Here", done=True)))

    def actions(row: int) -> list[Action]:
        return [target.action for _index, target in view.rows.layout(row).targets()]

    assert actions(0) == [Action.EDIT, Action.DETAILS]
    assert actions(1) == [Action.DETAILS]
    model.show(model.messages(), {"a": (1, 2)})
    assert actions(1) == [Action.VERSION, Action.VERSION, Action.DETAILS]

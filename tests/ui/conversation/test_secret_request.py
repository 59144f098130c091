"""The box that asks for a key: what it says, what it gives, and that it forgets."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.core.chatbot import Profile, Secret
from desktop.core.errors import SENTENCES, Problem
from desktop.core.secret_place import PlaceKind, SecretPlace
from desktop.ui.conversation.secret_request import SecretRequest
from desktop.ui.look.theme import ThemeSwitch

SUPPORT = Profile("p1", "Support <b>", "https://support.example", "42")
SALES = Profile("p2", "Sales", "https://sales.example", "43")
PLACE = SecretPlace(PlaceKind.NONE, "Test keyring")
KEY = "rk_live_0123456789abcdefWXYZ"


@pytest.fixture
def box(qtbot: QtBot, switch: ThemeSwitch) -> SecretRequest:
    made = SecretRequest(switch)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.ask(SUPPORT, PLACE, 1)
    return made


@pytest.fixture
def given(box: SecretRequest) -> list[tuple[str, Secret, bool]]:
    found: list[tuple[str, Secret, bool]] = []
    box.submitted.connect(lambda profile_id, secret, send, _session_only: found.append((profile_id, secret, send)))
    return found


def said(box: SecretRequest) -> str:
    return " ".join(label.text() for label in box.findChildren(QLabel) if label.isVisibleTo(box))


def test_it_says_for_whom_and_where_the_key_will_be(box: SecretRequest) -> None:
    assert "Support <b> needs a valid key" in said(box)
    assert "https://support.example" in said(box)
    assert "Test keyring" in said(box)
    assert box.field.edit.echoMode() is QLineEdit.EchoMode.Password
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in box.findChildren(QLabel))


def test_the_button_names_how_many_messages_it_sends(box: SecretRequest) -> None:
    assert box.send_button.text() == "Save and send again"
    box.ask(SUPPORT, PLACE, 3)
    assert "3" in box.send_button.text()
    box.ask(SUPPORT, PLACE, 0)
    assert box.send_button.isHidden()
    assert box.keep_button.text() == "Save"


@pytest.mark.parametrize(("waiting", "send"), [(1, True), (3, True), (0, False)])
def test_enter_does_what_the_first_button_says(
    box: SecretRequest, given: list[tuple[str, Secret, bool]], waiting: int, send: bool
) -> None:
    box.ask(SUPPORT, PLACE, waiting)
    QTest.keyClicks(box.field.edit, f"Bearer {KEY}")
    QTest.keyClick(box.field.edit, Qt.Key.Key_Return)
    assert given == [("p1", Secret(KEY), send)]
    assert box.isHidden()
    assert not box.field.text


def test_only_saving_is_said_to_be_only_that(box: SecretRequest, given: list[tuple[str, Secret, bool]]) -> None:
    QTest.keyClicks(box.field.edit, KEY)
    QTest.mouseClick(box.keep_button, Qt.MouseButton.LeftButton)
    assert given == [("p1", Secret(KEY), False)]


@pytest.mark.parametrize(("typed", "code"), [("", "secret_missing"), ("a b", "secret_invalid")])
def test_what_is_no_key_is_named_and_kept(
    box: SecretRequest, given: list[tuple[str, Secret, bool]], typed: str, code: str
) -> None:
    QTest.keyClicks(box.field.edit, typed)
    QTest.mouseClick(box.send_button, Qt.MouseButton.LeftButton)
    assert box.field.error == SENTENCES[code]
    assert box.field.text == typed
    assert box.isVisible()
    assert given == []


@pytest.mark.parametrize("by_key", [True, False])
def test_not_now_gives_nothing_and_forgets(
    qtbot: QtBot, box: SecretRequest, given: list[tuple[str, Secret, bool]], by_key: bool
) -> None:
    QTest.keyClicks(box.field.edit, KEY)
    with qtbot.waitSignal(box.dismissed) as dismissed:
        if by_key:
            QTest.keyClick(box.field.edit, Qt.Key.Key_Escape)
        else:
            QTest.mouseClick(box.later_button, Qt.MouseButton.LeftButton)
    assert dismissed.args == ["p1"]
    assert (given, box.field.text, box.isHidden(), box.profile_id) == ([], "", True, "")


@pytest.mark.parametrize("other", [SALES, replace(SUPPORT, address=SALES.address)])
def test_another_profile_or_address_does_not_get_what_was_typed_for_this_one(
    box: SecretRequest, other: Profile
) -> None:
    QTest.keyClicks(box.field.edit, KEY)
    box.ask(replace(SUPPORT, label="production"), PLACE, 2)
    assert box.field.text == KEY
    box.ask(other, PLACE, 2)
    assert not box.field.text


@pytest.fixture
def hidden_page(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def test_behind_another_page_it_is_said_once(
    box: SecretRequest, hidden_page: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[object] = []
    monkeypatch.setattr("desktop.ui.conversation.secret_request.announce", said.append)
    box.close_request()
    box.setParent(hidden_page)
    box.ask(SUPPORT, PLACE, 1)
    box.ask(SUPPORT, PLACE, 2)
    assert said == [box]
    box.ask(SALES, PLACE, 1)
    assert said == [box, box]
    assert box.accessibleName() == "Sales needs a valid key"


def test_other_keys_go_on_to_the_window(qtbot: QtBot, box: SecretRequest) -> None:
    with qtbot.assertNotEmitted(box.dismissed):
        QTest.keyClick(box, Qt.Key.Key_F5)
        QTest.keyClick(box, Qt.Key.Key_Return)


def test_a_key_can_be_kept_out_of_the_keyring(qtbot: QtBot, box: SecretRequest) -> None:
    QTest.keyClick(box.session_box, Qt.Key.Key_Space)
    assert "until you quit" in said(box)
    assert "Test keyring" not in said(box)
    QTest.keyClicks(box.field.edit, KEY)
    with qtbot.waitSignal(box.submitted) as submitted:
        QTest.keyClick(box.field.edit, Qt.Key.Key_Return)
    assert submitted.args == ["p1", Secret(KEY), True, True]
    box.ask(SALES, PLACE, 1)
    assert not box.session_box.isChecked()


def test_nobody_chooses_where_there_is_no_keyring(qtbot: QtBot, box: SecretRequest) -> None:
    box.session_box.click()
    box.ask(SUPPORT, SecretPlace(PlaceKind.NONE, problem=Problem("keyring_missing")), 1)
    assert box.session_box.isHidden()
    assert SENTENCES["keyring_missing"] in said(box)
    QTest.keyClicks(box.field.edit, KEY)
    with qtbot.waitSignal(box.submitted) as submitted:
        box.keep_button.click()
    assert submitted.args == ["p1", Secret(KEY), False, False]


def test_who_chose_so_before_is_not_asked_to_choose_again(box: SecretRequest) -> None:
    box.ask(SALES, SecretPlace(PlaceKind.SESSION, hint="…", problem=Problem("session_chosen")), 1)
    assert box.session_box.isChecked()

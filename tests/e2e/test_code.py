"""Code in an answer, saved from the running program."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication, QFileDialog

from tests.e2e.conftest import Journey, Person


def test_code_is_saved_where_the_user_says(live: Callable[[Journey], None], tmp_path: Path) -> None:
    async def journey(person: Person) -> None:
        await person.act(person.desktop.controller.begin_in_sandbox)
        transcript = person.window.chat.transcript
        await person.act(lambda: transcript.save_requested.emit("code.py", "x = 1"))
        said: list[str] = []
        transcript.speech.announced.connect(said.append)
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        saved = tmp_path / "mine.py"
        await person.act(lambda: dialog.fileSelected.emit(str(saved)))
        await person.until(saved.exists, "the file")
        assert saved.read_bytes() == b"x = 1\n"
        await person.until(lambda: "Saved as mine.py" in said, "the word that it is saved")
        await person.act(lambda: dialog.fileSelected.emit(str(tmp_path / "gone" / "mine.py")))
        await person.until(lambda: "could not be saved" in person.window.banner.text, "the words for it")
        await person.act(dialog.reject)

    live(journey)

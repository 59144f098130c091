"""The rules of the house, held over every file; each rule is first shown a source that breaks it."""

import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.rules.calls import broad_catches, nested_loops, sleeping_tests, unowned_tasks
from tests.rules.colours import written_colours
from tests.rules.floors import FLOORS, unknown_floors, wrong_imports
from tests.rules.lengths import fixed_lengths
from tests.rules.limits import long_files, long_functions, vague_names
from tests.rules.source import ROOT, Source, all_sources, snippet
from tests.rules.task_names import shared_task_names

Rule = Callable[[Source], list[str]]

RULES: list[Rule] = [
    broad_catches,
    fixed_lengths,
    long_files,
    long_functions,
    nested_loops,
    sleeping_tests,
    unknown_floors,
    unowned_tasks,
    vague_names,
    written_colours,
    wrong_imports,
]

BROKEN: list[tuple[Rule, str, str]] = [
    (broad_catches, "desktop/api/robofy.py", "try: x()\nexcept Exception: pass"),
    (broad_catches, "desktop/api/robofy.py", "try: x()\nexcept: pass"),
    (broad_catches, "desktop/api/robofy.py", "try: x()\nexcept (ValueError, BaseException): pass"),
    (broad_catches, "tests/api/test_x.py", "try: x()\nexcept Exception:\n def f(): raise"),
    (fixed_lengths, "desktop/ui/widgets/banner.py", "layout.setSpacing(theme.sizes.space_s)"),
    (fixed_lengths, "desktop/ui/widgets/banner.py", "self.setMinimumWidth(min(sizes.column // 2, width))"),
    (fixed_lengths, "desktop/ui/widgets/banner.py", "row.addSpacing(12)"),
    (long_files, "desktop/core/message.py", "x = 1\n" * 401),
    (long_functions, "desktop/core/message.py", "def f():\n" + " x = 1\n" * 59),
    (long_functions, "desktop/core/message.py", "async def f():\n" + " x = 1\n" * 59),
    (nested_loops, "desktop/ui/widgets/banner.py", "dialog.exec()"),
    (nested_loops, "desktop/ui/widgets/banner.py", "menu.exec_(position)"),
    (nested_loops, "desktop/ui/widgets/banner.py", "run = dialog.exec"),
    (nested_loops, "tests/ui/test_x.py", "QApplication.processEvents()"),
    (nested_loops, "desktop/ui/widgets/banner.py", "QtWidgets.QMessageBox.question(None, '', '')"),
    (nested_loops, "desktop/ui/widgets/banner.py", "QFileDialog.getSaveFileName()"),
    (sleeping_tests, "tests/core/test_x.py", "time.sleep(0.1)"),
    (sleeping_tests, "tests/core/test_x.py", "sleep(1)"),
    (sleeping_tests, "tests/core/test_x.py", "await asyncio.sleep(0.01)"),
    (sleeping_tests, "tests/ui/test_x.py", "qtbot.wait(100)"),
    (sleeping_tests, "tests/ui/test_x.py", "QTest.qWait(100)"),
    (unknown_floors, "desktop/plumbing/pipe.py", ""),
    (unowned_tasks, "desktop/chat/turn.py", "asyncio.create_task(f())"),
    (unowned_tasks, "desktop/chat/turn.py", "loop.create_task(f())"),
    (unowned_tasks, "desktop/ui/sidebar/sidebar.py", "from asyncio import ensure_future as start"),
    (unowned_tasks, "desktop/ui/sidebar/sidebar.py", "@qasync.asyncSlot()\ndef f(): ..."),
    (unowned_tasks, "desktop/api/robofy.py", "async def f():\n async with asyncio.TaskGroup(): ..."),
    (vague_names, "desktop/core/utils.py", ""),
    (vague_names, "desktop/ui/window_manager.py", ""),
    (vague_names, "tests/common/x.py", ""),
    (written_colours, "desktop/ui/widgets/banner.py", "sheet = 'color: #ff8800'"),
    (written_colours, "desktop/ui/widgets/banner.py", "sheet = f'color: rgba(0, 0, 0, {alpha})'"),
    (written_colours, "desktop/ui/widgets/banner.py", "QColor('red')"),
    (written_colours, "desktop/ui/transcript/painting.py", "QtGui.QColor(1, 2, three)"),
    (written_colours, "desktop/ui/widgets/banner.py", "Qt.GlobalColor.red"),
    (wrong_imports, "desktop/core/message.py", "import asyncio"),
    (wrong_imports, "desktop/core/message.py", "def f():\n import httpx"),
    (wrong_imports, "desktop/core/message.py", "from urllib.request import urlopen"),
    (wrong_imports, "desktop/core/message.py", "from urllib import request"),
    (wrong_imports, "desktop/core/reducer.py", "import markdown_it"),
    (wrong_imports, "desktop/core/reducer.py", "from desktop.api import sse"),
    (wrong_imports, "desktop/api/sse.py", "from desktop.store.paths import Paths"),
    (wrong_imports, "desktop/api/sse.py", "from desktop import chat"),
    (wrong_imports, "desktop/api/sse.py", "from ..store import paths"),
    (wrong_imports, "desktop/api/sse.py", "from PySide6 import QtCore"),
    (wrong_imports, "desktop/store/history.py", "import asyncio"),
    (wrong_imports, "desktop/store/history.py", "import keyring"),
    (wrong_imports, "desktop/chat/turn.py", "import httpx"),
    (wrong_imports, "desktop/chat/turn.py", "import PySide6.QtCore"),
    (wrong_imports, "desktop/ui/conversation/page.py", "import qasync"),
    (wrong_imports, "desktop/ui/conversation/page.py", "from desktop.api.robofy import Client"),
    (wrong_imports, "desktop/ui/conversation/page.py", "from desktop.app import build"),
    (wrong_imports, "desktop/sandbox/server.py", "from desktop.api import wire"),
    (wrong_imports, "desktop/sandbox/server.py", "import httpx"),
    (wrong_imports, "desktop/cli/ask.py", "from desktop.ui import theme"),
    (wrong_imports, "desktop/cli/ask.py", "from PySide6.QtCore import QObject"),
]

SOUND: list[tuple[Rule, str, str]] = [
    (broad_catches, "desktop/api/robofy.py", "try: x()\nexcept Exception as e: raise ValueError from e"),
    (broad_catches, "desktop/chat/tasks.py", "try: x()\nexcept Exception: pass"),
    (fixed_lengths, "desktop/ui/words.py", "layout.setContentsMargins(0, 0, 0, 0); self.setFixedHeight(2 * line)"),
    (fixed_lengths, "desktop/ui/look/measures.py", "layout.setSpacing(sizes.space_s)"),
    (long_files, "desktop/core/message.py", "x = 1\n" * 400),
    (long_functions, "desktop/core/message.py", "def f():\n" + " x = 1\n" * 58),
    (nested_loops, "desktop/ui/widgets/banner.py", "dialog.open(); connection.execute(''); self.question()"),
    (nested_loops, "tests/bench/painted.py", "app.exec()"),
    (sleeping_tests, "tests/core/test_x.py", "await asyncio.sleep(0)"),
    (sleeping_tests, "tests/bench/heartbeat.py", "await asyncio.sleep(0.005)"),
    (broad_catches, "desktop/store/thread.py", "try: f()\nexcept BaseException as error: future.set_exception(error)"),
    (unowned_tasks, "desktop/chat/tasks.py", "asyncio.create_task(f())"),
    (vague_names, "desktop/ui/uncommon_bar.py", ""),
    (written_colours, "desktop/ui/look/theme.py", "QColor('#fff')"),
    (
        written_colours,
        "desktop/ui/widgets/banner.py",
        "'''Like #fff.'''\nx = QColor(token), '#anchor', Qt.GlobalColor.transparent",
    ),
    (wrong_imports, "desktop/core/markup.py", "from markdown_it import MarkdownIt"),
    (wrong_imports, "desktop/core/message.py", "from desktop.core.text import title\nimport urllib.parse, msgspec"),
    (wrong_imports, "desktop/ui/loop.py", "import asyncio, qasync"),
    (wrong_imports, "desktop/ui/conversation/page.py", "from desktop.chat.turn import run_turn"),
    (wrong_imports, "desktop/api/sse.py", "from desktop import __version__"),
    (wrong_imports, "desktop/store/secrets.py", "import keyring"),
    (wrong_imports, "desktop/app.py", "import keyring, qasync\nfrom desktop.ui import theme"),
]

SHARED_NAMES: list[tuple[str, str]] = [
    ("tasks.start('read', f)", "self._tasks.start('read', g)"),
    ("tasks.start(f'read:{key}', f)", "tasks.start(f'read:{number}', g)"),
    ("_TASK: Final = 'read'\ntasks.start(_TASK, f)", "tasks.start('read', g)"),
]

# These run where no Qt is installed, or before it is wanted.
WITHOUT_QT = sorted(FLOORS.keys() - {"ui"})

IMPORT_ALL = """
import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
print(" ".join(sorted(name for name in sys.modules if name.partition(".")[0] in {"PySide6", "shiboken6", "qasync"})))
"""


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_rule_holds_everywhere(rule: Rule) -> None:
    found = [finding for source in all_sources() for finding in rule(source)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("rule", "path", "text"), BROKEN, ids=lambda value: getattr(value, "__name__", None))
def test_rule_sees_what_breaks_it(rule: Rule, path: str, text: str) -> None:
    assert rule(snippet(path, text))


@pytest.mark.parametrize(("rule", "path", "text"), SOUND, ids=lambda value: getattr(value, "__name__", None))
def test_rule_lets_sound_code_pass(rule: Rule, path: str, text: str) -> None:
    assert not rule(snippet(path, text))


def test_no_two_files_start_tasks_of_one_name() -> None:
    found = shared_task_names(all_sources())
    assert not found, "\n".join(found)


@pytest.mark.parametrize("texts", SHARED_NAMES)
def test_names_of_tasks_are_seen_in_two_files(texts: tuple[str, str]) -> None:
    one, other = (snippet(f"desktop/ui/part_{number}.py", text) for number, text in enumerate(texts))
    assert len(shared_task_names([one, other])) == 2
    assert not shared_task_names([one, snippet("desktop/ui/part_1.py", "tasks.start('write', g)")])


def test_tasks_that_all_settle_may_share_a_name() -> None:
    files = [snippet(f"desktop/ui/part_{number}.py", "tasks.start('save', settle, f)") for number in range(2)]
    assert not shared_task_names(files)
    assert len(shared_task_names([*files, snippet("desktop/ui/part_2.py", "tasks.start('save', f)")])) == 3


def test_rules_see_this_very_file() -> None:
    assert "tests/test_architecture.py" in {str(source.path) for source in all_sources()}


@pytest.mark.parametrize("floor", [name for name in WITHOUT_QT if (ROOT / "desktop" / name / "__init__.py").exists()])
def test_floor_imports_without_qt(floor: str) -> None:
    result = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL, f"desktop.{floor}"], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert (result.returncode, result.stdout.strip()) == (0, ""), result.stderr


def test_fresh_interpreter_reports_qt_that_was_imported() -> None:
    result = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL, "shiboken6"], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert "shiboken6" in result.stdout, result.stderr

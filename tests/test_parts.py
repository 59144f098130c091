"""The list of parts: complete from a checkout, and a package's own where there is one."""

import json
import re
from pathlib import Path

import pytest

from desktop import parts
from desktop.core.part import Part

LOCK = Path(__file__).parents[1] / "packaging" / "requirements.txt"


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_all_that_is_locked_for_this_computer_is_listed() -> None:
    from importlib.metadata import distributions

    installed = {plain(found.metadata["Name"]) for found in distributions()}
    locked = {plain(name) for name in re.findall(r"^([A-Za-z0-9._-]+)==", LOCK.read_text(), re.MULTILINE)}
    listed = {plain(part.name) for part in parts.all_parts()}
    assert locked & installed <= listed
    assert {"python", "openssl", "sqlite"} <= listed


def test_each_part_from_a_list_of_packages_has_a_licence() -> None:
    found = parts.all_parts()
    assert found[0].name == "Robofy Desktop"
    assert "MIT License" in found[0].text
    assert [part.name for part in found[1:] if not part.licence] == []
    assert len([part for part in found if part.text]) > len(found) / 2


def test_a_package_has_a_list_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "resources").mkdir()
    listed = [
        {"name": "Qt", "version": "6.11", "licence": "LGPL-3.0-only", "text": "All of it", "url": "https://qt.io"}
    ]
    (tmp_path / "resources" / "licences.json").write_text(json.dumps(listed))
    monkeypatch.setattr("sys._MEIPASS", str(tmp_path), raising=False)
    assert parts.all_parts()[1:] == (Part("Qt", "6.11", "LGPL-3.0-only", "All of it", "https://qt.io"),)

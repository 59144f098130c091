import re
import xml.etree.ElementTree as ET

import product
import pytest
from environment import ROOT
from metainfo import SCREENSHOTS, changes, copyright_text, debian_changelog, manual, metainfo

from desktop.cli.commands import run_command

CHANGELOG = """\
# Changelog

## 0.2.0 (unreleased)

- A line that
  goes on.
- Another one.

## 0.1.0

- The first.
"""


def test_entries_belong_to_their_versions_and_are_whole_lines() -> None:
    assert changes(CHANGELOG) == {"0.2.0": ["A line that goes on.", "Another one."], "0.1.0": ["The first."]}


def test_the_change_log_of_the_project_has_entries_for_its_version() -> None:
    text = (ROOT / "packaging" / "CHANGELOG.md").read_text(encoding="utf-8")
    assert changes(text)[product.version()]


def test_debian_is_told_the_version_the_date_and_no_long_line() -> None:
    written = debian_changelog(CHANGELOG, "0.2.0", 0)
    assert written.startswith("robofy-desktop (0.2.0) unstable;")
    assert "Thu, 01 Jan 1970 00:00:00" in written.splitlines()[-1]
    assert max(map(len, written.splitlines()[:-1])) <= 80


def test_every_screenshot_of_the_stores_is_one_of_the_project() -> None:
    assert all((ROOT / "packaging" / "screenshots" / f"{name}.png").is_file() for name in SCREENSHOTS)
    shown = ET.fromstring(metainfo("1.0", 0)).findall("screenshots/screenshot/image")  # noqa: S314 - our own
    assert len(shown) == len(SCREENSHOTS)


def test_stores_find_the_screenshots_at_the_site_of_those_who_publish(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROBOFY_DESKTOP_SITE", "https://desktop.example/")
    shown = ET.fromstring(metainfo("1.0", 0)).findall("screenshots/screenshot/image")  # noqa: S314 - our own
    assert [image.text for image in shown] == [
        f"https://desktop.example/screenshots/{name}.png" for name in SCREENSHOTS
    ]


def test_the_manual_names_version_and_day() -> None:
    assert manual('"@DATE@" "@VERSION@"', "1.0", 86400) == '"1970-01-02" "1.0"'


def test_the_manual_knows_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["--help"]) == 0
    commands = re.findall(r"^    (\w+)\b", capsys.readouterr().out, re.MULTILINE)
    written = (ROOT / "packaging" / "linux" / "robofy-desktop.1").read_text(encoding="utf-8")
    assert "ask" in commands
    assert [name for name in commands if f"\n.B {name}\n" not in written] == []


def test_the_copyright_names_who_holds_it_and_the_terms() -> None:
    text = copyright_text((ROOT / "LICENSE").read_text(encoding="utf-8"))
    assert "\nCopyright: 2026 Robofy Desktop contributors\n" in text
    assert "Permission is hereby granted" in text
    assert "\n\n\n" not in text

from desktop.core.desktop_settings import DETAILED_LOG_LASTS, LogSettings
from desktop.core.part import version_lines


def test_a_detailed_log_ends_by_itself() -> None:
    assert not LogSettings().is_detailed(1_000.0)
    begun = LogSettings(detailed_since=1_000.0)
    assert begun.is_detailed(1_000.0)
    assert begun.is_detailed(999.0 + DETAILED_LOG_LASTS)
    assert not begun.is_detailed(1_000.0 + DETAILED_LOG_LASTS)


def test_a_clock_that_was_set_back_ends_it_too() -> None:
    assert not LogSettings(detailed_since=1_000.0).is_detailed(999.0)


def test_versions_as_they_are_copied() -> None:
    assert version_lines([("Qt", "6.11"), ("Icons", "")]) == "Qt 6.11\nIcons\n"

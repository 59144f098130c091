"""Controls of settings that the administrator locked: seen, explained, and not to be changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget


def lock(controls: Mapping[str, Sequence[QWidget]], locked: Collection[str]) -> bool:
    """Lock the controls of the settings that are named as `section.field`; whether there were any."""
    found = [control for name in locked for control in controls.get(name, ())]
    why = QCoreApplication.translate("locks", "Set by your administrator")
    for control in found:
        control.setEnabled(False)
        control.setToolTip(why)
        control.setAccessibleDescription(why)
    return bool(found)

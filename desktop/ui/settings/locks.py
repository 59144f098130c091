"""Controls of settings that the administrator locked: seen, explained, and not to be changed.

The trap: a page greys out what has no sense just now, and must not bring a locked control back with it. So it asks
`allow` to.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final, TypeAlias

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

Controls: TypeAlias = Mapping[str, Sequence[QWidget]]
"""What changes each setting, by the name of the setting as `section.field`."""
_LOCKED: Final = "locked"


def lock(controls: Controls, locked: Collection[str]) -> bool:
    """Lock the controls of these settings; whether there were any."""
    found = [control for name in locked for control in controls.get(name, ())]
    why = QCoreApplication.translate("locks", "Set by your administrator")
    for control in found:
        control.setProperty(_LOCKED, True)
        control.setEnabled(False)
        control.setToolTip(why)
        control.setAccessibleDescription(why)
    return bool(found)


def allow(control: QWidget, *, enabled: bool) -> None:
    """Enable a control, unless it is locked, or disable it."""
    control.setEnabled(enabled and not control.property(_LOCKED))

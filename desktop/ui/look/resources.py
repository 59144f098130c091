"""Finds the files under `resources/`, from a checkout and from a packaged build.

PyInstaller unpacks data files next to its own `sys._MEIPASS`, not next to this module.
"""

import sys
from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parents[3]


def resource_path(*parts: str) -> Path:
    """The path of one resource; FileNotFoundError when the build left it out."""
    home = Path(getattr(sys, "_MEIPASS", _CHECKOUT))
    path = home.joinpath("resources", *parts)
    if not path.exists():
        raise FileNotFoundError(f"missing resource: {'/'.join(parts)}")
    return path

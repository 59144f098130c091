"""The window of an installed program, used by its keyboard and mouse as a person would.

The trap: without a window manager no window is the active one, and shortcuts reach no other.
"""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass

import product


@dataclass(frozen=True)
class InstalledWindow:
    process: subprocess.Popen[str]
    screen: Mapping[str, str]

    def is_shown(self) -> bool:
        if self.process.poll() is not None:
            raise ChildProcessError(f"the program ended: {self.process.communicate()[1]}")
        return self.shows(product.TITLE)

    def shows(self, title: str) -> bool:
        return self._xdotool("search", "--onlyvisible", "--name", f"^{title}").strip() != ""

    def activate(self) -> None:
        self._xdotool("search", "--onlyvisible", "--name", f"^{product.TITLE}", "windowfocus")

    def open_menu(self) -> None:
        """By the mouse: the button is the third at the foot of the list."""
        found = self._xdotool("search", "--onlyvisible", "--name", f"^{product.TITLE}", "getwindowgeometry", "--shell")
        place = dict(line.split("=") for line in found.splitlines())
        x, y = int(place["X"]) + 100, int(place["Y"]) + int(place["HEIGHT"]) - 28
        self._xdotool("mousemove", str(x), str(y), "click", "1")

    def press(self, key: str) -> None:
        self._xdotool("key", key)

    def type(self, text: str) -> None:
        self._xdotool("type", "--delay", "10", text)

    def _xdotool(self, *arguments: str) -> str:
        variables = {"PATH": "/usr/bin:/bin", **self.screen}
        return subprocess.run(
            ["xdotool", *arguments], check=False, capture_output=True, text=True, env=variables
        ).stdout

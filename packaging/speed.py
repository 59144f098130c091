"""How long packages are meant to take. It is told, and fails nothing: a busy machine is no fault of a package."""

DEB = 180.0
"""Seconds for the .deb, from the frozen program on."""
INSTALL = 10.0
"""Seconds that a package manager works on the .deb when all that it needs is there."""


def told(seconds: float, goal: float) -> str:
    return f"{seconds:.1f} s (goal {goal:.0f} s: {'met' if seconds <= goal else 'MISSED'})"

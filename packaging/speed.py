"""How long packages may take, and that they do not take longer."""

from failure import SetupFailure

DEB = 180.0
"""Seconds for the .deb, from the frozen program on."""
INSTALL = 10.0
"""Seconds that a package manager works on the .deb when all that it needs is there."""


def hold(what: str, seconds: float, most: float) -> None:
    """Raises SetupFailure when it took longer than it may."""
    if seconds > most:
        raise SetupFailure(f"{what} took {seconds:.1f} s. It may take {most:.0f} s at most.")

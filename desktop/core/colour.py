"""A colour that somebody else chose, made fit to be seen: as it is where it stands out, else lighter or darker.

Source of luminance and contrast: WCAG 2.2, "relative luminance" and "contrast ratio".
"""

from __future__ import annotations

import re
from typing import Final

from desktop.core.events import Json

Colour = tuple[int, int, int]
"""Red, green and blue, 0 to 255."""

LEAST_CONTRAST: Final = 3.0
"""Of a line or a mark that carries meaning (WCAG 2.2, 1.4.11)."""
_STEPS: Final = 20


def read_colour(value: Json) -> Colour | None:
    """A colour as the web writes it, `#2563EB` or `#26E`; None for everything else."""
    if not isinstance(value, str):
        return None
    digits = value.strip().removeprefix("#")
    if re.fullmatch(r"[0-9a-fA-F]{3}|[0-9a-fA-F]{6}", digits) is None or not value.strip().startswith("#"):
        return None
    whole = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    return int(whole[:2], 16), int(whole[2:4], 16), int(whole[4:], 16)


def contrast(one: Colour, other: Colour) -> float:
    """From 1 to 21."""
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def visible(colour: Colour, ground: Colour, least: float = LEAST_CONTRAST) -> Colour:
    """The colour, or the nearest one on its way to black or white that stands out from the ground."""
    end = (0, 0, 0) if _luminance(ground) > 0.18 else (255, 255, 255)
    steps = (_mixed(colour, end, step / _STEPS) for step in range(_STEPS + 1))
    return next((one for one in steps if contrast(one, ground) >= least), end)


def _mixed(colour: Colour, end: Colour, share: float) -> Colour:
    red, green, blue = (round(here + (there - here) * share) for here, there in zip(colour, end, strict=True))
    return red, green, blue


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(value / 255) for value in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

"""How fast an answer is written: from the address (`?speed=`, `?delay_ms=`) or from words in the question.

The address wins. A question can say "slow" without wanting slowness, so only whole turns of phrase count.
"""

import re
from typing import Final

import msgspec

CHARACTERS_PER_WORD: Final = 6
"""With the space after it; makes "100 words a second" a matter of characters."""

MAX_DELAY: Final = 60.0


class Speed(msgspec.Struct, frozen=True):
    """`delay`: seconds before each delta. `per_character`: seconds added for each character of it. `work`: how much
    of a tool's working time to act out.
    """

    delay: float = 0.0
    per_character: float = 0.0
    work: float = 1.0

    @property
    def instant(self) -> bool:
        return not self.delay and not self.per_character

    def of(self, piece: str) -> float:
        """Seconds to wait before this delta."""
        return self.delay + self.per_character * len(piece)


INSTANT: Final = Speed(work=0.0)
NAMED: Final = {
    "instant": INSTANT,
    "fast": Speed(delay=0.005, work=0.25),
    "normal": Speed(delay=0.02),
    "slow": Speed(delay=0.12, work=2.0),
}
NORMAL: Final = NAMED["normal"]

_PHRASES: Final = (
    ("instant", r"as fast as (?:you can|possible)|at once\b|instantly|at instant speed|without (?:any )?delay"),
    ("slow", r"\bslowly\b|at (?:a )?slow speed|take your time"),
    ("fast", r"\bquickly\b|at (?:a )?fast speed"),
    ("normal", r"at (?:a )?normal speed"),
)
_RATE: Final = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(words?|deltas?)\s*(?:a|per|/)\s*s(?:ec(?:ond)?)?\b", re.IGNORECASE)


def from_address(speed: str | None, delay_ms: str | None) -> Speed | None:
    """None when the address names no speed. Raises ValueError when it names one that does not exist."""
    if delay_ms is not None:
        return _delay(float(delay_ms) / 1000)
    if speed is None:
        return None
    if speed not in NAMED:
        message = f"speed is one of {', '.join(NAMED)}"
        raise ValueError(message)
    return NAMED[speed]


def _delay(seconds: float) -> Speed:
    if not 0 <= seconds <= MAX_DELAY:
        message = "delay_ms is between 0 and 60000"
        raise ValueError(message)
    return Speed(delay=seconds) if seconds else INSTANT


def from_words(query: str) -> Speed | None:
    """None when the question says nothing about speed."""
    if rate := _RATE.search(query):
        per_second = float(rate[1].replace(",", ""))
        if per_second:
            one = max(1 / per_second, 1e-6)
            in_words = rate[2].lower().startswith("word")
            return Speed(per_character=one / CHARACTERS_PER_WORD) if in_words else Speed(delay=one)
    for name, phrase in _PHRASES:
        if re.search(phrase, query, re.IGNORECASE):
            return NAMED[name]
    return None

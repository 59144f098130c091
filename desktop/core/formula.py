r"""Formulas in a text: \(…\), \[…\], $$…$$ and $…$. They are shown as they were written: Markdown must not read them.

The trap: the same signs are written for other reasons. `\[a\](b)` is a link that shall be none, `$$` and `$$$` tell how
dear a restaurant is, and a single `$` is money unless what stands between two of them could only be a formula.

A formula may take lines of its own. What such a line opens is told by that line alone, and reaches to the line that
closes it or to an empty one: so a text that is still being written is cut at the same places as the whole. Where
nothing closes it, these lines are words.
"""

from __future__ import annotations

import re
import sys
from typing import Final

_CLOSING: Final = {"\\(": "\\)", "\\[": "\\]", "$$": "$$"}
_CLOSED: Final = {"\\]": re.compile(r"\\\]"), "$$": re.compile(r"(?<!\$)\$\$(?!\$)")}
_BESIDE_PRICES: Final = frozenset("$*_~")
_BEHIND_LABELS: Final = frozenset("([")
BEHIND_DOLLAR: Final = (
    r"(?<![\w$\\]\$)(?![\s$])(?=[^$`\n]*(?:[\\_^{]|[^\s*]\*[^\s*$]))(?:\\.|[^$`\\\n])+(?<!\s)\$(?![\w${])"
)
"""What makes a `$` begin a formula: a sign of its own up to the next one, no space inside either, no word outside."""
_IN_WORDS: Final = re.compile(rf"\${BEHIND_DOLLAR}")
_SIGNS: Final = re.compile(r"[\\_^{}=]")


def formula_end(text: str, start: int) -> int | None:
    """Where the formula ends that starts here; None when none does."""
    opening = text[start : start + 2]
    if opening not in _CLOSING:
        found = _IN_WORDS.match(text, start)
        return found.end() if found else None
    end = text.find(_CLOSING[opening], start + 2) + 2
    inside = text[start + 2 : end - 2]
    if end < 2 or not inside.strip() or "`" in inside:
        return None
    before, after = text[max(start - 1, 0) : start], text[end : end + 1]
    if opening == "$$":
        is_other = before.isalnum() or after.isalnum() or before in _BESIDE_PRICES or "$" in (inside[0], after)
    else:
        is_other = opening == "\\[" and after in _BEHIND_LABELS
    return None if is_other else end


def closing_of(line: str) -> str:
    """What closes the formula over several lines that this line opens at its start; "" when it opens none."""
    opening, rest = line[:2], line[2:].strip()
    if opening not in ("$$", "\\["):
        return ""
    closing = _CLOSING[opening]
    is_open = not rest or (_SIGNS.search(rest) and not rest.startswith("$") and rest.count("]") <= rest.count("["))
    return closing if is_open and closing not in rest and "`" not in rest else ""


def closed_at(words: str, closing: str, start: int = 0, end: int = sys.maxsize) -> int:
    """Behind what closes a formula in these words; 0 when nothing there does. `$$$` is a class of prices."""
    found = _CLOSED[closing].search(words, start, end)
    return found.end() if found else 0


def is_inside(before: str, closing: str) -> bool:
    """Whether these words of a paragraph leave a formula open: the next such sign ends it then and opens none."""
    if closing == "$$":
        return len(_CLOSED[closing].findall(before)) % 2 > 0
    return before.rfind("\\[") > before.rfind(closing)

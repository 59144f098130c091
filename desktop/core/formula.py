r"""Formulas in a text: \(…\), \[…\] and $$…$$. They are shown as they were written, so Markdown must not read them.

The trap: the same signs are written for other reasons. `\[a\](b)` is a link that shall be none, `$$` and `$$$` tell how
dear a restaurant is, and a single `$` is always money.
"""

from __future__ import annotations

from typing import Final

_CLOSING: Final = {"\\(": "\\)", "\\[": "\\]", "$$": "$$"}
_BESIDE_PRICES: Final = frozenset("$*_~")
_BEHIND_LABELS: Final = frozenset("([")


def formula_end(text: str, start: int) -> int | None:
    """Where the formula ends that starts here; None when none does."""
    opening = text[start : start + 2]
    if opening not in _CLOSING:
        return None
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

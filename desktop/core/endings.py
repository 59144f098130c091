"""The sentences for an answer that its chatbot ended early and that is complete all the same.

The trap: nothing failed, so no problem tells of it; the reason to finish alone does.
"""

from __future__ import annotations

from typing import Final

CUT_SHORT: Final = {
    "length": "The answer ends here because it reached its longest length. Ask the chatbot to go on.",
    "content-filter": "The answer ends here because a filter of the chatbot stopped it.",
}
"""By the normal form of the reason."""

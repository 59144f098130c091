"""What is said of an answer that its chatbot ended early."""

from __future__ import annotations

from typing import get_args

import pytest

from desktop.core.endings import CUT_SHORT
from desktop.sandbox.script import FinishReason


@pytest.mark.parametrize("reason", ["length", "content-filter"])
def test_a_reason_that_a_chatbot_gives_for_ending_early_has_a_sentence(reason: str) -> None:
    assert reason in get_args(FinishReason)
    assert CUT_SHORT[reason].startswith("The answer ends here because ")

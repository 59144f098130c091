"""What is said of an answer that its chatbot ended early."""

from __future__ import annotations

from typing import get_args

from desktop.core.endings import CUT_SHORT
from desktop.sandbox.script import FinishReason


def test_every_reason_is_one_that_a_chatbot_gives_and_its_sentence_says_that_the_answer_ends() -> None:
    assert set(CUT_SHORT) < set(get_args(FinishReason))
    assert all(sentence.startswith("The answer ends here because ") for sentence in CUT_SHORT.values())

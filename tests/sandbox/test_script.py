import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.sandbox.guide import ARABIC, LANGUAGES
from desktop.sandbox.markdown_tour import TOUR
from desktop.sandbox.script import Emit, Flood, Say, Script, Tool, Wait, pieces


@pytest.mark.parametrize("text", [TOUR, ARABIC, LANGUAGES, "I am", "a\n", "an extraordinarily long-winded word "])
def test_deltas_are_word_ish_and_lose_nothing(text: str) -> None:
    cut = pieces(text)
    assert "".join(cut) == text
    assert all(2 <= len(piece) <= 8 for piece in cut)


@given(st.text())
def test_any_text_survives_being_cut(text: str) -> None:
    cut = pieces(text)
    assert "".join(cut) == text
    assert all(1 <= len(piece) <= 8 for piece in cut)


def test_text_of_a_script_is_all_that_is_said() -> None:
    script = Script((Say("One"), Wait(1.0), Emit({"type": "finish-step"}), Flood((" a", " b"), 3)))
    assert script.text == "One a b a"
    assert Script((Say("One"),), plain="Two").text == "Two"


def test_tool_input_grows_to_what_it_is() -> None:
    first, *grown, last = Tool("call_1", "look_up", "Look up", {"number": "4711", "what": "Grüße"}).asked()
    assert isinstance(first, Emit)
    assert isinstance(last, Emit)
    assert first.event == {
        "type": "tool-input-start",
        "toolCallId": "call_1",
        "toolName": "look_up",
        "title": "Look up",
    }
    written = "".join(str(cue.event["inputTextDelta"]) for cue in grown if isinstance(cue, Emit))
    assert written == '{"number": "4711", "what": "Grüße"}'
    assert len(grown) > 3
    assert last.event["input"] == {"number": "4711", "what": "Grüße"}

import uuid

import pytest

from desktop.sandbox import bots
from desktop.sandbox.orders import ORDERS
from tests.sandbox.conftest import Caller, Heard


def _ask(caller: Caller, query: str, session_id: str | None = None) -> Heard:
    heard = caller.stream(bots.ORDER_DESK, query, session_id, speed="instant")
    assert heard.done
    return heard


def _tools(heard: Heard) -> list[str]:
    return [event["toolName"] for event in heard.events if event["type"] == "tool-input-start"]


def test_order_is_found_with_two_tools_in_three_steps(caller: Caller) -> None:
    heard = _ask(caller, "Where is my order 4711?")
    call = ["tool-input-start", "tool-input-delta", "tool-input-available"]
    assert heard.kinds == [
        *("start", "start-step", "text-start", "text-delta", "text-end", *call, "tool-output-available", "finish-step"),
        *("start-step", *call, "tool-output-available", "finish-step"),
        *("start-step", "source-url", "text-start", "text-delta", "text-end", "finish-step"),
        *("finish", "data-session", "data-finish-reason"),
    ]
    assert _tools(heard) == ["look_up_order", "check_carrier"]
    assert "Leipzig" in heard.text


def test_carrier_tells_something_before_it_tells_all(caller: Caller) -> None:
    outputs = [event for event in _ask(caller, "track 4711").events if event["type"] == "tool-output-available"]
    found, early, late = outputs
    assert found["output"]["total"] == {"amount": 65.0, "currency": "EUR"}
    assert early["preliminary"] is True
    assert "preliminary" not in late
    assert len(late["output"]["scans"]) > len(early["output"]["scans"])


def test_carrier_that_does_not_answer_fails_but_the_answer_goes_on(caller: Caller) -> None:
    heard = _ask(caller, "Where is my parcel 5003?")
    (failed,) = (event for event in heard.events if event["type"] == "tool-output-error")
    assert failed["errorText"] == "Old Town Couriers did not answer within 10 seconds."
    assert "Graz" in heard.text


def test_number_is_asked_for_and_then_remembered(caller: Caller) -> None:
    session_id = str(uuid.uuid4())
    asked = _ask(caller, "I want a refund", session_id)
    assert "Which order" in asked.text
    assert _tools(asked) == []
    assert _tools(_ask(caller, "5120", session_id)) == ["look_up_order", "check_refund_policy", "create_refund"]
    later = _ask(caller, "And where is it?", session_id)
    assert _tools(later) == ["look_up_order", "check_carrier"]
    assert "5120" in later.text


def test_refund_thinks_cites_and_pays(caller: Caller) -> None:
    heard = _ask(caller, "My order 5120 is broken")
    assert {"reasoning-start", "reasoning-delta", "reasoning-end", "source-document"} <= set(heard.kinds)
    assert "€119.00" in heard.text
    assert "RF-5120-1" in heard.text


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("Refund for 4711", "Ask again when it has arrived."),
        ("Refund for 6044", "I can cancel it for you."),
        ("Cancel order 6044", "**6044** is cancelled"),
        ("Cancel order 4711", "too late"),
        ("Where is 6044?", "€62.00 is due"),
        ("Where is 4712?", "was delivered on Monday"),
        ("where is order #5120?", "was delivered nine days ago"),
        ("Hello", "this is the Order desk"),
        ("I paid 4711.50 for it", "this is the Order desk"),
        ("Which tools do you have?", "Which order is it?"),
    ],
)
def test_answers(caller: Caller, query: str, told: str) -> None:
    assert told in _ask(caller, query).text


def test_unknown_number_is_a_failed_tool_and_is_not_remembered(caller: Caller) -> None:
    session_id = str(uuid.uuid4())
    heard = _ask(caller, "Where is order 9999?", session_id)
    assert "tool-output-error" in heard.kinds
    assert "cannot find an order **9999**" in heard.text
    assert "Which order" in _ask(caller, "Where is it?", session_id).text


def test_all_orders_are_listed(caller: Caller) -> None:
    heard = _ask(caller, "Show me all my orders")
    assert _tools(heard) == ["list_orders"]
    assert [number for number in ORDERS if f"| {number} |" not in heard.text] == []


def test_every_order_can_be_asked_for_everything(caller: Caller) -> None:
    for number in ORDERS:
        for wish in ("Where is", "Refund", "Cancel"):
            heard = _ask(caller, f"{wish} {number}")
            assert heard.text
            asked = [event["toolCallId"] for event in heard.events if event["type"] == "tool-input-start"]
            assert len(asked) == len(set(asked))

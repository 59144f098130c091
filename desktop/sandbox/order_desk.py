"""The Order desk: answers about orders by calling tools in several steps, so that a client has tool calls to show.

Order 5003 travels with a carrier that never answers: its tool fails every time, and the answer goes on without it.
"""

import re
from collections.abc import Callable
from typing import Final

import msgspec

from desktop.sandbox.orders import ORDERS, Order, euros
from desktop.sandbox.script import NEW_STEP, Cue, Emit, Reply, Say, Script, Think, Tool, Wait, source
from desktop.sandbox.sessions import Session

ORDER: Final = "order"
WISH: Final = "wish"
RETURN_DAYS: Final = 30

WELCOME: Final = """\
Hello, this is the Order desk. I can

- tell you **where an order is**: *Where is my order 4711?*
- start a **refund**: *I would like a refund for order 5120*
- **cancel** an order that has not left yet: *Cancel order 6044*
- **list** what you have ordered: *Show me all my orders*

What can I do for you?"""

_NUMBER: Final = re.compile(r"(?<![\d,.])#?(\d{4})(?![\d,.]*\d)")
_WISHES: Final = (
    ("list", r"\b(?:all|list|my orders|which orders|every order|overview)\b"),
    ("refund", r"\b(?:refund|money back|return(?:ing)?|send (?:it )?back|broken|damaged|reimburse)\b"),
    ("cancel", r"\bcancel"),
    (
        "status",
        r"\b(?:where|when|track\w*|parcel|package|deliver\w*|arriv\w*|status|shipp?\w*|carrier|late|order|tools?)\b",
    ),
)


def answer(query: str, session: Session) -> Reply:
    number = _NUMBER.search(query)
    named = next((wish for wish, words in _WISHES if re.search(words, query, re.IGNORECASE)), None)
    if number:
        session.notes[ORDER] = number[1]
    wish = named or (session.notes.pop(WISH, "status") if number else None)
    if wish is None:
        return Script((Say(WELCOME),))
    if wish == "list":
        return Script(_list())
    return Script(_about(wish, session))


def _about(wish: str, session: Session) -> tuple[Cue, ...]:
    known = session.notes.get(ORDER)
    if known is None:
        session.notes[WISH] = wish
        return (Say(_ASK[wish]),)
    session.notes.pop(WISH, None)
    order = ORDERS.get(known)
    if order is None:
        del session.notes[ORDER]
        return _unknown(known)
    return (*_looked_up(order), *NEW_STEP, *_DESKS[wish](order))


_ASK: Final = {
    "status": "Gladly. Which order is it? The number has four digits, for example **4711**.",
    "refund": "I am sorry to hear that. Which order is it about? The number has four digits, for example **5120**.",
    "cancel": "I can do that while it is still in the shop. Which order is it? For example **6044**.",
}


def _lookup(number: str) -> Tool:
    return Tool(
        f"call_lookup_{number}",
        "look_up_order",
        "Look up order",
        {"order_number": number, "fields": ["items", "status"]},
    )


def _looked_up(order: Order) -> tuple[Cue, ...]:
    tool = _lookup(order.number)
    found = {
        "order_number": order.number,
        "status": order.status,
        "items": msgspec.to_builtins(order.items),
        "total": {"amount": round(order.total, 2), "currency": "EUR"},
    }
    return (
        Say(f"One moment, I will look up order {order.number}.\n\n"),
        *tool.asked(),
        Wait(0.8, work=True),
        tool.told(found),
    )


def _unknown(number: str) -> tuple[Cue, ...]:
    tool = _lookup(number)
    known = ", ".join(ORDERS)
    text = (
        f"I cannot find an order **{number}**. Please check the number in your confirmation. "
        f"In the sandbox there are {known}."
    )
    return (
        *tool.asked(),
        Wait(0.6, work=True),
        tool.failed(f"No order has the number {number}."),
        *NEW_STEP,
        Say(text),
    )


def _status(order: Order) -> tuple[Cue, ...]:
    if not order.tracking:
        return (
            Say(
                f"Order {order.number} is **{order.status}**: {euros(order.total)} is due. It arrives {order.expected}."
            ),
        )
    tool = Tool(
        f"call_track_{order.number}",
        "check_carrier",
        "Check carrier",
        {"carrier": order.carrier.name, "tracking_number": order.tracking, "history": True},
    )
    if not order.carrier.answers:
        return (*tool.asked(), Wait(2.5, work=True), *_no_word(tool, order))
    scans = msgspec.to_builtins(order.scans)
    return (
        *tool.asked(),
        Wait(0.5, work=True),
        tool.told({"state": "asking the depot", "scans": scans[:1]}, preliminary=True),
        Wait(0.9, work=True),
        tool.told({"state": order.status, "expected": order.expected, "scans": scans}),
        *NEW_STEP,
        source(
            f"source-{order.number}",
            f"{order.carrier.address}/{order.tracking.replace(' ', '-')}",
            f"{order.carrier.name}: tracking",
        ),
        Say(_journey(order)),
    )


def _no_word(tool: Tool, order: Order) -> tuple[Cue, ...]:
    last = order.scans[0]
    text = (
        f"{order.carrier.name} did not answer just now, so I can only tell you what we know ourselves: "
        f"your parcel was last seen **{last.when}** in **{last.place}** ({last.what.lower()}). "
        f"It should arrive **{order.expected}**.\n\nAsk me again in a while, and I will try the carrier once more."
    )
    return (tool.failed(f"{order.carrier.name} did not answer within 10 seconds."), *NEW_STEP, Say(text))


def _journey(order: Order) -> str:
    last, rows = order.scans[0], "\n".join(f"| {scan.when} | {scan.place} | {scan.what} |" for scan in order.scans)
    opening = (
        f"Order **{order.number}** was {order.expected}."
        if order.status == "delivered"
        else f"Order **{order.number}** is {order.status} and should be with you **{order.expected}**."
    )
    return (
        f"{opening} The last word from {order.carrier.name} is from {last.place}: {last.what.lower()}, {last.when}.\n\n"
        f"| When | Where | What |\n| :-- | :-- | :-- |\n{rows}\n\n"
        f"The tracking number is `{order.tracking}`."
    )


def _refund(order: Order) -> tuple[Cue, ...]:
    policy = Tool(
        f"call_policy_{order.number}",
        "check_refund_policy",
        "Check the rules",
        {"status": order.status, "days": RETURN_DAYS},
    )
    checked: tuple[Cue, ...] = (
        Think(f"The order is {order.status}. Within {RETURN_DAYS} days it can go back; I check the rules to be sure."),
        *policy.asked(),
        Wait(0.4, work=True),
        policy.told({"allowed": order.status == "delivered", "within_days": RETURN_DAYS, "return_label": "free"}),
        *NEW_STEP,
        Emit(
            {
                "type": "source-document",
                "sourceId": "rules",
                "mediaType": "text/html",
                "title": "Returns and refunds",
                "filename": "returns.html",
            }
        ),
    )
    if order.status != "delivered":
        what_else = "Ask again when it has arrived." if order.tracking else "I can cancel it for you."
        return (
            *checked,
            Say(f"Order {order.number} is {order.status}: nothing can be sent back yet. {what_else}"),
        )
    return (*checked, *_paid_back(order))


def _paid_back(order: Order) -> tuple[Cue, ...]:
    amount = round(order.total, 2)
    tool = Tool(
        f"call_refund_{order.number}",
        "create_refund",
        "Create refund",
        {"order_number": order.number, "amount": amount, "currency": "EUR"},
    )
    reference = f"RF-{order.number}-1"
    text = (
        f"Done. Your refund for order **{order.number}** is on its way:\n\n"
        f"| | |\n| :-- | --: |\n| Amount | {euros(amount)} |\n| Reference | `{reference}` |\n"
        f"| Paid back to | the card you used |\n\n"
        f"1. Print the return label from our mail to you.\n2. Drop the parcel at any {order.carrier.name} counter.\n"
        f"3. The money arrives three to five working days after that."
    )
    return (
        *tool.asked(),
        Wait(0.7, work=True),
        tool.told({"reference": reference, "state": "pending"}, preliminary=True),
        Wait(0.7, work=True),
        tool.told({"reference": reference, "state": "approved", "amount": amount, "currency": "EUR"}),
        *NEW_STEP,
        Say(text),
    )


def _cancel(order: Order) -> tuple[Cue, ...]:
    tool = Tool(
        f"call_cancel_{order.number}",
        "cancel_order",
        "Cancel order",
        {"order_number": order.number, "reason": "asked by customer"},
    )
    if order.status in {"on its way", "delivered"}:
        why = f"The order is {order.status} and can no longer be cancelled."
        text = (
            f"It is too late to cancel order {order.number}: it is {order.status}. "
            f"You can send it back within {RETURN_DAYS} days; say *refund* when it has come to that."
        )
        return (*tool.asked(), Wait(0.6, work=True), tool.failed(why), *NEW_STEP, Say(text))
    text = f"Order **{order.number}** is cancelled. Nothing was paid, so nothing is owed."
    return (
        *tool.asked(),
        Wait(0.6, work=True),
        tool.told({"order_number": order.number, "status": "cancelled"}),
        *NEW_STEP,
        Say(text),
    )


_DESKS: Final[dict[str, Callable[[Order], tuple[Cue, ...]]]] = {"status": _status, "refund": _refund, "cancel": _cancel}


def _list() -> tuple[Cue, ...]:
    tool = Tool("call_list", "list_orders", "List orders", {"sort": "newest first", "limit": 20})
    found = [
        {"order_number": order.number, "status": order.status, "total": round(order.total, 2)}
        for order in ORDERS.values()
    ]
    rows = "\n".join(
        f"| {order.number} | {', '.join(item.name for item in order.items)} | {euros(order.total)} | {order.status} |"
        for order in ORDERS.values()
    )
    text = (
        f"These are your orders:\n\n| Order | Items | Total | Status |\n| :-- | :-- | --: | :-- |\n{rows}\n\n"
        "Name one of them, and I will find out where it is."
    )
    return (*tool.asked(), Wait(0.6, work=True), tool.told({"orders": found}), *NEW_STEP, Say(text))

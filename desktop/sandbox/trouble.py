"""Trouble: you name the fault, it happens. The table is read from the top: what is special stands above the general."""

import re
from collections.abc import Callable
from typing import Final

import msgspec

from desktop.sandbox import faults
from desktop.sandbox.faults import Wish
from desktop.sandbox.script import NEW_STEP, Cue, Reply, Say, Script, Tool, Wait
from desktop.sandbox.sessions import Session
from desktop.sandbox.writer import MAX_DELTAS, amount, flood

MAX_SECONDS: Final = 3_600.0
MAX_CHARACTERS: Final = 32_000_000


class Fault(msgspec.Struct, frozen=True):
    """`say`: an example for the table, which must lead to this fault. `words`: a regular expression, without case."""

    say: str
    what: str
    words: str
    make: Callable[[Wish], Reply]


FAULTS: Final = (
    Fault(
        "200 with HTML",
        "A page of a guest network, with status 200",
        r"200.*html|html.*200|captive|sign-in page",
        faults.html_as_success,
    ),
    Fault(
        "200 with a JSON answer",
        "An answer in one piece, where a stream was asked for",
        r"json answer|200.*json|json.*200",
        faults.json_as_success,
    ),
    Fault(
        "Slow first byte, 5 seconds",
        "Nothing at all for so long, then an answer",
        r"slow first byte|late first byte|slow headers|slow start",
        faults.slow_first_byte,
    ),
    Fault(
        "Slow first word, 5 seconds",
        "The stream opens at once, the first word comes late",
        r"slow first word|late first word",
        faults.slow_first_word,
    ),
    Fault(
        "Silence for ever",
        "Half an answer, then nothing more",
        r"(?:silen\w*|stall\w*|hang\w*).*(?:for ?ever|without end)|never ends",
        faults.for_ever,
    ),
    Fault("Silence for 30 seconds", "A pause in the middle", r"silen|stall|pause|hang", faults.silence),
    Fault(
        "Cut between two events",
        "The connection drops after half an answer",
        r"(?:cut|drop\w*|lost|lose).*between",
        faults.cut_between_events,
    ),
    Fault(
        "End early", "The body ends in the middle, and politely", r"ends? early|clean end|truncat", faults.ends_early
    ),
    Fault(
        "No [DONE]",
        "All of an answer but its last line",
        r"(?:no|without|missing|never|leave out|skip)\W*(?:the\W*)?\[?done\b",
        faults.no_done,
    ),
    Fault(
        "Cut in the middle of an event",
        "The connection drops inside a line",
        r"\bcut\b|mid-?event|drop (?:the )?connection|connection lost",
        faults.cut_mid_event,
    ),
    Fault(
        "Error event",
        "An error in the stream, after half an answer",
        r"error event|in-stream error|stream error",
        faults.error_event,
    ),
    Fault("Abort event", "The server gives up in the middle", r"\babort", faults.abort_event),
    Fault(
        "Length limit",
        "The answer is complete, but too short: finish reason *length*",
        r"length limit|max(?:imum)? tokens|too long",
        faults.too_long,
    ),
    Fault("400", "The request is refused as malformed", r"\b400\b|bad request", faults.bad_request),
    Fault("401", "The key is refused", r"\b401\b|unauthori[sz]ed", faults.unauthorized),
    Fault("403", "The key is right, but not for this", r"\b403\b|forbidden", faults.forbidden),
    Fault("404", "There is no such project", r"\b404\b|not found", faults.not_found),
    Fault(
        "408",
        "The server gave up waiting for the message",
        r"\b408\b",
        faults.refused(408, "Request Timeout", "The request took too long."),
    ),
    Fault(
        "409",
        "Something else is going on in this conversation",
        r"\b409\b|conflict",
        faults.refused(409, "Conflict", "Another message of this session is being answered."),
    ),
    Fault(
        "413",
        "The message is too long for the server",
        r"\b413\b",
        faults.refused(413, "Content Too Large", "The query is too long."),
    ),
    Fault(
        "422",
        "The server cannot use what was sent",
        r"\b422\b|unprocessable",
        faults.refused(422, "Unprocessable Content", "platform: not one of web, whatsapp."),
    ),
    Fault(
        "504",
        "Something in between waited too long for the service",
        r"\b504\b|gateway time-?out",
        faults.refused(504, "Gateway Timeout", "The upstream did not answer in time."),
    ),
    Fault(
        "429 without a wait",
        "Too many messages, and not a word on how long to wait",
        r"429 without|too many.*without",
        faults.too_many_without_a_wait,
    ),
    Fault(
        "429, try again after 10 seconds",
        "Too many messages, with Retry-After",
        r"\b429\b|rate limit|too many",
        faults.too_many,
    ),
    Fault(
        "503, try again after 30 seconds",
        "A proxy's page, with Retry-After",
        r"\b50[23]\b|unavailable",
        faults.unavailable,
    ),
    Fault(
        "500 with HTML",
        "A proxy's page instead of an answer",
        r"500.*html|html.*500|\bhtml\b",
        faults.server_error_html,
    ),
    Fault("500", "The service's own apology", r"\b500\b|internal server error", faults.server_error),
    Fault("Redirect", "The answer is said to be elsewhere", r"redirect|\b30[1278]\b", faults.redirect),
    Fault("Empty body", "Status 200, and nothing", r"\bempty\b", faults.empty_body),
    Fault("Unknown events", "Events that no client has heard of", r"unknown", faults.unknown_events),
    Fault("Orphan deltas", "Deltas and outputs of nothing that was begun", r"orphan", faults.orphans),
    Fault(
        "Bad lines",
        "Lines that are no JSON, no object, no event",
        r"bad line|broken line|garbage|malformed",
        faults.bad_lines,
    ),
    Fault(
        "Odd framing",
        "CR, CRLF, a byte order mark, data over two lines",
        r"odd fram|framing|crlf|byte order",
        faults.odd_framing,
    ),
    Fault(
        "One huge delta of 200,000 characters",
        "All text in a single event",
        r"huge|gigantic|enormous",
        faults.huge_delta,
    ),
    Fault("Split surrogate pair", "One emoji in two halves", r"surrogate|split emoji", faults.surrogates),
    Fault("Bad UTF-8", "Bytes that are no text", r"utf-?8|bad bytes|encoding", faults.bad_utf8),
)

_SECONDS: Final = re.compile(
    r"(?<![\d.])(\d{1,6}(?:\.\d{1,6})?)\s*(ms|milliseconds?|s|secs?|seconds?|minutes?|min)\b", re.IGNORECASE
)


def answer(query: str, session: Session) -> Reply:
    del session
    wish = _wish(query)
    for fault in FAULTS:
        if re.search(fault.words, query, re.IGNORECASE):
            return fault.make(wish)
    if deltas := amount(query, "deltas?|pieces|tokens?"):
        return flood(min(deltas, MAX_DELTAS))
    if wish.before:
        return Script((*wish.before, Say("That was a tool call, and nothing went wrong. Name a fault to go with it.")))
    return Script((Say(_menu()),))


def _wish(query: str) -> Wish:
    size = amount(query, "characters?|chars?|bytes?|letters?")
    words = amount(query, "words?")
    wanted = size or (words * len("enormous ") if words else faults.DEFAULT_CHARACTERS)
    return Wish(
        seconds(query), min(wanted, MAX_CHARACTERS), _TOOL if re.search(r"\btools?\b", query, re.IGNORECASE) else ()
    )


def seconds(query: str) -> float | None:
    """The first length of time in the words, an hour at most."""
    found = _SECONDS.search(query)
    if not found:
        return None
    unit = found[2].lower()
    factor = 0.001 if unit == "ms" or unit.startswith("milli") else 60.0 if unit.startswith("min") else 1.0
    return min(float(found[1]) * factor, MAX_SECONDS)


def _tool_call() -> tuple[Cue, ...]:
    tool = Tool("call_probe", "probe", "Probe", {"depth": 3, "note": "before the fault"})
    return (*tool.asked(), Wait(0.5, work=True), tool.told({"found": "nothing unusual"}), *NEW_STEP)


_TOOL: Final = _tool_call()


def _menu() -> str:
    rows = "\n".join(f"| *{fault.say}* | {fault.what} |" for fault in FAULTS)
    return (
        "I break in any way you name. Say one of these; the numbers are yours to change.\n\n"
        f"| Say | What happens |\n| :-- | :-- |\n{rows}\n\n"
        "Add *with a tool*, and a tool call comes first. Say *10,000 deltas* to be flooded."
    )

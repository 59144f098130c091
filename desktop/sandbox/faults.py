"""What can go wrong, as scripts and pages. Each is told what was said around the fault: how long, how large."""

from collections.abc import Callable
from typing import Final

import msgspec

from desktop.sandbox import request
from desktop.sandbox.bots import PROJECT_ID
from desktop.sandbox.playback import DONE
from desktop.sandbox.script import Cue, Cut, Emit, Page, Raw, Reply, Say, Script, Wait, pieces

DEFAULT_CHARACTERS: Final = 200_000
BAD_GATEWAY: Final = b"""\
<!doctype html>
<html><head><title>500 Internal Server Error</title></head>
<body><h1>500 Internal Server Error</h1><p>The proxy could not reach the service.</p></body></html>
"""
SIGN_IN: Final = b"""\
<!doctype html>
<html><head><title>Sign in to the guest network</title></head>
<body><form><label>Room number <input name="room"></label><button>Connect</button></form></body></html>
"""


class Wish(msgspec.Struct, frozen=True):
    """`seconds`: how long, None when not said. `size`: characters of a huge delta. `before`: what comes first."""

    seconds: float | None = None
    size: int = DEFAULT_CHARACTERS
    before: tuple[Cue, ...] = ()

    def lasting(self, otherwise: float) -> float:
        return otherwise if self.seconds is None else self.seconds


HALF: Final = (
    "This is the first half of an answer. It has a second sentence, so that there is something to keep. "
    "And a third, which is where it "
)
REST: Final = "goes on, and this is the second half. Nothing was lost on the way."


def _open(text: str) -> Raw:
    """A text part that is begun and never ended."""
    deltas = (_delta(piece) for piece in pieces(text))
    return Raw(b'data: {"type":"text-start","id":"0"}\n\n' + b"".join(deltas))


def _delta(text: str) -> bytes:
    return b"data: " + msgspec.json.encode({"type": "text-delta", "id": "0", "delta": text}) + b"\n\n"


def slow_first_byte(wish: Wish) -> Reply:
    seconds = wish.lasting(5)
    return Script((*wish.before, Say(f"Here I am, {seconds:g} seconds late.")), hold=seconds)


def slow_first_word(wish: Wish) -> Reply:
    seconds = wish.lasting(5)
    return Script(
        (*wish.before, Wait(seconds), Say(f"The stream was open at once; the first word took {seconds:g} seconds."))
    )


def silence(wish: Wish) -> Reply:
    return Script((*wish.before, Say(HALF), Wait(wish.lasting(30)), Say(REST)))


def for_ever(wish: Wish) -> Reply:
    # A day is for ever to whoever waits for a word, and keeps the timer honest.
    return Script((*wish.before, Say(HALF), Wait(86_400)))


def cut_mid_event(wish: Wish) -> Reply:
    return Script((*wish.before, Say(HALF), Raw(b'data: {"type":"text-delta","id":"0","del'), Cut()))


def cut_between_events(wish: Wish) -> Reply:
    return Script((*wish.before, _open(HALF), Cut()), plain=HALF)


def ends_early(wish: Wish) -> Reply:
    return Script((*wish.before, _open(HALF), Raw(b'data: {"type":"text-del'), Cut(clean=True)), plain=HALF)


def no_done(wish: Wish) -> Reply:
    return Script((*wish.before, Say("Everything came, only the last line, [DONE], will not.")), done=False)


def error_event(wish: Wish) -> Reply:
    error = Emit({"type": "error", "errorText": "The model is overloaded. Please try again in a moment."})
    return Script((*wish.before, _open(HALF), error, Raw(DONE), Cut(clean=True)), plain=HALF)


def abort_event(wish: Wish) -> Reply:
    abort = Emit({"type": "abort", "reason": "The server is being restarted."})
    return Script((*wish.before, _open(HALF), abort, Raw(DONE), Cut(clean=True)), plain=HALF)


def too_long(wish: Wish) -> Reply:
    return Script((*wish.before, Say(HALF)), reason="length")


def unauthorized(wish: Wish) -> Reply:
    del wish
    return request.UNAUTHORIZED


def forbidden(wish: Wish) -> Reply:
    del wish
    return request.FORBIDDEN


def not_found(wish: Wish) -> Reply:
    del wish
    return request.refusal(404, "Not Found", "PROJECT_NOT_FOUND", "Project not found.")


def bad_request(wish: Wish) -> Reply:
    del wish
    return request.BAD_REQUEST


def too_many(wish: Wish) -> Reply:
    # Our guess: the service documents a fair-use limit, but not what it answers beyond it.
    seconds = round(wish.lasting(10))
    detail = f"Rate limit exceeded. Try again in {seconds} seconds."
    return request.refusal(429, "Too Many Requests", "RATE_LIMITED", detail, (("retry-after", str(seconds)),))


def too_many_without_a_wait(wish: Wish) -> Reply:
    del wish
    return request.refusal(429, "Too Many Requests", "RATE_LIMITED", "Rate limit exceeded.")


def refused(status: int, message: str, detail: str) -> Callable[[Wish], Reply]:
    """A refusal that no page of the service shows, in its envelope, with a name for the request."""
    code = message.upper().replace(" ", "_")
    page = request.refusal(status, message, code, detail, (("x-request-id", f"sandbox-{status}"),))
    return lambda _wish: page


def server_error(wish: Wish) -> Reply:
    del wish
    return request.SERVER_ERROR


def unavailable(wish: Wish) -> Reply:
    seconds = round(wish.lasting(30))
    page = BAD_GATEWAY.replace(b"500 Internal Server Error", b"503 Service Unavailable")
    return Page(503, page, "text/html; charset=utf-8", (("retry-after", str(seconds)),))


def server_error_html(wish: Wish) -> Reply:
    del wish
    return Page(500, BAD_GATEWAY, "text/html; charset=utf-8")


def html_as_success(wish: Wish) -> Reply:
    del wish
    return Page(200, SIGN_IN, "text/html; charset=utf-8")


def json_as_success(wish: Wish) -> Reply:
    del wish
    data = {
        "answer": "This answer came in one piece, although a stream was asked for.",
        "session_id": f"sandbox-{PROJECT_ID}",
    }
    return Page(200, msgspec.json.encode({"message": "Success", "data": data}))


def empty_body(wish: Wish) -> Reply:
    del wish
    return Script((), frame=False)


def redirect(wish: Wish) -> Reply:
    del wish
    return Page(307, b"", headers=(("location", "https://example.com/v1/ai-agent/chat/stream"),))


def unknown_events(wish: Wish) -> Reply:
    strange: tuple[Cue, ...] = (
        Emit({"type": "weather-report", "place": "Leipzig", "degrees": 11}),
        Emit({"type": "text-sparkle", "id": "0", "colour": "gold"}),
        Emit({"type": "data-mood", "data": {"mood": "curious"}}),
        Emit({"type": "start-step", "unheard-of": [1, 2, {"three": None}]}),
        Emit({"type": "tool-teleport", "toolCallId": "call_1"}),
    )
    return Script(
        (*wish.before, *strange, Say("Five events came before this one; four of them hold something you do not know."))
    )


def orphans(wish: Wish) -> Reply:
    lost: tuple[Cue, ...] = (
        Emit({"type": "text-delta", "id": "nowhere", "delta": "I belong to no part."}),
        Emit({"type": "reasoning-delta", "id": "nowhere", "delta": "Nor do I."}),
        Emit({"type": "tool-input-delta", "toolCallId": "call_nobody", "inputTextDelta": '{"a":'}),
        Emit({"type": "tool-output-available", "toolCallId": "call_nobody", "output": {"b": 1}}),
        Emit({"type": "text-end", "id": "never-begun"}),
    )
    return Script((*wish.before, *lost, Say("Five orphans came before this text; none of them should be in it.")))


def bad_lines(wish: Wish) -> Reply:
    lines = (
        b"data: {this is not JSON}\n\n"
        b'data: {"type":"text-delta"\n\n'
        b"data: null\n\n"
        b'data: ["a","list"]\n\n'
        b'data: {"no":"type"}\n\n'
        b'data: {"type":7}\n\n'
        b'data: {"type":"text-delta","id":"0","delta":NaN}\n\n'
        b'data {"type":"a line without a colon"}\n\n'
        b": a comment, which is fine\n\n"
        b"event: surprise\nid: 7\nretry: 10\n\n"
        b"data:\n\n"
    )
    return Script((*wish.before, Raw(lines), Say("Some bad lines came before this text. It is whole all the same.")))


def odd_framing(wish: Wish) -> Reply:
    del wish
    parts = (
        b"\xef\xbb\xbf"  # only at the very start a byte order mark is to be skipped: unframed, so that it is there
        b'data: {"type":"start","messageId":"Fr4m1ng0ddSandbX"}\r\n\r\n'
        b'data:{"type":"start-step"}\r\r'
        b'data: {"type":"text-start",\ndata: "id":"0"}\n\n'
        b'event: message\r\ndata: {"type":"text-delta","id":"0","delta":"Odd frames\xe2\x80\xa8"}\r\n\r\n'
        b': keep-alive\n\ndata: {"type":"text-delta","id":"0","delta":", even text."}\n\n'
        b'data: {"type":"text-end","id":"0"}\r\rdata: {"type":"finish-step"}\n\n'
        b'data: {"type":"finish","finishReason":"stop"}\n\ndata: [DONE]\n\n'
    )
    return Script((Raw(parts),), frame=False, plain="Odd frames\u2028, even text.")


def huge_delta(wish: Wish) -> Reply:
    word = "enormous "
    text = (word * (wish.size // len(word) + 1))[: wish.size]
    part = b'data: {"type":"text-start","id":"0"}\n\n' + _delta(text) + b'data: {"type":"text-end","id":"0"}\n\n'
    return Script((*wish.before, Raw(part)), plain=text)


def surrogates(wish: Wish) -> Reply:
    # One emoji as the two halves of UTF-16, each in its own delta, as some services cut it.
    halves = (
        b'data: {"type":"text-start","id":"0"}\n\n'
        b'data: {"type":"text-delta","id":"0","delta":"A face in two halves: \\ud83d"}\n\n'
        b'data: {"type":"text-delta","id":"0","delta":"\\ude00 and it is whole again."}\n\n'
        b'data: {"type":"text-end","id":"0"}\n\n'
    )
    return Script((*wish.before, Raw(halves)), plain="A face in two halves: 😀 and it is whole again.")


def bad_utf8(wish: Wish) -> Reply:
    broken = (
        b'data: {"type":"text-start","id":"0"}\n\n'
        b'data: {"type":"text-delta","id":"0","delta":"No UTF-8: \xff\xfe, and a cut euro: \xe2\x82."}\n\n'
        b'data: {"type":"text-end","id":"0"}\n\n'
    )
    return Script((*wish.before, Raw(broken)), plain="No UTF-8: \ufffd\ufffd, and a cut euro: \ufffd.")

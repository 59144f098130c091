"""What a look at a connection found, step by step, as values and as a text that can be handed on.

The trap: such a text goes to strangers. It names the server and the proxy, and never a user, a password or a key.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct

from desktop.core.certificate import Certificate
from desktop.core.chatbot import Profile, origin
from desktop.core.errors import Problem, ProfileError, fill


class StepKind(StrEnum):
    """In the order in which they are taken; a name is not looked up for an address, nor a proxy asked without one.

    Where a token is fetched, HANDSHAKE fetches it, and TOKEN takes the place of SIGN_IN.
    """

    NETWORK = "network"
    NAME = "name"
    TCP = "tcp"
    PROXY = "proxy"
    TLS = "tls"
    HANDSHAKE = "handshake"
    HTTP = "http"
    SIGN_IN = "sign-in"
    TOKEN = "token"  # noqa: S105 - a kind, no secret
    FIRST_BYTE = "first-byte"


TITLES: Final = {
    StepKind.NETWORK: "Network",
    StepKind.NAME: "Name",
    StepKind.TCP: "Connection",
    StepKind.PROXY: "Proxy",
    StepKind.TLS: "Encryption",
    StepKind.HANDSHAKE: "Handshake",
    StepKind.HTTP: "Server",
    StepKind.SIGN_IN: "Key",
    StepKind.TOKEN: "Token",
    StepKind.FIRST_BYTE: "Answer",
}
SENTENCES: Final = {
    StepKind.NETWORK: "There is a way to {host}.",
    StepKind.NAME: "{host} has the address {addresses}.",
    StepKind.TCP: "{host} accepts connections at port {port}.",
    StepKind.PROXY: "The proxy {proxy} let the connection through.",
    StepKind.TLS: "{version} with {cipher}.",
    StepKind.HANDSHAKE: "The server gave a token.",
    StepKind.HTTP: "The server answered with status {status}.",
    StepKind.SIGN_IN: "The key was accepted.",
    StepKind.TOKEN: "The token was accepted.",
    StepKind.FIRST_BYTE: "The chatbot began to answer.",
}
"""What is said of a step that went well, in English; the window translates it in the context `diagnosis`."""
CERTIFICATE: Final = "The certificate is for {subject}, issued by {issuer}, valid until {until}."
UNCHECKED: Final = "It was NOT checked: the profile says so."
"""What is said of a certificate besides."""


class Step(Struct, frozen=True):
    """`facts` fill the sentence. `problem` is why it went no further; the last step may have one, no other.

    `certificate` is the server's, trusted or not; `checked` is whether it was looked at.
    """

    kind: StepKind
    seconds: float
    facts: dict[str, str] = {}
    problem: Problem | None = None
    certificate: Certificate | None = None
    checked: bool = True

    @property
    def ok(self) -> bool:
        return self.problem is None

    @property
    def sentences(self) -> tuple[str, ...]:
        """What happened and what to do, in English."""
        said = [self.problem.sentence if self.problem else fill(SENTENCES[self.kind], self.facts)]
        if self.problem is not None and self.problem.detail:
            said.append(f"The server said: “{self.problem.detail}”")
        if self.certificate is not None:
            said.append(fill(CERTIFICATE, certificate_facts(self.certificate)))
        return (*said, UNCHECKED) if not self.checked else tuple(said)


def certificate_facts(certificate: Certificate) -> dict[str, str]:
    return {
        "subject": certificate.subject or ", ".join(certificate.names),
        "issuer": certificate.issuer,
        "until": certificate.until,
    }


def shown_place(profile: Profile) -> str:
    """The origin of a profile's address; an address that may not be used is not quoted, it may hold a password."""
    try:
        return origin(profile.address)
    except ProfileError:
        return "an address that cannot be used"


def report(steps: Sequence[Step], address: str, proxy: str, version: str, now: float) -> str:
    """The steps as a text. `address` and `proxy` are origins, `proxy` empty without one."""
    when = datetime.fromtimestamp(now, UTC).isoformat(timespec="seconds")
    head = [
        f"Robofy Desktop {version}: connection to {address}",
        f"{when}, {f'through the proxy {proxy}' if proxy else 'without a proxy'}",
        "",
    ]
    return "\n".join([*head, *map(_line, steps), ""])


def _line(step: Step) -> str:
    mark = "ok  " if step.ok else "FAIL"
    return f"{mark}  {step.seconds * 1000:7.0f} ms  {TITLES[step.kind]:<11} {' '.join(step.sentences)}"

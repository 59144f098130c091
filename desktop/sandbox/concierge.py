"""The Concierge: greets, explains the app, shows Markdown.

It counts words of each topic in the question; the topic with the most wins, and a question with none gets the list of
what can be asked.
"""

import re
from typing import Final

import msgspec

from desktop.sandbox import guide, markdown_tour
from desktop.sandbox.script import Reply, Say, Script
from desktop.sandbox.sessions import Session

NAME: Final = "name"


class Topic(msgspec.Struct, frozen=True):
    """`words`: alternatives of a regular expression, matched at the start of words, without case."""

    words: str
    answer: str

    def score(self, query: str) -> int:
        found = re.findall(rf"\b(?:{self.words})", query, re.IGNORECASE)
        return len({word.lower() for word in found})


TOPICS: Final = (
    Topic("markdown|formatting|every kind of", markdown_tour.TOUR),
    Topic(r"stop|cancel|abort|esc\b", guide.STOP),
    Topic("token|secret|api key|key go|my key|the key|password|credential", guide.KEY),
    Topic(
        "connect|my own|own chatbot|set up|setup|profile|project id|chatbot id|real chatbot|robofy account",
        guide.CONNECT,
    ),
    Topic("badge|tool", guide.BADGES),
    Topic("copy|copied|clipboard|paste", guide.COPY),
    Topic("theme|dark|light|colou?r|appearance|font|bigger|larger|smaller|zoom", guide.THEME),
    Topic("search|find|look for", guide.SEARCH),
    Topic("shortcut|keyboard|hotkey|keys", guide.KEYS),
    Topic("send|enter|new line|newline|return key", guide.SEND),
    Topic("streaming|at once|word by word", guide.STREAMING),
    Topic("error|fail|interrupted|wrong|retry|try again|not sent|lost|offline", guide.ERRORS),
    Topic("privacy|private|data|stored|where .* (?:kept|saved)|safe|leave my computer", guide.PRIVACY),
    Topic("sandbox|this place|are you (?:real|human|an? ai)|how do you work", guide.SANDBOX),
    Topic("who else|others|other chatbots?|order desk|writer|trouble|which chatbots", guide.OTHERS),
    Topic("new conversation|start over|new chat|another conversation", guide.NEW),
    Topic("session|remember|memory|forget", guide.SESSION),
    Topic("arabic|right.to.left|rtl|بال?عربية|مرحبا", guide.ARABIC),
    Topic("language|french|german|japanese|chinese|hebrew|greek|hindi|korean|script", guide.LANGUAGES),
    Topic("what can you|what do you do|help|capabilit|how does this work|what is this|menu", guide.CAPABILITIES),
)

_INTRODUCED: Final = re.compile(r"\b(?:my name is|call me|i am called|i'm called)\s+([^\W\d_][\w'’-]*)", re.IGNORECASE)
_GREETING: Final = re.compile(
    r"\s*(?:hi|hey|hello|hallo|good (?:morning|afternoon|evening)|greetings)\b[\s\w]{0,12}[.!,]?\s*", re.IGNORECASE
)
_THANKS: Final = re.compile(r"\b(?:thanks|thank you|cheers|great|perfect)\b", re.IGNORECASE)
_FAREWELL: Final = re.compile(r"\b(?:bye|goodbye|see you|good night)\b", re.IGNORECASE)
_WHO_AM_I: Final = re.compile(r"what(?:'s| is) my name|who am i|know my name|remember my name", re.IGNORECASE)
_WHO_ARE_YOU: Final = re.compile(r"who are you|what(?:'s| is) your name|what are you\b", re.IGNORECASE)


def answer(query: str, session: Session) -> Reply:
    return Script((Say(_text(query, session)),))


def _text(query: str, session: Session) -> str:
    return _about_names(query, session) or _about_the_app(query) or _courtesy(query, session) or _lost()


def _about_names(query: str, session: Session) -> str | None:
    if _WHO_AM_I.search(query):
        known = session.notes.get(NAME)
        return f"You are {known}." if known else "You have not told me yet. Say *my name is …* and I will remember it."
    if introduced := _INTRODUCED.search(query):
        session.notes[NAME] = introduced[1]
        met = f"Pleased to meet you, {introduced[1]}. I will remember your name in this conversation."
        return f"{met}\n\n{guide.CAPABILITIES}"
    if _WHO_ARE_YOU.search(query):
        return f"I am the Concierge of the sandbox. I show newcomers around.\n\n{guide.CAPABILITIES}"
    return None


def _about_the_app(query: str) -> str | None:
    best = max(TOPICS, key=lambda topic: topic.score(query))
    return best.answer if best.score(query) else None


def _courtesy(query: str, session: Session) -> str | None:
    name = session.notes.get(NAME)
    to_you = f", {name}" if name else ""
    if _FAREWELL.search(query):
        return f"Goodbye{to_you}. This conversation stays in the list, should you want to come back to it."
    if _THANKS.search(query):
        return f"You are welcome{to_you}. Is there anything else you would like to know?"
    if _GREETING.fullmatch(query):
        return (
            f"Hello{to_you}! Welcome to Robofy Desktop. I am the Concierge, and I live in the sandbox: "
            f"a small server on your own computer where you can try everything without an account."
            f"\n\n{guide.CAPABILITIES}"
        )
    return None


def _lost() -> str:
    return f"I do not know about that; I only know this app.\n\n{guide.CAPABILITIES}"

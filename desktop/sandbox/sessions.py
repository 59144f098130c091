"""What the sandbox remembers of each session: in memory, and bounded, for a window may be left open for days."""

import re
from collections import OrderedDict, deque
from typing import Final

import msgspec

MAX_SESSIONS: Final = 500
MAX_TURNS: Final = 50
QUOTED: Final = 200
"""Characters of an earlier question that are repeated back."""


class Turn(msgspec.Struct, frozen=True):
    question: str
    answer: str


class Session:
    """One session with one chatbot: its turns, oldest first, and what the chatbot noted (a name, an order number)."""

    def __init__(self, session_id: str) -> None:
        self.id = session_id
        self.turns: deque[Turn] = deque(maxlen=MAX_TURNS)
        self.notes: dict[str, str] = {}


class Sessions:
    """All sessions; the one not used for longest is forgotten first. A session belongs to one chatbot."""

    def __init__(self, limit: int = MAX_SESSIONS) -> None:
        self._limit = limit
        self._sessions: OrderedDict[tuple[str, str], Session] = OrderedDict()

    def get(self, chatbot_id: str, session_id: str) -> Session:
        key = (chatbot_id, session_id)
        session = self._sessions.setdefault(key, Session(session_id))
        self._sessions.move_to_end(key)
        if len(self._sessions) > self._limit:
            self._sessions.popitem(last=False)
        return session


_RECALL: Final = re.compile(
    r"what (?:did|have) i (?:just )?ask|what was my (?:last|first|previous) question"
    r"|my (?:earlier|previous|last) questions?|what did (?:i|we) (?:say|talk about)|do you remember what i",
    re.IGNORECASE,
)


def recall(query: str, session: Session) -> str | None:
    """An answer to "what did I ask before?", or None when that was not the question."""
    if not _RECALL.search(query):
        return None
    asked = [_quoted(turn.question) for turn in session.turns]
    match asked:
        case []:
            return "Nothing yet: this is your first message in this session."
        case [only]:
            return f"You have asked me one thing so far: {only}"
        case [*_]:
            lines = "\n".join(f"{number}. {question}" for number, question in enumerate(asked, 1))
            return f"In this session you have asked me, oldest first:\n\n{lines}\n\nThe last one was {asked[-1]}."


def _quoted(question: str) -> str:
    line = " ".join(question.split())
    return f"“{line[: QUOTED - 1]}…”" if len(line) > QUOTED else f"“{line}”"

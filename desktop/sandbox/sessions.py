"""What the sandbox remembers of each session: in memory, and bounded, for a window may be left open for days."""

import re
from collections import OrderedDict, deque
from typing import Final

MAX_SESSIONS: Final = 500
MAX_TURNS: Final = 50
QUOTED: Final = 200
"""Characters of an earlier question that are kept and repeated back."""


class Session:
    """One session with one chatbot: the questions so far, oldest first, and what it noted (a name, an order number)."""

    def __init__(self) -> None:
        self.questions: deque[str] = deque(maxlen=MAX_TURNS)
        self.notes: dict[str, str] = {}

    def ask(self, query: str) -> None:
        line = " ".join(query.split())
        self.questions.append(f"{line[: QUOTED - 1]}…" if len(line) > QUOTED else line)


class Sessions:
    """All sessions; the one not used for longest is forgotten first. A session belongs to one chatbot."""

    def __init__(self, limit: int = MAX_SESSIONS) -> None:
        self._limit = limit
        self._sessions: OrderedDict[tuple[str, str], Session] = OrderedDict()

    def get(self, chatbot_id: str, session_id: str) -> Session:
        key = (chatbot_id, session_id)
        session = self._sessions.setdefault(key, Session())
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
    asked = [f"“{question}”" for question in session.questions]
    if not asked:
        return "Nothing yet: this is your first message in this session."
    if len(asked) == 1:
        return f"You have asked me one thing so far: {asked[0]}"
    lines = "\n".join(f"{number}. {question}" for number, question in enumerate(asked, 1))
    return f"In this session you have asked me, oldest first:\n\n{lines}\n\nThe last one was {asked[-1]}."

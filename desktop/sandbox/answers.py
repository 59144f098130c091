"""Who answers for which chatbot id. What every chatbot can do, recalling the session, is done here once."""

from collections.abc import Callable
from typing import Final

from desktop.sandbox import bots, concierge, order_desk, trouble, writer
from desktop.sandbox.script import Reply, Say, Script
from desktop.sandbox.sessions import Session, recall

ANSWERERS: Final[dict[str, Callable[[str, Session], Reply]]] = {
    bots.CONCIERGE.id: concierge.answer,
    bots.ORDER_DESK.id: order_desk.answer,
    bots.WRITER.id: writer.answer,
    bots.TROUBLE.id: trouble.answer,
}


def answer(chatbot_id: str, query: str, session: Session) -> Reply:
    """The reply of this chatbot, noted in the session. Raises KeyError for an id that is not in the table."""
    recalled = recall(query, session)
    reply = ANSWERERS[chatbot_id](query, session) if recalled is None else Script((Say(recalled),))
    session.ask(query)
    return reply

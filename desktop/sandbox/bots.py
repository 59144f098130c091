"""Which chatbots the sandbox has, as constants, so that they can be shown before a server runs.

The ids are fixed for ever: profiles and stored conversations of users point at them.
"""

from typing import Final, NamedTuple


class Bot(NamedTuple):
    id: str
    name: str
    description: str


PROJECT_ID: Final = "24017"

CONCIERGE: Final = Bot(
    "cNc3rGe_8wQmZr1TtVbY5uKpXaLdE0sHf2JoWiR7gk",
    "Concierge",
    "Shows you around the app, answers questions about it, and can show every kind of Markdown.",
)
ORDER_DESK: Final = Bot(
    "oRdRd3sK_5nVxPq9LmTzBc7YhWjFs1AeUg4KiDo6ry",
    "Order desk",
    "Looks up orders, parcels and refunds with tools, so you can see tool calls at work.",
)
WRITER: Final = Bot(
    "wR1t3Rz_Hk6uQeSd0PbXmJf8TcGvNy2LoAiWr7Z4qp",
    "Writer",
    "Writes at any length, with code, tables and lists. Ask for 2,000 words or a short note.",
)
TROUBLE: Final = Bot(
    "tR0ubL3_Yx4CfMnKw9DgSaVeHq7JzPi2BtUl5RoE8s",
    "Trouble",
    "Fails in the way you name: slow, cut, silent, refused or garbled. For testing what happens then.",
)

BOTS: Final = (CONCIERGE, ORDER_DESK, WRITER, TROUBLE)

STARTERS: Final[dict[str, tuple[str, str, str]]] = {
    CONCIERGE.id: ("What can you do?", "How do I connect my own chatbot?", "Show me Markdown of every kind"),
    ORDER_DESK.id: ("Where is my order 4711?", "I would like a refund for order 5120", "Show me all my orders"),
    WRITER.id: (
        "Write 800 words about answering customers well",
        "Show me code in Python, TypeScript and Rust",
        "Make a table with 12 rows",
    ),
    TROUBLE.id: ("Which faults can you show?", "Cut the answer in the middle", "429, try again after 10 seconds"),
}
"""For each chatbot three first questions to offer in an empty conversation."""

"""Which rows stand in the quick switcher, and in which order."""

from desktop.ui.switcher.rows import Entry, Kind, Roster, Row, rows, spoken

BOTS = [
    Entry(Kind.CHATBOT, ("p", f"b{number}"), name, "Shop")
    for number, name in enumerate(["Order desk", "Writer", "Dora"])
]
COMMANDS = [
    Entry(Kind.COMMAND, ("export",), "Export…", "Conversation", "Ctrl+E"),
    Entry(Kind.COMMAND, ("find",), "Find", "Conversation"),
]
TALKS = [
    Entry(Kind.CONVERSATION, ("c1",), "Where is my order?", "Writer"),
    Entry(Kind.CONVERSATION, ("c2",), "Refund", "Writer"),
]
ROSTERS = (Roster(Kind.CHATBOT, BOTS), Roster(Kind.COMMAND, COMMANDS))


def told(found: tuple[Row, ...]) -> list[str]:
    return [row.entry.title if row.entry is not None else f"# {row.words}" for row in found]


def test_with_nothing_typed_what_was_used_last_comes_first_and_who_is_in_view_last() -> None:
    found = rows("", ROSTERS, {("p", "b2"): 0, ("p", "b0"): -1, ("find",): 1}, TALKS)
    assert told(found) == [
        "# Chatbots",
        "Dora",
        "Writer",
        "Order desk",
        "# Conversations",
        "Where is my order?",
        "Refund",
        "# Commands",
        "Find",
        "Export…",
    ]


def test_the_section_with_the_best_fit_comes_first_and_late_ones_never_do() -> None:
    assert told(rows("exp", ROSTERS, {}, TALKS)) == ["# Commands", "Export…"]
    assert told(rows("order", ROSTERS, {}, TALKS))[:4] == [
        "# Chatbots",
        "Order desk",
        "# Conversations",
        "Where is my order?",
    ]
    assert told(rows("refund", ROSTERS, {}, TALKS)) == ["# Conversations", "Refund"]
    assert rows("nothing", ROSTERS, {}, TALKS) == ()


def test_letters_are_marked_in_the_name_and_in_the_place() -> None:
    row = rows("desk sho", ROSTERS, {})[1]
    assert (row.marks, row.place_marks) == (((6, 10),), ((0, 3),))


def test_of_many_the_first_are_listed_and_the_rest_is_counted() -> None:
    many = Roster(Kind.CHATBOT, [Entry(Kind.CHATBOT, ("p", str(number)), f"Bot {number}") for number in range(1000)])
    found = rows("", (many,), {("p", "999"): 0})
    assert told(found)[1] == "Bot 999"
    assert len(found) == 1 + 6 + 1
    assert "994" in found[-1].words
    typed = rows("bot", (many,), {})
    assert "988" in typed[-1].words
    assert typed[-1].entry is None


def test_a_row_is_said_with_its_kind_place_and_keys() -> None:
    assert spoken(COMMANDS[0]) == "Export…, command, Conversation, Ctrl+E"
    assert spoken(BOTS[0]) == "Order desk, chatbot, Shop"

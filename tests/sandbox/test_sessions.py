from desktop.sandbox.sessions import MAX_TURNS, QUOTED, Session, Sessions, recall


def test_one_not_used_for_longest_is_forgotten_first() -> None:
    sessions = Sessions(limit=2)
    first = sessions.get("bot", "1")
    sessions.get("bot", "2").ask("a")
    assert sessions.get("bot", "1") is first
    sessions.get("bot", "3")
    assert sessions.get("bot", "1") is first
    assert not sessions.get("bot", "2").questions


def test_questions_are_bounded_in_number_and_length() -> None:
    session = Session()
    for number in range(MAX_TURNS + 5):
        session.ask(f"{number} " + "x" * 1_000)
    assert len(session.questions) == MAX_TURNS
    assert session.questions[0].startswith("5 ")
    assert all(len(question) == QUOTED for question in session.questions)


def test_recall_tells_what_was_asked_and_leaves_other_questions_alone() -> None:
    session = Session()
    assert recall("What did I ask before?", session) == "Nothing yet: this is your first message in this session."
    session.ask("Where is it?")
    assert recall("what have I asked so far", session) == "You have asked me one thing so far: “Where is it?”"
    session.ask("And now?")
    told = recall("What was my last question?", session)
    assert told is not None
    assert told.endswith("1. “Where is it?”\n2. “And now?”\n\nThe last one was “And now?”.")
    assert recall("Where is my order?", session) is None

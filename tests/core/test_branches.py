"""Branches: the path that is shown, the versions beside it, and that nothing is ever lost or hidden."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.branches import Tree, path, remove, restore, versions
from desktop.core.message import Message, Role, Status, empty_reply, question


def said(message_id: str, parent_id: str | None) -> Message:
    return Message(message_id, Role.USER, Status.SENT, parent_id=parent_id)


def ids(messages: tuple[Message, ...]) -> str:
    return " ".join(message.id for message in messages)


OLD = (said("a", None), said("b", None), said("c", None), said("d", None))
# a ─ b ─ c ─ d, another reply b2 to a with e below it, and another question c2 below b.
TALK = (*OLD, said("b2", "a"), said("e", "b2"), said("c2", "b"), said("f", "c2"))


def test_a_conversation_of_before_is_one_path() -> None:
    assert path(OLD) == OLD
    assert path(OLD, "b") == OLD
    assert versions(OLD, "c") == ("c",)


@pytest.mark.parametrize(
    ("leaf", "shown"),
    [
        ("", "a b c2 f"),
        ("gone", "a b c2 f"),
        ("d", "a b c d"),
        ("c", "a b c d"),
        ("e", "a b2 e"),
        ("b2", "a b2 e"),
        ("b", "a b c2 f"),
        ("a", "a b c2 f"),
    ],
)
def test_the_path_goes_through_the_leaf_and_on_to_the_newest_below_it(leaf: str, shown: str) -> None:
    assert ids(path(TALK, leaf)) == shown


def test_versions_are_told_in_the_order_in_which_they_were_made() -> None:
    assert versions(TALK, "b2") == versions(TALK, "b") == ("b", "b2")
    assert versions(TALK, "c2") == ("c", "c2")
    assert versions(TALK, "e") == ("e",)
    assert versions(TALK, "gone") == ()


def test_a_path_tells_the_numbers_of_those_that_have_several_versions() -> None:
    tree = Tree(TALK)
    assert tree.numbers(tree.path("d")) == {"b": (1, 2), "c": (1, 2)}
    assert tree.numbers(tree.path("f")) == {"b": (1, 2), "c2": (2, 2)}
    assert tree.numbers(tree.path("e")) == {"b2": (2, 2)}
    assert Tree(()).numbers(()) == {}


def test_a_first_question_has_versions_too() -> None:
    talk = (said("a", ""), said("b", "a"), said("a2", ""), said("c", "a2"))
    assert versions(talk, "a2") == ("a", "a2")
    assert ids(path(talk)) == "a2 c"
    assert ids(path(talk, "b")) == "a b"


def test_the_newest_is_what_was_saved_last_not_what_was_asked_last() -> None:
    talk = (said("a", ""), said("b", ""), said("c", "a"))
    tree = Tree(talk)
    assert tree.newest == "c"
    assert tree.newest_below("a") == "c"
    assert tree.newest_below("gone") == "gone"
    assert (tree.parent("c"), tree.parent("gone")) == ("a", "")
    assert tree.children("gone") == ()


def test_without_messages_nothing_is_shown() -> None:
    assert path(()) == ()
    assert Tree(()).newest == ""


@pytest.mark.parametrize("parent", ["gone", "b", "c"])
def test_a_parent_that_is_not_there_earlier_is_the_message_before(parent: str) -> None:
    assert ids(path((said("a", ""), said("b", parent), said("c", None)))) == "a b c"


def test_what_stood_below_a_removed_message_stands_below_its_parent() -> None:
    left, removal = remove(TALK, "b")
    assert ids(left) == "a c d b2 e c2 f"
    assert removal.children == (("c", None), ("c2", "b"))
    assert versions(left, "c") == ("c", "b2", "c2")
    assert restore(left, removal) == TALK
    assert restore(TALK, removal) == TALK


def test_a_removed_first_message_leaves_several_first_ones() -> None:
    left, _removal = remove((said("a", ""), said("b", "a"), said("b2", "a")), "a")
    assert versions(left, "b") == ("b", "b2")


def test_what_is_not_there_cannot_be_removed() -> None:
    with pytest.raises(KeyError):
        remove(OLD, "gone")


def test_a_new_reply_stands_below_its_question() -> None:
    assert empty_reply("r", 1.0, "q").parent_id == "q"
    assert empty_reply("r", 1.0).parent_id is None
    assert question("q", "Hello", 1.0, "r").parent_id == "r"


@st.composite
def talks(draw: st.DrawFn) -> tuple[Message, ...]:
    """Messages below any earlier one, at the top, below none or below one that is not there."""
    count = draw(st.integers(1, 25))
    parents = [
        draw(st.sampled_from([None, "", "gone", *(str(earlier) for earlier in range(number + 1))]))
        for number in range(count)
    ]
    return tuple(said(str(number), parent) for number, parent in enumerate(parents))


def reachable(messages: tuple[Message, ...]) -> set[str]:
    """What a reader comes to who goes through every version of everything that is shown."""
    found: set[str] = set()
    seen: set[str] = set()
    wanted = [""]
    tree = Tree(messages)
    while wanted:
        leaf = wanted.pop()
        for message_id in tree.path(leaf):
            found.add(message_id)
            for other in tree.versions(message_id):
                if other not in seen:
                    seen.add(other)
                    wanted.append(other)
    return found


@given(talks(), st.data())
def test_nothing_is_ever_hidden_or_lost(messages: tuple[Message, ...], data: st.DataObject) -> None:
    everything = {message.id for message in messages}
    assert reachable(messages) == everything
    gone = data.draw(st.sampled_from(sorted(everything)))
    left, removal = remove(messages, gone)
    assert reachable(left) == everything - {gone}
    again = restore(left, removal)
    assert again == messages


@given(talks(), st.data())
def test_removing_and_restoring_in_turn_gives_the_same(messages: tuple[Message, ...], data: st.DataObject) -> None:
    removals, left = [], messages
    for _ in range(data.draw(st.integers(0, len(messages)))):
        left, removal = remove(left, data.draw(st.sampled_from([message.id for message in left])))
        removals.append(removal)
    for removal in reversed(removals):
        left = restore(left, removal)
    assert left == messages


def test_a_conversation_may_be_ten_thousand_messages_deep() -> None:
    deep = tuple(said(str(number), str(number - 1) if number else "") for number in range(10_000))
    branched = (*deep, said("other", "4999"))
    assert path(branched, "9999") == deep
    assert ids(path(branched)[-2:]) == "4999 other"
    assert versions(branched, "5000") == ("5000", "other")

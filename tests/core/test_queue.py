"""The queue of a conversation: what is asked next, what pauses it, and what a stop takes out of it."""

import pytest
from msgspec.structs import replace

from desktop.core.message import Status
from desktop.core.queue import EMPTY, Pause, Queue, Queued, add, after, change, move_up, remove, stop_again

A, B, C = Queued("a", "one"), Queued("b", "two"), Queued("c", "three")
THREE = add(EMPTY, A, B, C)


def texts(queue: Queue) -> str:
    return " ".join(one.text for one in queue.waiting)


def test_the_first_one_is_next() -> None:
    assert EMPTY.next is None
    assert THREE.next == A
    assert THREE.find("b") == B
    assert THREE.find("z") is None


def test_a_question_changes_at_its_place_moves_up_and_goes() -> None:
    assert texts(change(THREE, "b", "zwei")) == "one zwei three"
    assert texts(move_up(THREE, "c")) == "one three two"
    assert move_up(THREE, "a") == move_up(THREE, "z") == THREE
    assert texts(remove(THREE, "b")) == "one three"


def test_what_is_being_edited_is_not_asked_and_holds_the_others() -> None:
    held = replace(THREE, held="a")
    assert held.next is None
    assert move_up(held, "b").next == B
    assert remove(held, "a").next == B
    assert remove(held, "b").held == "a"


@pytest.mark.parametrize(
    ("status", "pause"),
    [
        (Status.COMPLETE, None),
        (Status.STOPPED, Pause.STOPPED),
        (Status.INTERRUPTED, Pause.INTERRUPTED),
        (Status.FAILED, Pause.FAILED),
    ],
)
def test_only_a_complete_reply_lets_the_next_one_go(status: Status, pause: Pause | None) -> None:
    ended = after(THREE, status)
    assert ended.pause is pause
    assert (ended.next == A) is (pause is None)
    assert after(EMPTY, status) == EMPTY


def test_a_complete_reply_does_not_end_a_pause() -> None:
    paused = after(THREE, Status.FAILED)
    assert after(paused, Status.COMPLETE) == paused


def test_an_empty_queue_is_not_paused() -> None:
    paused = after(add(EMPTY, A), Status.FAILED)
    assert remove(paused, "a") == EMPTY


AGAIN = replace(add(EMPTY, A, B), again=frozenset("ab"), total=2)


def test_asking_again_counts_what_was_asked() -> None:
    first = remove(AGAIN, "a")
    assert first.asked_again == 1
    second = remove(after(first, Status.COMPLETE), "b")
    assert (second.asked_again, second.total) == (2, 2)
    assert after(second, Status.COMPLETE) == EMPTY
    assert after(second, Status.FAILED) == EMPTY


def test_stopping_ends_the_asking_again_and_keeps_what_somebody_wrote() -> None:
    assert after(remove(AGAIN, "a"), Status.STOPPED) == EMPTY
    both = after(remove(add(AGAIN, C), "a"), Status.STOPPED)
    assert both == replace(EMPTY, waiting=(C,), pause=Pause.STOPPED)
    paused = after(add(AGAIN, C), Status.FAILED)
    assert stop_again(paused) == replace(EMPTY, waiting=(C,), pause=Pause.FAILED)
    assert stop_again(after(AGAIN, Status.FAILED)) == EMPTY


def test_an_error_pauses_the_asking_again() -> None:
    paused = after(remove(AGAIN, "a"), Status.INTERRUPTED)
    assert (paused.pause, texts(paused), paused.asked_again) == (Pause.INTERRUPTED, "two", 1)

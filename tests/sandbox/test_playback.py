import pytest

from desktop.sandbox.playback import LARGE, Beat, beats
from desktop.sandbox.script import Cut, Emit, Flood, Raw, Say, Script, Think, Wait
from desktop.sandbox.speed import INSTANT, NAMED, NORMAL, Speed


def _bare(*cues: Say | Think | Flood | Emit | Raw | Wait | Cut, speed: Speed = INSTANT) -> list[Beat]:
    return list(beats(Script(cues, frame=False), "session", speed))


def test_pause_comes_after_what_was_said_before_it() -> None:
    assert _bare(Raw(b"a"), Raw(b"b"), Wait(2), Raw(b"c")) == [b"ab", 2.0, b"c"]


def test_pause_at_the_end_is_kept() -> None:
    assert _bare(Raw(b"a"), Wait(2)) == [b"a", 2.0]
    assert _bare(Raw(b"a"), Wait(2), Cut(), Raw(b"never")) == [b"a", 2.0, Cut()]


def test_short_pauses_are_saved_up() -> None:
    played = _bare(Flood(("ab",), 10), speed=Speed(delay=0.001))
    assert [beat for beat in played if isinstance(beat, float)] == pytest.approx([0.004, 0.004])


def test_work_takes_as_long_as_the_speed_says_but_a_fault_does_not() -> None:
    cues = (Raw(b"a"), Wait(1.0, work=True), Raw(b"b"), Wait(1.0), Raw(b"c"))
    assert _bare(*cues, speed=INSTANT) == [b"ab", 1.0, b"c"]
    assert _bare(*cues, speed=NORMAL) == [b"a", 1.0, b"b", 1.0, b"c"]
    assert _bare(*cues, speed=NAMED["slow"]) == [b"a", 2.0, b"b", 1.0, b"c"]


def test_grown_input_waits_its_turn() -> None:
    event = Emit({"type": "tool-input-delta", "inputTextDelta": "1234"}, paced=True)
    assert 0.02 in _bare(Raw(b"a"), event, speed=NORMAL)
    assert 0.5 in _bare(Raw(b"a"), event, speed=Speed(per_character=0.125))


@pytest.mark.parametrize("count", [1, 3, 4, 10, 50_000])
def test_flood_is_the_same_at_every_speed_and_comes_in_large_chunks(count: int) -> None:
    flood = Flood(("one ", "two ", "three ", "four "), count)
    at_once = [beat for beat in _bare(flood) if isinstance(beat, bytes)]
    paced = [beat for beat in _bare(flood, speed=NORMAL) if isinstance(beat, bytes)]
    assert b"".join(at_once) == b"".join(paced)
    assert b"".join(at_once).count(b"text-delta") == count
    assert all(len(chunk) >= LARGE for chunk in at_once[:-1])


def test_text_parts_and_reasoning_parts_are_numbered() -> None:
    played = b"".join(
        beat
        for beat in _bare(Think("Hm."), Say("A"), Flood(("B",), 1), Think("So."), Say("C"))
        if isinstance(beat, bytes)
    )
    order = [b'"reasoning-start","id":"r1"', b'"text-start","id":"0"', b'"text-start","id":"1"']
    order += [b'"reasoning-end","id":"r2"', b'"text-end","id":"2"']
    places = [played.index(b'{"type":' + mark) for mark in order]
    assert places == sorted(places)

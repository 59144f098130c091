"""A secret is masked in place, however it is cut and spelled, and nothing else is touched or held for long."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.chatbot import Secret
from desktop.core.mask import Mask
from tests.api.chunks import cut

KEY = "rb/live-rb/0123"
STARS = b"*" * len(KEY)


def masked(pieces: list[bytes], key: str = KEY) -> tuple[list[tuple[bytes, int]], int]:
    mask: Mask[int] = Mask(Secret(key))
    came = [item for mark, piece in enumerate(pieces) for item in mask.feed(piece, mark)]
    return [*came, *mask.close()], mask.count


@given(
    st.lists(st.sampled_from([KEY, "rb", "rb/live-", "x", "", "é", "\n"])), st.lists(st.integers(0, 200), max_size=9)
)
def test_wherever_it_is_cut_every_byte_keeps_its_place_and_its_mark(words: list[str], places: list[int]) -> None:
    text = "".join(words).encode()
    pieces = list(cut(text, places))
    found, count = masked(pieces)
    assert [len(piece) for piece, _ in found] == [len(piece) for piece in pieces]
    assert [mark for _, mark in found] == list(range(len(pieces)))
    whole = b"".join(piece for piece, _ in found)
    assert whole == text.replace(KEY.encode(), STARS)
    assert count == text.count(KEY.encode())


def test_nothing_is_held_back_that_cannot_be_its_beginning() -> None:
    mask: Mask[int] = Mask(Secret(KEY))
    assert list(mask.feed(b"a word", 1)) == [(b"a word", 1)]
    assert list(mask.feed(b"ends with rb/li", 2)) == []
    assert list(mask.feed(b"on", 3)) == [(b"ends with rb/li", 2), (b"on", 3)]
    assert list(mask.close()) == []


@pytest.mark.parametrize("key", ['a"b\\c/d0123', KEY])
@pytest.mark.parametrize("slash", ["/", "\\/"])
def test_as_json_spells_it_too(key: str, slash: str) -> None:
    spelled = json.dumps({"echo": key}).replace("/", slash).encode()
    for pieces in ([spelled], [bytes([byte]) for byte in spelled]):
        found, count = masked(pieces, key)
        whole = b"".join(piece for piece, _ in found)
        assert (len(whole), count) == (len(spelled), 1)
        assert set(json.loads(whole)["echo"]) == {"*"}


def test_without_a_secret_all_goes_through() -> None:
    assert masked([b"a", b"b"], "") == ([(b"a", 0), (b"b", 1)], 0)

"""Colours of others: read when they are some, and changed until they are seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.colour import Colour, contrast, read_colour, visible

CHANNEL = st.integers(0, 255)
COLOUR = st.tuples(CHANNEL, CHANNEL, CHANNEL)
WHITE, BLACK = (255, 255, 255), (0, 0, 0)


@pytest.mark.parametrize(
    ("written", "colour"),
    [("#2563EB", (0x25, 0x63, 0xEB)), (" #26e ", (0x22, 0x66, 0xEE)), ("#000000", BLACK)],
)
def test_a_colour_is_read_as_the_web_writes_it(written: str, colour: Colour) -> None:
    assert read_colour(written) == colour


@pytest.mark.parametrize("written", ["", "2563EB", "#12345", "blue", "#2563EG", "rgb(1,2,3)", None, 7, ["#2563EB"]])
def test_what_is_no_colour_is_none(written: object) -> None:
    assert read_colour(written) is None


def test_black_on_white_has_the_most_contrast_there_is() -> None:
    assert contrast(BLACK, WHITE) == contrast(WHITE, BLACK) == pytest.approx(21.0)
    assert contrast((1, 2, 3), (1, 2, 3)) == 1.0


@given(COLOUR, COLOUR)
def test_every_colour_is_seen_on_every_ground(colour: Colour, ground: Colour) -> None:
    assert contrast(visible(colour, ground), ground) >= 3.0


def test_a_colour_that_stands_out_stays_as_it_is() -> None:
    assert visible((0x25, 0x63, 0xEB), WHITE) == (0x25, 0x63, 0xEB)
    assert visible((255, 255, 240), WHITE) != (255, 255, 240)

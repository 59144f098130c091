"""The settings that are more than a value: the steps of the zoom."""

import msgspec
import pytest

from desktop.core.settings import LEAST_ZOOM, MOST_ZOOM, ZOOM_STEPS, AppearanceSettings, next_zoom


@pytest.mark.parametrize(
    ("percent", "larger", "smaller"),
    [(100, 110, 90), (50, 67, 50), (300, 300, 250), (120, 125, 110), (50 + 1, 67, 50), (299, 300, 250)],
)
def test_zoom_goes_to_the_next_step_and_stays_at_the_ends(percent: int, larger: int, smaller: int) -> None:
    assert next_zoom(percent, 1) == larger
    assert next_zoom(percent, -1) == smaller


def test_the_steps_lead_from_one_end_to_the_other_over_the_usual_size() -> None:
    way = [LEAST_ZOOM]
    while next_zoom(way[-1], 1) != way[-1]:
        way.append(next_zoom(way[-1], 1))
    assert tuple(way) == ZOOM_STEPS
    assert way[-1] == MOST_ZOOM
    assert AppearanceSettings().zoom in way


@pytest.mark.parametrize("percent", [LEAST_ZOOM, MOST_ZOOM])
def test_a_file_can_hold_the_ends_of_the_steps_and_nothing_beyond(percent: int) -> None:
    assert msgspec.convert({"zoom": percent}, AppearanceSettings).zoom == percent
    beyond = percent - 1 if percent == LEAST_ZOOM else percent + 1
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"zoom": beyond}, AppearanceSettings)

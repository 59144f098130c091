"""Work ends at its next word when nobody wants it any more."""

import pytest

from desktop.core.merging import Comparison
from desktop.core.progress import Cancelled, Progress


def test_it_ends_at_the_next_report() -> None:
    progress = Progress()
    progress.report(1)
    assert (progress.done, progress.is_cancelled) == (1, False)
    progress.cancel()
    with pytest.raises(Cancelled):
        progress.report(2)
    assert (progress.done, progress.is_cancelled) == (2, True)


def test_a_comparison_knows_whether_there_is_something_to_add() -> None:
    assert Comparison(new=1).adds_something
    assert Comparison(grown=1).adds_something
    assert Comparison(restored=1).adds_something
    assert not Comparison(unchanged=3, different=2).adds_something

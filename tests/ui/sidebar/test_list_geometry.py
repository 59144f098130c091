"""Where the rows of the list stand: what is at a height is what stands there."""

import pytest

from desktop.ui.sidebar.list_geometry import ListGeometry


def arranged(count: int, starts: list[int]) -> ListGeometry:
    made = ListGeometry()
    made.arrange(count, starts, 50, 20)
    return made


@pytest.mark.parametrize(("count", "starts"), [(0, []), (1, [0]), (5, []), (100, [0, 3, 4, 99]), (3, [0, 7])])
def test_rows_and_headings_fill_the_height_without_a_gap(count: int, starts: list[int]) -> None:
    rows = arranged(count, starts)
    at = 0
    for row in range(count):
        assert rows.heading_top(row) == at
        assert rows.top(row) == at + (20 if row in starts else 0)
        at = rows.top(row) + 50
        assert rows.row_at(rows.top(row)) == rows.row_at(at - 1) == row
        if row in starts:
            assert rows.row_at(rows.heading_top(row)) is None
            assert rows.nearest(rows.heading_top(row)) == row
    assert rows.height == at
    assert len(rows) == count


def test_outside_there_is_no_row_but_a_nearest_one() -> None:
    rows = arranged(5, [0])
    assert (rows.row_at(-1), rows.row_at(rows.height)) == (None, None)
    assert (rows.nearest(-10), rows.nearest(rows.height + 999)) == (0, 4)
    assert arranged(0, []).nearest(0) is None

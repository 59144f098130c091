"""What came, told without a word of anybody."""

import json

from hypothesis import given
from hypothesis import strategies as st

from desktop.core.shape import outline, shape

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def test_values_become_their_kinds() -> None:
    value = {"name": "Anna", "age": 31, "is_new": True, "left": None, "items": [1.5, "a", "b"]}
    assert shape(value) == {
        "name": "text (4)",
        "age": 0,
        "is_new": True,
        "left": None,
        "items": [0, "text (1)", "… (3)"],
    }


def test_names_that_are_data_are_not_told() -> None:
    value = {"anna@example.com": 1, "491701234567": 2, "Anna Müller": 3, "user_12345": 4, "session_id": 5}
    assert shape(value) == {"… 1": 0, "… 2": 0, "… 3": 0, "… 4": 0, "session_id": 0}


def test_deep_and_wide_values_are_cut() -> None:
    deep: object = "x"
    for _ in range(900):
        deep = [deep]
    assert json.loads(outline(deep)) == [[[[[["… (1)"]]]]]]
    wide = shape({f"m{chr(97 + n % 26)}{'x' * (n // 26)}": n for n in range(100)})
    assert isinstance(wide, dict)
    assert len(wide) == 30


@given(JSON)
def test_nothing_that_was_written_is_in_it(value: object) -> None:
    marked = json.loads(json.dumps({"inside": value, "word": "very-secret-word"}))
    assert "very-secret-word" not in outline(marked)

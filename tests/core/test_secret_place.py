"""Where a secret is kept, as a value."""

import pytest

from desktop.core.errors import Problem
from desktop.core.secret_place import PlaceKind, SecretPlace


@pytest.mark.parametrize(
    ("problem", "is_news"),
    [
        (None, False),
        (Problem("session_only"), False),
        (Problem("session_chosen"), False),
        (Problem("keyring_missing"), True),
        (Problem("keyring_asks"), True),
    ],
)
def test_only_what_nobody_was_told_before_is_news(problem: Problem | None, is_news: bool) -> None:
    place = SecretPlace(PlaceKind.SESSION, problem=problem)
    assert place.news == (problem if is_news else None)

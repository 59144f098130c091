"""Words for where a key is kept, and for where one would go."""

import pytest

from desktop.core.errors import SENTENCES, Problem
from desktop.core.secret_place import PlaceKind, SecretPlace
from desktop.ui.settings.places import kept, may_choose, outlook, was_chosen

MISSING = Problem("keyring_missing")


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (SecretPlace(PlaceKind.KEYRING, "KWallet", "…WXYZ"), "A key that ends in …WXYZ is kept in the KWallet."),
        (SecretPlace(PlaceKind.SESSION, "", "…WXYZ", MISSING), "A key that ends in …WXYZ is kept until you quit."),
        (SecretPlace(PlaceKind.KEYRING, "KWallet", "…%2%1"), "A key that ends in …%2%1 is kept in the KWallet."),
        (SecretPlace(PlaceKind.KEYRING, "KWallet", "…"), "A key is kept in the KWallet."),
        (SecretPlace(PlaceKind.SESSION, "", "…", MISSING), "A key is kept until you quit."),
        (SecretPlace(PlaceKind.NONE, "KWallet"), ""),
        (SecretPlace(PlaceKind.WAITING), ""),
    ],
)
def test_where_the_key_is(place: SecretPlace, words: str) -> None:
    assert kept(place) == words


@pytest.mark.parametrize("code", ["keyring_missing", "keyring_locked", "keyring_refused", "keyring_timeout"])
@pytest.mark.parametrize("kind", list(PlaceKind))
def test_why_a_key_would_not_stay(kind: PlaceKind, code: str) -> None:
    assert outlook(SecretPlace(kind, problem=Problem(code))) == SENTENCES[code]


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (SecretPlace(PlaceKind.NONE, "KWallet"), "The key will be kept in the KWallet."),
        (SecretPlace(PlaceKind.KEYRING, "KWallet", "…WXYZ"), "The key will be kept in the KWallet."),
        (SecretPlace(PlaceKind.NONE), SENTENCES["keyring_missing"]),
        (SecretPlace(PlaceKind.SESSION, "", "…WXYZ"), SENTENCES["keyring_missing"]),
        (SecretPlace(PlaceKind.WAITING), ""),
    ],
)
def test_where_a_new_key_would_go(place: SecretPlace, words: str) -> None:
    assert outlook(place) == words


@pytest.mark.parametrize(
    ("place", "may", "words"),
    [
        (SecretPlace(PlaceKind.NONE, "KWallet"), True, "The key will be kept until you quit."),
        (SecretPlace(PlaceKind.WAITING), True, "The key will be kept until you quit."),
        (SecretPlace(PlaceKind.NONE, problem=Problem("keyring_locked")), True, "The key will be kept until you quit."),
        (SecretPlace(PlaceKind.NONE, problem=MISSING), False, SENTENCES["keyring_missing"]),
        (SecretPlace(PlaceKind.NONE, problem=Problem("session_only")), False, SENTENCES["session_only"]),
    ],
)
def test_a_key_can_be_kept_out_of_the_keyring_where_there_is_one(place: SecretPlace, may: bool, words: str) -> None:
    assert may_choose(place) is may
    assert outlook(place, session_only=True) == words


def test_the_next_key_of_who_chose_that_may_go_anywhere() -> None:
    place = SecretPlace(PlaceKind.SESSION, hint="…WXYZ", problem=Problem("session_chosen"))
    assert (was_chosen(place), may_choose(place), outlook(place)) == (True, True, "")
    assert not was_chosen(SecretPlace(PlaceKind.SESSION, problem=MISSING))

"""Words for where a key is kept, and for where one would go."""

import pytest

from desktop.core.errors import SENTENCES, Problem
from desktop.core.secret_place import PlaceKind, SecretPlace
from desktop.ui.dialogs.places import kept, outlook

MISSING = Problem("keyring_missing")


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (SecretPlace(PlaceKind.KEYRING, "KWallet", "…WXYZ"), "A key that ends in …WXYZ is kept in the KWallet."),
        (SecretPlace(PlaceKind.SESSION, "", "…WXYZ", MISSING), "A key that ends in …WXYZ is kept until you quit."),
        (SecretPlace(PlaceKind.KEYRING, "KWallet", "…%2%1"), "A key that ends in …%2%1 is kept in the KWallet."),
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

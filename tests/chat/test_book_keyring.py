"""Keyrings that ask, keys that are left over, and profiles of the administrator, as the book of profiles takes them."""

import asyncio

import pytest
from msgspec.structs import replace

from desktop.chat.tasks import TaskScope
from desktop.core.chatbot import Secret
from desktop.core.errors import Problem, ProfileError, SecretError
from desktop.core.secret_place import PlaceKind
from tests.chat.book import AT, BLOG, KEY, NEWER, SANDBOX, SHOP, TIMEOUT, Shelf
from tests.fakes.clock import idle, later, on_clock

# ── a keyring that asks for its password ────────────────────────────────────────────────────────────────────────────


@on_clock
async def test_while_the_system_asks_for_the_password_its_user_has_time_and_is_told() -> None:
    shelf = Shelf(SHOP)
    told: list[str] = []
    shelf.book.on_asking = lambda: told.append("asked")
    shelf.vault.kept, shelf.vault.is_asking, shelf.keyring.hangs = {AT: KEY}, True, True
    found: list[Secret | None] = []

    async def look_up() -> None:
        found.append(await shelf.book.secret(SHOP))

    scope = TaskScope("keys", lambda *_: None)
    scope.start("look-up", look_up)
    await later(20.0)
    assert told == ["asked"]
    assert found == []
    shelf.keyring.waiting.pop()()
    await idle()
    assert found == [KEY]


@on_clock
async def test_prompt_that_nobody_answers_is_given_up_in_the_right_words() -> None:
    shelf = Shelf(SHOP)
    shelf.vault.is_asking, shelf.keyring.hangs = True, True
    with pytest.raises(SecretError) as given_up:
        await shelf.book.secret(SHOP)
    assert given_up.value.problem == Problem("keyring_asks", retryable=True)
    place = await shelf.book.place(SHOP)
    assert (place.kind, place.problem) == (PlaceKind.WAITING, Problem("keyring_asks", retryable=True))


@pytest.mark.parametrize(("asking", "code"), [(True, "keyring_asks"), (False, "keyring_timeout")])
@on_clock
async def test_call_behind_one_that_waits_for_the_password_says_so_too(asking: bool, code: str) -> None:
    shelf = Shelf(SHOP)
    shelf.vault.broken, shelf.vault.is_asking = "keyring_timeout", asking
    with pytest.raises(SecretError) as refused:
        await shelf.book.secret(SHOP)
    assert refused.value.problem.code == code


@on_clock
async def test_key_of_this_session_moves_into_the_keyring_when_that_works() -> None:
    shelf = Shelf(SHOP)
    shelf.vault.broken = "keyring_locked"
    await shelf.book.keep_secret(SHOP, KEY)
    assert (await shelf.book.keep_for_good(SHOP)).kind is PlaceKind.SESSION
    shelf.vault.broken = ""
    assert (await shelf.book.keep_for_good(SHOP)).kind is PlaceKind.KEYRING
    assert shelf.vault.kept == {AT: KEY}
    assert (await shelf.book.keep_for_good(BLOG)).kind is PlaceKind.NONE


# ── keys that the keyring still has to remove ───────────────────────────────────────────────────────────────────────


@on_clock
async def test_key_that_could_not_be_removed_is_removed_when_the_keyring_opens() -> None:
    shelf = Shelf(SHOP)
    shelf.vault.kept, shelf.vault.broken = {AT: KEY}, "keyring_locked"
    with pytest.raises(SecretError):
        await shelf.book.remove("shop")
    assert shelf.leftovers == (AT,)
    again = Shelf(BLOG)
    again.vault.kept, again.vault.locked = {AT: KEY}, True
    again.book.remember_leftovers(shelf.leftovers)
    await again.book.sweep()
    assert again.vault.kept == {AT: KEY}, "nobody is asked for a password for that"
    again.vault.locked = False
    await again.book.secret(BLOG)
    assert again.vault.kept == {}
    assert again.leftovers == ()
    await again.book.sweep()


@on_clock
async def test_sweep_that_the_keyring_refuses_is_tried_another_time() -> None:
    shelf = Shelf(SHOP)
    shelf.book.remember_leftovers((AT,))
    shelf.vault.kept, shelf.vault.broken = {AT: KEY}, "keyring_failed"
    await shelf.book.sweep()
    shelf.vault.broken = ""
    await shelf.book.sweep()
    assert shelf.vault.kept == {}


@on_clock
async def test_key_that_was_given_again_is_no_leftover() -> None:
    shelf = Shelf(SHOP)
    shelf.book.remember_leftovers((AT, ("gone", "https://b.example:443")))
    await shelf.book.keep_secret(SHOP, NEWER)
    assert shelf.vault.kept == {AT: NEWER}
    assert shelf.leftovers == ()


@on_clock
async def test_key_that_is_typed_while_leftovers_are_removed_stays() -> None:
    shelf = Shelf(SHOP)
    gone = ("gone", "https://b.example:443")
    shelf.book.remember_leftovers((gone, AT))
    shelf.vault.kept = {gone: KEY, AT: KEY}
    shelf.keyring.hangs = True
    scope = TaskScope("keys", lambda *_: None)
    scope.start("sweep", shelf.book.sweep)
    await idle()
    shelf.keyring.waiting.pop(0)()  # it is open
    await idle()

    async def type_key() -> None:
        await shelf.book.keep_secret(SHOP, NEWER)

    scope.start("typed", type_key)
    await idle()
    while shelf.keyring.waiting:
        shelf.keyring.waiting.pop(0)()
        await idle()
    assert shelf.vault.kept == {AT: NEWER}
    await scope.aclose()


@on_clock
async def test_leftover_that_cannot_be_written_down_is_told() -> None:
    shelf = Shelf(SHOP)
    shelf.keyring.hangs, shelf.forgetful = True, True
    with pytest.raises(SecretError) as left:
        await shelf.book.forget_secret(SHOP)
    assert left.value.problem == Problem("secret_left")


# ── what the administrator set ──────────────────────────────────────────────────────────────────────────────────────


@on_clock
async def test_managed_profile_comes_first_hides_its_like_and_cannot_be_changed() -> None:
    shelf = Shelf(SHOP, BLOG)
    shelf.book.add_built_in(SANDBOX, None)
    fleet = replace(SHOP, name="Fleet", managed=True)
    shelf.book.manage((fleet,))
    assert shelf.book.profiles == (fleet, BLOG, SANDBOX)
    assert shelf.book.connected == (fleet, BLOG)
    assert shelf.book.find("shop") == fleet
    for change in (shelf.book.put(replace(fleet, address="https://evil.example")), shelf.book.remove("shop")):
        with pytest.raises(ProfileError) as refused:
            await change
        assert refused.value.problem.code == "managed_profile"
    await shelf.book.put(replace(BLOG, name="Journal"))
    assert [profile.name for profile in shelf.file] == ["Shop", "Journal"], "what it hides is not lost"
    await shelf.book.keep_secret(fleet, KEY)
    assert shelf.vault.kept == {AT: KEY}


@on_clock
async def test_key_that_is_kept_out_of_the_keyring_is_used_and_can_be_kept_later() -> None:
    shelf = Shelf(SHOP)
    place = await shelf.book.keep_secret(SHOP, KEY, session_only=True)
    assert (place.kind, place.problem) == (PlaceKind.SESSION, Problem("session_chosen"))
    assert shelf.vault.kept == {}
    assert await shelf.book.secret(SHOP) == KEY
    assert (await shelf.book.keep_for_good(SHOP)).kind is PlaceKind.KEYRING
    assert shelf.vault.kept == {AT: KEY}


@on_clock
async def test_key_that_is_kept_out_of_the_keyring_leaves_no_older_one_there() -> None:
    shelf = Shelf(SHOP)
    shelf.vault.kept = {AT: KEY}
    await shelf.book.keep_secret(SHOP, NEWER, session_only=True)
    assert shelf.vault.kept == {}
    assert shelf.leftovers == ()
    assert await shelf.book.secret(SHOP) == NEWER


@pytest.mark.parametrize("locked", [True, False])
@on_clock
async def test_older_key_that_the_keyring_holds_on_to_is_not_used_and_goes_later(locked: bool) -> None:
    shelf = Shelf(SHOP)
    shelf.vault.kept, shelf.vault.locked, shelf.vault.broken = {AT: KEY}, locked, "" if locked else "keyring_failed"
    place = await shelf.book.keep_secret(SHOP, NEWER, session_only=True)
    assert place.kind is PlaceKind.SESSION
    assert await shelf.book.secret(SHOP) == NEWER
    assert shelf.leftovers == (AT,)
    again = Shelf(SHOP)
    again.vault.kept, again.vault.locked = {AT: KEY}, True
    again.book.remember_leftovers(shelf.leftovers)
    assert await again.book.secret(SHOP) is None
    assert (await again.book.place(SHOP)).kind is PlaceKind.NONE
    again.vault.locked = False
    assert await again.book.secret(SHOP) is None
    assert (again.vault.kept, again.leftovers) == ({}, ())


@on_clock
async def test_key_that_is_wanted_in_the_keyring_after_all_is_none_that_is_left_over() -> None:
    shelf = Shelf(SHOP)
    shelf.vault.kept, shelf.vault.locked = {AT: KEY}, True
    await shelf.book.keep_secret(SHOP, NEWER, session_only=True)
    await shelf.book.keep_for_good(SHOP)
    assert (shelf.vault.kept, shelf.leftovers) == ({AT: NEWER}, ())


@on_clock
async def test_older_key_that_may_come_back_is_told_of() -> None:
    shelf = Shelf(SHOP)
    told: list[Problem] = []
    shelf.book.on_problem = told.append
    shelf.vault.kept, shelf.vault.locked, shelf.forgetful = {AT: KEY}, True, True
    await shelf.book.keep_secret(SHOP, NEWER, session_only=True)
    assert told == [Problem("secret_left")]


@on_clock
async def test_keyring_that_asks_for_its_password_is_not_waited_for_with_a_key_that_it_shall_not_have() -> None:
    shelf = Shelf(SHOP)
    shelf.keyring.hangs = shelf.vault.is_asking = True
    before = asyncio.get_running_loop().time()
    place = await shelf.book.keep_secret(SHOP, KEY, session_only=True)
    assert asyncio.get_running_loop().time() == before
    assert place.kind is PlaceKind.SESSION
    assert shelf.leftovers == (AT,), "an older one goes when the keyring has its password"


@on_clock
async def test_keyring_that_hangs_keeps_nobody_from_a_key_that_it_shall_not_have() -> None:
    shelf = Shelf(SHOP)
    shelf.keyring.hangs = True
    scope = TaskScope("keys", lambda *_: None)

    async def keep() -> None:
        await shelf.book.keep_secret(SHOP, KEY, session_only=True)

    scope.start("keep", keep)
    await idle()
    assert await shelf.book.secret(SHOP) == KEY
    assert (await shelf.book.place(SHOP)).kind is PlaceKind.SESSION
    await later(4.0)
    await scope.aclose()
    await shelf.book.keep_secret(SHOP, NEWER)
    assert (await shelf.book.place(SHOP)).problem == TIMEOUT

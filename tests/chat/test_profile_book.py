"""Profiles and their secrets: what is stored, what lives as long as the program, and which secret goes where."""

import pytest
from msgspec.structs import replace

from desktop.chat.patient_keyring import KEYRING_PATIENCE
from desktop.chat.tasks import TaskScope
from desktop.core.errors import Problem, ProfileError, SecretError, StoreError
from desktop.core.secret_place import PlaceKind, SecretPlace
from tests.chat.book import AT, BLOG, KEY, NEWER, SANDBOX, SHOP, TIMEOUT, Shelf
from tests.fakes.clock import idle, later, on_clock

# ── profiles ────────────────────────────────────────────────────────────────────────────────────────────────────────


@on_clock
async def test_profiles_are_put_by_id_and_keep_their_order() -> None:
    shelf = Shelf()
    await shelf.book.put(SHOP)
    await shelf.book.put(BLOG)
    renamed = replace(SHOP, name="Store")
    await shelf.book.put(renamed)
    assert shelf.book.profiles == shelf.book.stored == shelf.file == (renamed, BLOG)
    assert shelf.book.find("blog") == BLOG
    assert shelf.book.find("nobody") is None


@on_clock
async def test_built_in_profiles_come_last_and_are_not_stored() -> None:
    shelf = Shelf()
    shelf.book.add_built_in(SANDBOX, None)
    await shelf.book.put(SHOP)
    moved = replace(SANDBOX, address="http://127.0.0.1:9000")
    shelf.book.add_built_in(moved, KEY)
    assert shelf.book.profiles == (SHOP, moved)
    assert shelf.file == (SHOP,)
    assert await shelf.book.secret(moved) == KEY
    assert await shelf.book.secret(SANDBOX) is None, "a secret does not move to another address"
    assert shelf.vault.kept == {}


@on_clock
async def test_profile_that_cannot_be_saved_changes_nothing() -> None:
    shelf = Shelf(SHOP)
    shelf.full = True
    with pytest.raises(StoreError):
        await shelf.book.put(BLOG)
    with pytest.raises(StoreError):
        await shelf.book.remove("shop")
    assert shelf.book.profiles == (SHOP,)


@on_clock
async def test_what_was_wrong_with_the_file_is_told() -> None:
    shelf = Shelf(SHOP)
    told: list[Problem] = []
    shelf.book.on_problem = told.append
    await shelf.book.put(BLOG)
    assert told == []
    shelf.problem = Problem("profiles_saved_anew", {"file": "profiles.json", "kept": "profiles.bad.json"})
    await shelf.book.remove("blog")
    assert told == [shelf.problem]
    assert shelf.book.profiles == (SHOP,)


@on_clock
async def test_removing_a_profile_removes_its_secret() -> None:
    shelf = Shelf(SHOP, BLOG)
    shelf.vault.kept = {AT: KEY, ("blog", "https://b.example:443"): KEY}
    await shelf.book.remove("shop")
    assert shelf.file == shelf.book.profiles == (BLOG,)
    assert shelf.vault.kept == {("blog", "https://b.example:443"): KEY}
    await shelf.book.remove("nobody")
    assert shelf.file == (BLOG,)


@on_clock
async def test_keyring_that_does_not_answer_does_not_keep_the_profile_alive() -> None:
    shelf = Shelf(SHOP)
    shelf.keyring.hangs = True
    with pytest.raises(SecretError) as caught:
        await shelf.book.remove("shop")
    assert caught.value.problem == Problem("secret_left_later")
    assert shelf.file == shelf.book.profiles == ()


@on_clock
async def test_profile_with_an_address_that_may_not_be_used_can_be_removed() -> None:
    shelf = Shelf(replace(SHOP, address="http://example.com"))
    await shelf.book.remove("shop")
    assert shelf.file == ()
    assert shelf.keyring.calls == 0


@on_clock
async def test_profiles_that_are_saved_at_the_same_time_are_both_saved() -> None:
    shelf = Shelf()
    shelf.disk.hangs = True
    scope = TaskScope("profiles", lambda *_: None)
    scope.start("shop", shelf.book.put, SHOP)
    scope.start("blog", shelf.book.put, BLOG)
    await idle()
    shelf.disk.hangs = False
    shelf.disk.waiting.pop()()
    await idle()
    assert shelf.book.profiles == shelf.file == (SHOP, BLOG)


@on_clock
async def test_profile_that_is_saved_while_the_file_is_read_joins_those_in_it() -> None:
    shelf = Shelf(SHOP)
    shelf.book.load(())
    shelf.disk.hangs = True
    scope = TaskScope("profiles", lambda *_: None)
    scope.start("fetch", shelf.book.fetch, lambda: (shelf.file, None))
    scope.start("blog", shelf.book.put, BLOG)
    await idle()
    shelf.disk.hangs = False
    shelf.disk.waiting.pop()()
    await idle()
    assert shelf.book.profiles == shelf.file == (SHOP, BLOG)


@on_clock
async def test_change_of_address_removes_the_key_for_the_old_one() -> None:
    shelf = Shelf(SHOP)
    shelf.vault.kept = {AT: KEY}
    assert await shelf.book.put(replace(SHOP, address="https://new.example")) is None
    assert shelf.vault.kept == {}
    assert shelf.file == (replace(SHOP, address="https://new.example"),)


@pytest.mark.parametrize("address", ["https://a.example", "https://A.example:443/path"])
@on_clock
async def test_key_stays_while_its_origin_does(address: str) -> None:
    shelf = Shelf(SHOP)
    shelf.vault.kept = {AT: KEY}
    await shelf.book.put(replace(SHOP, name="Store", address=address))
    assert shelf.vault.kept == {AT: KEY}


@on_clock
async def test_address_that_cannot_be_saved_costs_no_key() -> None:
    shelf = Shelf(SHOP)
    shelf.vault.kept, shelf.full = {AT: KEY}, True
    with pytest.raises(StoreError):
        await shelf.book.put(replace(SHOP, address="https://new.example"))
    assert shelf.vault.kept == {AT: KEY}


@on_clock
async def test_keyring_that_does_not_answer_does_not_keep_the_old_address_and_its_key_is_told_of() -> None:
    shelf = Shelf(SHOP)
    shelf.vault.kept = {AT: KEY}
    shelf.keyring.hangs = True
    moved = replace(SHOP, address="https://new.example")
    assert await shelf.book.put(moved) == Problem("secret_left_later")
    assert shelf.file == shelf.book.profiles == (moved,)
    assert shelf.vault.find(*AT) is None


@pytest.mark.parametrize("address", ["http://example.com", "http://other.example.com", "https://a.example"])
@on_clock
async def test_profile_with_an_address_that_may_not_be_used_can_be_mended(address: str) -> None:
    shelf = Shelf(replace(SHOP, address="http://example.com"))
    assert await shelf.book.put(replace(SHOP, address=address)) is None
    assert shelf.file == (replace(SHOP, address=address),)
    assert shelf.keyring.calls == 0


# ── secrets ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@on_clock
async def test_secret_is_kept_in_the_keyring_for_its_origin() -> None:
    shelf = Shelf(SHOP)
    place = await shelf.book.keep_secret(SHOP, KEY)
    assert place == SecretPlace(PlaceKind.KEYRING, "Test keyring", "…cdef")
    assert shelf.vault.kept == {AT: KEY}
    assert shelf.vault.session == {}
    assert await shelf.book.secret(SHOP) == KEY
    assert await shelf.book.secret(replace(SHOP, address="https://evil.example")) is None
    assert await shelf.book.secret(replace(SHOP, id="other")) is None


@pytest.mark.parametrize("code", ["keyring_locked", "keyring_refused", "keyring_failed"])
@on_clock
async def test_secret_that_the_keyring_refuses_lives_as_long_as_the_program(code: str) -> None:
    shelf = Shelf(SHOP)
    shelf.vault.broken = code
    place = await shelf.book.keep_secret(SHOP, KEY)
    assert place == SecretPlace(PlaceKind.SESSION, hint="…cdef", problem=Problem(code, retryable=True))
    assert await shelf.book.secret(SHOP) == KEY
    assert shelf.vault.kept == {}


@on_clock
async def test_without_a_keyring_the_secret_lives_as_long_as_the_program() -> None:
    shelf = Shelf(SHOP, keyring="")
    assert await shelf.book.place(SHOP) == SecretPlace(PlaceKind.NONE, problem=Problem("keyring_missing"))
    place = await shelf.book.keep_secret(SHOP, KEY)
    assert place == SecretPlace(PlaceKind.SESSION, hint="…cdef", problem=Problem("keyring_missing", retryable=True))


@on_clock
async def test_hung_keyring_costs_three_seconds_and_no_secret() -> None:
    shelf = Shelf(SHOP)
    shelf.keyring.hangs = True
    place = await shelf.book.keep_secret(SHOP, KEY)
    assert (place.kind, place.problem) == (PlaceKind.SESSION, TIMEOUT)
    calls = shelf.keyring.calls
    assert await shelf.book.secret(SHOP) == KEY
    assert shelf.keyring.calls == calls, "what is kept in memory needs no keyring"
    for job in shelf.keyring.waiting:
        job()
    assert shelf.vault.kept == {}, "a call that was given up is not made later"
    assert KEYRING_PATIENCE == 3.0


@on_clock
async def test_place_is_not_known_while_the_keyring_takes_its_time() -> None:
    shelf = Shelf(SHOP)
    shelf.keyring.hangs = True
    scope = TaskScope("keys", lambda *_: None)
    scope.start("keep", shelf.book.keep_secret, SHOP, KEY)
    await later(1.0)
    assert await shelf.book.place(SHOP) == SecretPlace(PlaceKind.WAITING, hint="…cdef")
    assert await shelf.book.secret(SHOP) == KEY
    await later(3.0)
    assert (await shelf.book.place(SHOP)).kind is PlaceKind.SESSION


@on_clock
async def test_older_key_that_is_given_up_later_does_not_replace_the_newer() -> None:
    shelf = Shelf(SHOP)
    shelf.keyring.hangs = True
    scope = TaskScope("keys", lambda *_: None)
    scope.start("older", shelf.book.keep_secret, SHOP, KEY)
    await later(2.0)
    scope.start("newer", shelf.book.keep_secret, SHOP, NEWER)
    await later(4.0)
    assert await shelf.book.secret(SHOP) == NEWER


@on_clock
async def test_key_that_is_removed_while_the_keyring_hangs_stays_removed() -> None:
    shelf = Shelf(SHOP)
    shelf.keyring.hangs = True
    scope = TaskScope("keys", lambda *_: None)
    scope.start("keep", shelf.book.keep_secret, SHOP, KEY)
    await later(2.0)
    with pytest.raises(SecretError):
        await shelf.book.forget_secret(SHOP)
    await scope.aclose()
    shelf.keyring.hangs = False
    assert await shelf.book.secret(SHOP) is None
    assert (await shelf.book.place(SHOP)).kind is PlaceKind.NONE


@on_clock
async def test_key_of_a_built_in_profile_never_meets_the_keyring() -> None:
    shelf = Shelf(SHOP)
    shelf.book.add_built_in(SANDBOX, None)
    why = Problem("session_only")
    assert await shelf.book.secret(SANDBOX) is None
    assert await shelf.book.place(SANDBOX) == SecretPlace(PlaceKind.NONE, problem=why)
    kept = await shelf.book.keep_secret(SANDBOX, KEY)
    assert kept == await shelf.book.place(SANDBOX) == SecretPlace(PlaceKind.SESSION, hint="…cdef", problem=why)
    assert await shelf.book.secret(SANDBOX) == KEY
    await shelf.book.forget_secret(SANDBOX)
    assert await shelf.book.secret(SANDBOX) is None
    assert shelf.keyring.calls == 0


@on_clock
async def test_place_says_what_is_known() -> None:
    shelf = Shelf(SHOP)
    assert await shelf.book.place(SHOP) == SecretPlace(PlaceKind.NONE, "Test keyring")
    shelf.vault.broken = "keyring_locked"
    assert await shelf.book.place(SHOP) == SecretPlace(
        PlaceKind.NONE, problem=Problem("keyring_locked", retryable=True)
    )
    shelf.keyring.hangs = True
    assert await shelf.book.place(SHOP) == SecretPlace(PlaceKind.WAITING, problem=TIMEOUT)
    nowhere = replace(SHOP, address="http://example.com")
    assert await shelf.book.place(nowhere) == SecretPlace(PlaceKind.NONE, problem=Problem("address_insecure"))


@on_clock
async def test_forgotten_secret_is_gone_from_keyring_and_memory() -> None:
    shelf = Shelf(SHOP)
    shelf.vault.kept, shelf.vault.session = {AT: KEY}, {AT: NEWER}
    await shelf.book.forget_secret(SHOP)
    assert (shelf.vault.kept, shelf.vault.session) == ({}, {})


# ── requests ────────────────────────────────────────────────────────────────────────────────────────────────────────


@on_clock
async def test_request_carries_the_secret_of_its_address() -> None:
    shelf = Shelf(SHOP)
    await shelf.book.keep_secret(SHOP, KEY)
    request = await shelf.book.request("shop", "b", "s", "Hello", streaming=False)
    assert (request.profile, request.chatbot_id, request.secret) == (SHOP, "b", KEY)
    assert (request.session_id, request.query, request.streaming) == ("s", "Hello", False)


@on_clock
async def test_request_without_profile_chatbot_or_secret_is_refused() -> None:
    shelf = Shelf(SHOP)
    with pytest.raises(ProfileError) as removed:
        await shelf.book.request("shop", "removed", "s", "Hello", streaming=True)
    assert (removed.value.problem.code, removed.value.field) == ("chatbot_gone", "")
    assert shelf.keyring.calls == 0
    with pytest.raises(ProfileError) as gone:
        await shelf.book.request("nobody", "b", "s", "Hello", streaming=True)
    assert (gone.value.problem.code, gone.value.field) == ("profile_gone", "")
    with pytest.raises(ProfileError) as missing:
        await shelf.book.request("shop", "b", "s", "Hello", streaming=True)
    assert (missing.value.problem.code, missing.value.field) == ("secret_missing", "secret")
    shelf.vault.broken = "keyring_locked"
    with pytest.raises(SecretError):
        await shelf.book.request("shop", "b", "s", "Hello", streaming=True)


# ── another program ─────────────────────────────────────────────────────────────────────────────────────────────────


@on_clock
async def test_what_another_program_changed_is_taken_over_and_named() -> None:
    shelf = Shelf(SHOP, BLOG)
    store, news = replace(SHOP, name="Store"), replace(BLOG, id="news")
    assert await shelf.book.take_over(lambda: (store, news)) == ("shop", "blog", "news")
    assert shelf.book.profiles == (store, news)
    assert await shelf.book.take_over(lambda: None) == ()
    assert shelf.book.profiles == (store, news)
    assert shelf.file == (SHOP, BLOG)


@on_clock
async def test_key_in_memory_goes_with_its_profile_and_stays_with_others() -> None:
    broken = replace(BLOG, id="broken", address="http://example.com")
    shelf = Shelf(SHOP, BLOG, broken, replace(BLOG, id="plain"))
    await shelf.book.keep_secret(SHOP, KEY, session_only=True)
    await shelf.book.keep_secret(BLOG, KEY, session_only=True)
    await shelf.book.take_over(lambda: (BLOG,))
    assert await shelf.book.secret(SHOP) is None
    assert await shelf.book.secret(BLOG) == KEY
    assert (await shelf.book.place(SHOP)).kind is PlaceKind.NONE


@on_clock
async def test_what_is_being_saved_is_not_undone_by_a_look_at_the_file() -> None:
    shelf = Shelf(SHOP)
    shelf.disk.hangs = True
    scope = TaskScope("profiles", lambda *_: None)
    scope.start("blog", shelf.book.put, BLOG)
    await idle()
    scope.start("look", shelf.book.take_over, lambda: shelf.file)
    await idle()
    shelf.disk.hangs = False
    shelf.disk.waiting.pop()()
    await idle()
    assert shelf.book.profiles == (SHOP, BLOG)

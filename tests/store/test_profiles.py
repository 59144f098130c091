"""Profiles survive a restart, and as much as possible survives a bad edit."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from desktop.core.chatbot import DEFAULT_ADDRESS, SANDBOX_PROFILE, Chatbot, Credential, Profile
from desktop.core.errors import Problem, StoreError
from desktop.core.profile_file import LARGEST
from desktop.store.profiles import ProfileFile, load_profiles, read_profiles_file, save_profiles

SHOP = Profile(
    "p1", "Shop", "https://bots.example.org/api", "project-1", (Chatbot("b1", "Ann", "Sells"), Chatbot("b2", "Bo"))
)
HELP = Profile("p2", "Help", chatbots=(Chatbot("b3", "Cy"),))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "profiles.json"


def write(file: Path, profiles: object) -> None:
    file.write_text(json.dumps({"version": 1, "profiles": profiles}))


def test_profiles_are_the_same_after_a_restart(file: Path) -> None:
    assert load_profiles(file) == ((), None)
    save_profiles(file, (SHOP, HELP))
    assert load_profiles(file) == ((SHOP, HELP), None)


def test_the_sandbox_is_neither_saved_nor_loaded(file: Path) -> None:
    save_profiles(file, (Profile(SANDBOX_PROFILE, "Sandbox"), SHOP))
    assert SANDBOX_PROFILE not in file.read_text()
    write(file, [{"id": SANDBOX_PROFILE, "name": "Sandbox", "address": "https://evil.example"}])
    assert load_profiles(file) == ((), None)


def test_a_damaged_file_is_kept_aside(file: Path) -> None:
    file.write_text("[" * 9)
    profiles, problem = load_profiles(file)
    assert (profiles, problem and problem.code) == ((), "file_damaged")


def test_a_profile_with_a_bad_value_keeps_the_others(file: Path) -> None:
    write(file, [{"id": "p1", "name": "Shop", "project_id": 7, "chatbots": [{"id": "b1", "name": "Ann"}]}])
    (profile,), problem = load_profiles(file)
    assert profile == Profile("p1", "Shop", DEFAULT_ADDRESS, "", (Chatbot("b1", "Ann"),))
    assert problem is not None
    assert json.loads(file.with_name(problem.params["kept"]).read_text())["profiles"][0]["project_id"] == 7
    assert file.exists()


def test_an_unreadable_address_is_empty_and_not_the_default(file: Path) -> None:
    write(file, [{"id": "p1", "name": "Shop", "address": 5}])
    (profile,), _ = load_profiles(file)
    assert profile.address == ""


def test_entries_that_are_nothing_are_left_out_and_the_file_is_copied(file: Path) -> None:
    bots = [{"id": "b1"}, {"name": "no id"}, "text", {"id": 4}]
    write(file, [5, {"id": "p1", "name": "Shop", "chatbots": bots}, None])
    profiles, problem = load_profiles(file)
    assert profiles == (Profile("p1", "Shop", chatbots=(Chatbot("b1", "b1"),)),)
    assert problem is not None
    assert problem.code == "file_damaged"
    assert file.with_name(problem.params["kept"]).read_text() == file.read_text()


def test_something_else_than_a_list_is_no_crash(file: Path) -> None:
    write(file, "none")
    profiles, problem = load_profiles(file)
    assert (profiles, problem and problem.code) == ((), "file_damaged")


def test_profiles_without_an_id_of_their_own_get_one(file: Path) -> None:
    write(
        file, [{"id": "p1", "name": "One"}, {"id": "p1", "name": "Two"}, {"name": "Three"}, {"id": "", "name": "Four"}]
    )
    profiles, problem = load_profiles(file)
    assert problem is None
    assert [profile.name for profile in profiles] == ["One", "Two", "Three", "Four"]
    assert profiles[0].id == "p1"
    assert len({profile.id for profile in profiles}) == 4


@pytest.mark.parametrize("spoiled", [[], [5]])
def test_a_profile_that_got_its_id_here_is_the_same_one_at_each_look(file: Path, spoiled: list[int]) -> None:
    write(
        file, [{"name": "One"}, {"name": "One"}, {"id": "p1", "name": "Two"}, {"id": "p1", "name": "Three"}, *spoiled]
    )
    window = ProfileFile(file)
    stored, _ = window.load()
    assert window.look() is None
    window.save(stored)
    assert load_profiles(file) == (stored, None)


def test_without_room_for_a_copy_the_profiles_are_still_read(powerless_folder: Path) -> None:
    file = powerless_folder / "profiles.json"
    write(file, [{"id": "p1", "name": "One"}, 5])
    powerless_folder.chmod(0o555)
    profiles, problem = load_profiles(file)
    assert [profile.name for profile in profiles] == ["One"]
    assert problem is not None
    assert problem.code == "file_unreadable"


def test_the_look_and_the_credential_survive_a_restart(file: Path) -> None:
    styled = Profile(
        "p3",
        "Live",
        colour="red",
        label="production",
        credential=Credential.CLIENT_TOKEN,
        handshake_path="/v1/hello",
        ca_file="/etc/own.pem",
        verify=False,
    )
    save_profiles(file, (styled,))
    assert load_profiles(file) == ((styled,), None)


def test_a_managed_profile_is_neither_saved_nor_believed_from_the_file(file: Path) -> None:
    save_profiles(file, (Profile("fleet", "Fleet", managed=True), SHOP))
    assert load_profiles(file) == ((SHOP,), None)
    write(file, [{"id": "p1", "name": "One", "managed": True}])
    (profile,), _ = load_profiles(file)
    assert not profile.managed


def test_a_colour_of_another_version_is_none_and_loses_nothing(file: Path) -> None:
    write(file, [{"id": "p1", "name": "One", "colour": "mauve", "label": "test"}])
    (profile,), problem = load_profiles(file)
    assert (profile.colour, profile.label, problem) == ("", "test", None)


def test_an_unknown_credential_is_a_key_and_a_server_is_verified_when_in_doubt(file: Path) -> None:
    write(file, [{"id": "p1", "name": "One", "credential": "badge", "verify": "no", "label": "test"}])
    (profile,), problem = load_profiles(file)
    assert (profile.credential, profile.verify, profile.label) == (Credential.API_KEY, True, "test")
    assert problem is not None


def test_a_file_of_profiles_is_read_as_far_as_one_may_go(tmp_path: Path) -> None:
    (tmp_path / "p.json").write_bytes(b"x" * (LARGEST + 9))
    assert len(read_profiles_file(tmp_path / "p.json")) == LARGEST + 1
    with pytest.raises(StoreError) as refused:
        read_profiles_file(tmp_path)
    assert refused.value.problem == Problem("profiles_unreadable", {"file": tmp_path.name})


def test_two_programs_with_one_file_undo_nothing_of_each_other(file: Path) -> None:
    save_profiles(file, (SHOP, HELP))
    window, command = ProfileFile(file), ProfileFile(file)
    stored, _ = window.load()
    command.load()
    added = Profile("p3", "Added")
    command.save((SHOP, added))  # without HELP, which it removed
    renamed = replace(SHOP, name="Store")
    window.save((renamed, *stored[1:]))
    assert load_profiles(file) == ((renamed, added), None)
    window.save((renamed, replace(HELP, name="Changed here")))
    assert [profile.name for profile in load_profiles(file)[0]] == ["Store", "Changed here", "Added"]
    window.save(())
    assert load_profiles(file) == ((added,), None)


def test_the_first_profile_of_all_is_saved(file: Path) -> None:
    fresh = ProfileFile(file)
    assert fresh.load() == ((), None)
    fresh.save((SHOP,))
    fresh.save((SHOP, HELP))
    assert load_profiles(file) == ((SHOP, HELP), None)


def test_what_another_program_made_of_the_file_is_seen_once(file: Path) -> None:
    save_profiles(file, (SHOP,))
    window, command = ProfileFile(file), ProfileFile(file)
    window.load()
    assert window.look() is None
    command.load()
    command.save((SHOP, HELP))
    assert window.look() == (SHOP, HELP)
    assert window.look() is None
    window.save((SHOP,))  # which the other one does not undo
    assert window.look() is None
    assert command.look() == (SHOP,)


def test_a_window_that_saves_sees_what_was_added_meanwhile(file: Path) -> None:
    window, command = ProfileFile(file), ProfileFile(file)
    window.load()
    command.load()
    command.save((HELP,))
    window.save((SHOP,))
    assert window.look() == (SHOP, HELP)


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", '{"version": 99, "profiles": []}', '{"profiles": [5]}', '{"profiles": [{"id": "p2"}, 5]}'],
)
def test_a_file_that_another_program_spoiled_costs_no_profile_when_it_is_saved(file: Path, content: str) -> None:
    save_profiles(file, (SHOP, HELP))
    window = ProfileFile(file)
    window.load()
    file.write_text(content)
    problem = window.save((renamed := replace(SHOP, name="Store"), HELP))
    assert load_profiles(file) == ((renamed, HELP), None)
    assert problem is not None
    assert (problem.code, problem.params["file"]) == ("profiles_saved_anew", file.name)
    assert file.with_name(problem.params["kept"]).read_text() == content
    assert window.look() is None, "none of them counts as removed"
    assert window.save((renamed,)) is None
    assert load_profiles(file) == ((renamed,), None)


def test_a_file_that_is_gone_costs_no_profile_when_it_is_saved(file: Path) -> None:
    save_profiles(file, (SHOP, HELP))
    window = ProfileFile(file)
    window.load()
    file.unlink()
    assert window.save((renamed := replace(SHOP, name="Store"), HELP)) is None
    assert load_profiles(file) == ((renamed, HELP), None)


def test_what_can_be_read_of_a_spoiled_file_is_kept_too(file: Path) -> None:
    save_profiles(file, (SHOP,))
    window = ProfileFile(file)
    window.load()
    write(file, [{"id": "p3", "name": "Added"}, 5])
    window.save((SHOP,))
    assert [one.name for one in load_profiles(file)[0]] == ["Shop", "Added"]


def test_a_file_that_cannot_even_be_copied_is_not_written_over(powerless_folder: Path) -> None:
    file = powerless_folder / "profiles.json"
    save_profiles(file, (SHOP,))
    window = ProfileFile(file)
    window.load()
    file.write_text("{")
    powerless_folder.chmod(0o555)
    with pytest.raises(StoreError):
        window.save((HELP,))
    assert file.read_text() == "{"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"version": 99, "profiles": []}', '{"profiles": [5]}'])
def test_a_file_in_the_middle_of_being_written_is_left_where_it_is(file: Path, content: str) -> None:
    save_profiles(file, (SHOP,))
    window = ProfileFile(file)
    window.load()
    file.write_text(content)
    assert window.look() is None
    assert file.read_text() == content
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    file.unlink()
    assert window.look() is None


@pytest.mark.parametrize("spoil", [lambda file: file.write_text("{"), Path.unlink])
def test_a_spoiled_file_that_another_program_wrote_anew_costs_no_profile(
    file: Path, spoil: Callable[[Path], object]
) -> None:
    save_profiles(file, (SHOP,))
    window, command = ProfileFile(file), ProfileFile(file)
    window.load()
    spoil(file)
    assert window.look() is None
    command.load()
    command.save((HELP,))  # all that it knows
    assert window.look() == (SHOP, HELP)
    assert window.look() is None
    assert load_profiles(file) == ((SHOP, HELP), None), "put back"
    assert command.look() == (SHOP, HELP)
    command.save((HELP,))
    assert window.look() == (HELP,), "removed from a file that is whole again"


def test_after_a_file_became_whole_again_its_removals_count(file: Path) -> None:
    save_profiles(file, (SHOP, HELP))
    window = ProfileFile(file)
    window.load()
    file.write_text("{")
    assert window.look() is None
    save_profiles(file, (SHOP, HELP))
    assert window.look() is None
    save_profiles(file, (SHOP,))
    assert window.look() == (SHOP,)


@pytest.mark.parametrize("looks", [True, False])
def test_a_removal_counts_though_the_file_was_seen_while_it_was_written(file: Path, looks: bool) -> None:
    save_profiles(file, (SHOP, HELP))
    window, command = ProfileFile(file), ProfileFile(file)
    window.load()
    whole = file.read_text()
    file.write_text("{")
    assert window.look() is None
    file.write_text(whole)
    command.load()
    command.save((HELP,))
    if looks:
        assert window.look() == (HELP,)
    else:
        window.save((SHOP, HELP))
    assert load_profiles(file) == ((HELP,), None)


def test_what_cannot_be_put_back_yet_is_put_back_later(powerless_folder: Path) -> None:
    file = powerless_folder / "profiles.json"
    save_profiles(file, (SHOP,))
    window = ProfileFile(file)
    window.load()
    file.unlink()
    assert window.look() is None
    save_profiles(file, (HELP,))
    powerless_folder.chmod(0o555)
    assert window.look() == (SHOP, HELP)
    assert load_profiles(file) == ((HELP,), None)
    powerless_folder.chmod(0o755)
    assert window.look() is None
    assert load_profiles(file) == ((SHOP, HELP), None)


def test_a_spoiled_file_that_was_written_anew_keeps_ours_when_we_are_the_next_to_save(file: Path) -> None:
    save_profiles(file, (SHOP,))
    window = ProfileFile(file)
    window.load()
    file.unlink()
    assert window.look() is None
    save_profiles(file, (HELP,))
    added = Profile("p3", "Added")
    window.save((SHOP, added))
    assert {one.id for one in load_profiles(file)[0]} == {SHOP.id, HELP.id, added.id}

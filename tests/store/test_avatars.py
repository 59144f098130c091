"""The cache of pictures: kept, old after a while, never above its cap, and no error whatever the disk does."""

from pathlib import Path

from desktop.store.avatars import MOST_DAYS, AvatarCache

DAY = 86_400.0


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000_000.0

    def __call__(self) -> float:
        return self.now


def test_what_is_kept_is_found_until_it_is_old(tmp_path: Path) -> None:
    clock = Clock()
    cache = AvatarCache(tmp_path / "a" / "b", clock=clock)
    assert cache.find("https://example.com/a") is None
    cache.keep("https://example.com/a", b"picture")
    assert cache.find("https://example.com/a") == b"picture"
    assert cache.find("https://example.com/b") is None
    clock.now += MOST_DAYS * DAY
    assert cache.find("https://example.com/a") is None
    cache.keep("https://example.com/a", b"another")
    assert cache.find("https://example.com/a") == b"another"


def test_the_oldest_go_when_there_are_too_many_bytes(tmp_path: Path) -> None:
    clock = Clock()
    cache = AvatarCache(tmp_path, most=250, clock=clock)
    for number in range(5):
        clock.now += 1
        cache.keep(f"https://example.com/{number}", b"x" * 100)
    assert [cache.find(f"https://example.com/{number}") is not None for number in range(5)] == [
        False,
        False,
        False,
        True,
        True,
    ]


def test_names_of_files_say_nothing_of_the_address(tmp_path: Path) -> None:
    AvatarCache(tmp_path).keep("https://example.com/customer-4711", b"x")
    (name,) = [path.name for path in tmp_path.iterdir()]
    assert "4711" not in name
    assert (tmp_path / name).read_bytes() == b"x"


def test_it_is_cleared_and_leaves_other_files_alone(tmp_path: Path) -> None:
    cache = AvatarCache(tmp_path)
    cache.keep("https://example.com/a", b"x")
    (tmp_path / "notes.txt").write_text("mine")
    cache.clear()
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_folder_that_cannot_be_is_no_error(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("in the way")
    cache = AvatarCache(file / "avatars")
    cache.keep("https://example.com/a", b"x")
    assert cache.find("https://example.com/a") is None
    cache.clear()

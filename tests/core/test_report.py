"""What may stand in a problem report."""

import io
import json
import zipfile

import pytest

from desktop.core.report import MASK, ReportFile, archive, redacted, text_file

KEY = "rk_live_0123456789abcdefWXYZ"


@pytest.mark.parametrize(
    "line",
    [
        f"Asked with Bearer {KEY}",
        f"authorization: {KEY}",
        f'{{"api_key": "{KEY}"}}',
        f"token={KEY}&more=1",
        f"the key {KEY} was refused",
        f"https://somebody:{KEY}@proxy.example",
        f"Bearer eyJhbGciOiJI.{'a' * 10}.{KEY}",
        "Authorization: Token 0123456789abcdefWXYZ, and no more",
        "Cookie: one=1; session=0123456789abcdefWXYZ",
        "GET https://a.example/v1/x?key=0123456789abcdefWXYZ&sort=up",
        "GET https://a.example/v1/x?sort=up&sig=0123456789abcdefWXYZ",
        'data: {"delta":"{\\"api_key\\": \\"0123456789abcdefWXYZ\\"}"}',
        'Authorization: Digest username="somebody", response="0123456789abcdefWXYZ"',
        'Authorization: "Token 0123456789abcdefWXYZ',
        'token: "0123456789abcdefWXYZ',
        "http://somebody:p@0123456789abcdefWXYZ@proxy.example",
    ],
)
def test_a_key_is_in_no_line(line: str) -> None:
    assert "0123456789abcdefWXYZ" not in redacted(line)
    assert MASK in redacted(line)


@pytest.mark.parametrize(
    "line",
    [
        '{"api_key":"0123","more":"stays"}',
        '{"token": "with \\"quotes\\" inside", "more": "stays"}',
        '{"delta":"{\\"token\\":\\"0123\\",\\"more\\":\\"stays\\"}"}',
        '{"Authorization":"Token 0123","more":"stays"}',
    ],
)
def test_json_without_its_keys_is_json(line: str) -> None:
    clean = redacted(line)
    assert "0123" not in clean
    assert "quotes" not in clean
    found = json.loads(clean)
    assert json.loads(found.get("delta", clean))["more"] == "stays"


def test_people_and_places_are_taken_out() -> None:
    line = "File /home/somebody/x.py wrote to some.body+x@mail.example, says somebody on desk-7"
    clean = redacted(line, "/home/somebody", ["desk-7", "somebody", "x"])
    assert clean == f"File ~/x.py wrote to [address], says {MASK} on {MASK}"


def test_what_says_nothing_of_anybody_stays() -> None:
    line = "2026-11-22 10:00:00,000 INFO desktop.app started: the token count is 3"
    assert redacted(line, "", [""]) == line


@pytest.mark.parametrize("piece", ["a.b-", "abc_", "eyJa", 'token: "', 'token: \\\\\\"', "https:", "&key"])
def test_a_long_word_comes_to_an_end(piece: str) -> None:
    line = piece * 100_000
    assert redacted(f"{line} some.body@mail.example").endswith(" [address]")


def test_of_a_long_text_the_end_counts() -> None:
    file = text_file("log.txt", "a" * 2_000_000 + "the end")
    assert file.text.startswith("[the beginning is left out]\n")
    assert file.text.endswith("the end")
    assert text_file("log.txt", "all").content == b"all"


def test_an_archive_holds_the_files_and_is_the_same_each_time() -> None:
    files = (ReportFile("a.txt", b"one"), ReportFile("b/c.bin", b"\xff"))
    made = archive(files)
    assert made == archive(files)
    with zipfile.ZipFile(io.BytesIO(made)) as whole:
        assert {name: whole.read(name) for name in whole.namelist()} == {"a.txt": b"one", "b/c.bin": b"\xff"}
    assert files[1].text == "\ufffd"

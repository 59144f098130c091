"""What may stand in a problem report."""

import io
import json
import zipfile

import pytest

from desktop.core.report import MASK, ReportFile, archive, redacted, redacted_pieces, text_file

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
        "oauth2_token=0123456789abcdefWXYZ",
        "X-Robofy-Key: 0123456789abcdefWXYZ",
        "robofy_key=0123456789abcdefWXYZ",
        "token=[first, 0123456789abcdefWXYZ]",
        "{'api_key': ['first ] of two', '0123456789abcdefWXYZ']}",
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
        '{"api_key":["0123","0123"],"more":"stays"}',
        '{"delta":"{\\"token\\": [\\n  \\"0123\\"\\n],\\"more\\":\\"stays\\"}"}',
        '{"api_key": ["a [0123]", "0123 with \\"quotes\\""], "more": "stays"}',
        '{"x-robofy-key":0123,"more":"stays"}',
        '{"delta":"{\\"q\\":\\"token=0123\\",\\"more\\":\\"stays\\"}"}',
        '{"more":"stays","q":"0123@quotes.example token="}',
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


@pytest.mark.parametrize("end", ["\\n", "\\r", "\\t", "\\\\n"])
@pytest.mark.parametrize(
    ("line", "clean"),
    [
        (KEY, MASK),
        ("some.body@mail.example", "[address]"),
        ("robofy_key=0123", f"robofy_key={MASK}"),
        ("Authorization: Token 0123", f"Authorization: {MASK}"),
        ("desk-7", MASK),
    ],
)
def test_the_end_of_a_line_in_json_is_no_letter(end: str, line: str, clean: str) -> None:
    assert redacted(f'{{"q": "one{end}{line}"}}', "", ["desk-7"]) == f'{{"q": "one{end}{clean}"}}'
    assert redacted(r"at OFFICE\tom.n@mail.example") == r"at OFFICE\t[address]"


def test_what_says_nothing_of_anybody_stays() -> None:
    line = '2026-11-22 10:00:00,000 INFO desktop.app started: the token count is 3, "send_key": "enter"'
    assert redacted(line, "", [""]) == line


LONG = ["a.b-", "abc_", "eyJa", 'token: "', 'token: \\\\\\"', "https:", "&key", "a-key", "\\n"]
LISTS = ["token:[", 'token:["', "token:['", 'token:["",', 'token:[\\"']


@pytest.mark.parametrize("piece", LONG + LISTS)
def test_a_long_word_comes_to_an_end(piece: str) -> None:
    line = piece * 100_000
    assert redacted(f"{line} some.body@mail.example").endswith(" [address]")


@pytest.mark.parametrize(
    ("whole", "clean"),
    [
        ("the key rk-live-0123456789ab, and more", f"the key {MASK}, and more"),
        ("from anna.smith@example.com: hello", "from [address]: hello"),
        ('{"api_key": ["abcd", "second5678"], "a": 1}', f'{{"api_key": "{MASK}", "a": 1}}'),
        ("in /home/anna and on anna", f"in ~ and on {MASK}"),
    ],
)
def test_wherever_a_text_is_cut_the_same_is_masked(whole: str, clean: str) -> None:
    for first in range(len(whole) + 1):
        for second in range(first, len(whole) + 1):
            pieces = [whole[:first], whole[first:second], whole[second:]]
            assert "".join(redacted_pieces(pieces, "/home/anna", ["anna"])) == clean
    assert "".join(redacted_pieces(list(whole), "/home/anna", ["anna"])) == clean


def test_the_mask_stands_where_the_place_begins() -> None:
    pieces = ["token", "=", "ab", "cd", " and rk-", "live-01234", "5678 end", ""]
    assert redacted_pieces(pieces) == ["token", "=", MASK, "", f" and {MASK}", "", " end", ""]
    assert redacted_pieces([]) == []


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

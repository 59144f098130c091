import json
import sys
from pathlib import Path

import embedded
import PySide6
import pytest
from environment import ROOT, RUNTIME
from failure import SetupFailure
from licences import (
    TEXTS,
    Part,
    embedded_parts,
    locked_names,
    native_parts,
    python_parts,
    single,
    stated_parts,
    written,
)
from materials import written as materials

LOCK = (ROOT / "packaging" / RUNTIME).read_text(encoding="utf-8")
PARTS = [*python_parts(locked_names(LOCK)), *native_parts(["libicudata.so.73", "libbz2.so.1.0"])]
PNG = b"\x7fELF\2\1\1" + bytes(60) + b"\0libpng version 1.6.59\0"


def part(name: str, *, text: str = "the text", licence: str = "MIT") -> Part:
    return Part(name, "1", licence, text, "https://example.org")


def test_every_part_of_this_environment_has_the_text_of_its_licence() -> None:
    found = json.loads(written(PARTS))
    assert {"PySide6_Essentials (Qt)", "httpx", "qasync", "Python", "OpenSSL", "ICU"} <= {one["name"] for one in found}
    assert all(one.keys() == {"name", "version", "licence", "text", "url"} for one in found)
    qt = next(one for one in found if one["name"].startswith("PySide6"))
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in qt["text"]


@pytest.mark.parametrize("lacking", [part("b", text=" \n"), part("b", licence=""), part("b", licence="MIT?")])
def test_a_part_without_a_licence_is_named(lacking: Part) -> None:
    with pytest.raises(SetupFailure, match="No licence is known of b"):
        written([part("a"), lacking])


def test_the_order_of_the_parts_does_not_matter() -> None:
    assert written(PARTS) == written(reversed(PARTS))
    assert materials("1.0", PARTS) == materials("1.0", reversed(PARTS))


def test_the_list_of_materials_names_each_part_once_and_knows_them_as_dependencies() -> None:
    found = json.loads(materials("1.0", PARTS))
    references = [one["bom-ref"] for one in found["components"]]
    assert len(references) == len(set(references)) == len(PARTS)
    assert found["dependencies"][0] == {"ref": "pkg:generic/robofy-desktop@1.0", "dependsOn": references}
    assert any(one.startswith("pkg:pypi/httpx@") for one in references)
    assert found["serialNumber"] != json.loads(materials("1.1", PARTS))["serialNumber"]


@pytest.fixture
def frozen(tmp_path: Path) -> Path:
    """A frozen program in small: one library, and a list of licences that names what is given."""
    folder = tmp_path / "frozen"
    (folder / "resources").mkdir(parents=True)
    (folder / "libdrawing.so.6").write_bytes(PNG)
    (folder / "about.txt").write_text("PCRE2_USE_OFFSET_LIMIT in a text is no library", encoding="utf-8")
    return folder


def list_in(folder: Path, *parts: Part) -> None:
    (folder / "resources" / "licences.json").write_text(written(parts), encoding="utf-8")


def test_a_library_inside_a_packed_file_that_no_licence_names_fails_the_build(frozen: Path) -> None:
    list_in(frozen, part("other"))
    with pytest.raises(SetupFailure, match=r"libdrawing\.so\.6 holds libpng 1\.6\.59"):
        embedded.check(frozen)


def test_the_licence_of_another_version_is_not_enough(frozen: Path) -> None:
    list_in(frozen, part("libpng"))
    with pytest.raises(SetupFailure, match="libpng"):
        embedded.check(frozen)


def test_what_is_named_with_its_version_passes(frozen: Path) -> None:
    list_in(frozen, *embedded_parts(path for path in frozen.rglob("*") if path.is_file()))
    embedded.check(frozen)
    (named,) = json.loads((frozen / "resources" / "licences.json").read_text(encoding="utf-8"))
    assert (named["name"], named["version"]) == ("libpng", "1.6.59")


def test_a_program_without_a_list_fails_the_build(frozen: Path) -> None:
    with pytest.raises(SetupFailure, match="0 lists of licences"):
        embedded.check(frozen)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("HarfBuzz", b"HB_SHAPER_LIST\0"),
        ("OpenSSL 4.0.3", b"OpenSSL Default Provider\0OpenSSL 4.0.3 29 Sep 2026\0"),
        ("PCRE2 10.49", b"PCRE2_USE_OFFSET_LIMIT\x0010.49 2026-09-28\0"),
        ("libjpeg-turbo 3.2.0", b"Bogus JPEG colorspace\0libjpeg-turbo version 3.2.0 (build )"),
        ("libmpdec 2.5.1", b"libmpdec: internal error\0002.5.1\0"),
        ("libwebp", b"WebPDemuxInternal"),
        ("zlib 1.3.1", b" inflate 1.3.1 Copyright 1995-2024 Mark Adler "),
    ],
)
def test_what_is_built_into_a_library_is_known_by_its_own_words(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / "library.dll").write_bytes(b"MZ" + bytes(62) + content)
    assert [f"{one.name} {one.version}".rstrip() for one in embedded_parts([tmp_path / "library.dll"])] == [name]


@pytest.mark.skipif(sys.platform != "linux", reason="names of Linux")
def test_the_parts_of_this_qt_are_found_with_their_texts() -> None:
    qt = Path(PySide6.__path__[0], "Qt")
    names = ("lib/libQt6Core.so.6", "lib/libQt6Gui.so.6", "plugins/imageformats/libqjpeg.so")
    found = [*embedded_parts(qt / name for name in names)]
    assert {"PCRE2", "double-conversion", "libpng", "HarfBuzz", "pixman", "libjpeg-turbo"} <= {
        one.name for one in found
    }
    assert written(found)


def test_every_text_of_a_part_is_at_hand() -> None:
    for one in (*embedded.MARKED, *embedded.IN_QT):
        assert (TEXTS / one.text).read_text(encoding="utf-8").strip()


def wheel(site: Path, *components: dict[str, object]) -> None:
    """A package that says what was built into it."""
    place = site / "sealed-1.0.dist-info"
    (place / "sboms").mkdir(parents=True)
    (place / "METADATA").write_text("Metadata-Version: 2.4\nName: sealed\nVersion: 1.0\n", encoding="utf-8")
    (place / "RECORD").write_text("sealed-1.0.dist-info/sboms/sbom.json,,\n", encoding="utf-8")
    stated = {"bomFormat": "CycloneDX", "components": components}
    (place / "sboms" / "sbom.json").write_text(json.dumps(stated), encoding="utf-8")


def crate(name: str, licence: str, **more: str) -> dict[str, object]:
    purl = f"pkg:cargo/{name}@2.0"
    return {"name": name, "version": "2.0", "purl": purl, "licenses": [{"expression": licence}], **more}


def test_what_a_package_states_to_hold_is_a_part_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel(
        tmp_path,
        {"name": "openssl", "version": "4.0.3", "purl": "pkg:generic/openssl@4.0.3"},
        crate("unicode-ident", "(MIT OR Apache-2.0) AND Unicode-3.0"),
        crate("pem", "MIT"),
        crate("cc", "MIT", scope="excluded"),
        crate("sealed-core", "MIT"),
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    parts = [*stated_parts(["sealed", "not-installed"])]
    found = json.loads(written(parts))
    assert [(one["name"], one["version"]) for one in found] == [
        ("OpenSSL", "4.0.3"),
        ("pem", "2.0"),
        ("unicode-ident", "2.0"),
    ]
    assert "Jonathan Creekmore" in found[1]["text"]
    assert all(text in found[2]["text"] for text in ("Apache License", "Unicode, Inc."))
    references = [one["purl"] for one in json.loads(materials("1.0", parts))["components"]]
    assert references == ["pkg:generic/openssl@4.0.3", "pkg:cargo/pem@2.0", "pkg:cargo/unicode-ident@2.0"]


@pytest.mark.parametrize(
    "component", [crate("new", "MIT"), {"name": "libnew", "version": "1", "purl": "pkg:generic/libnew@1"}]
)
def test_what_is_stated_without_a_known_text_fails_the_build(
    component: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel(tmp_path, component)
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(SetupFailure, match=f"No licence is known of {component['name']}"):
        written(stated_parts(["sealed"]))


def test_a_part_that_two_name_is_there_once_and_each_version_of_it() -> None:
    twice = [part("OpenSSL"), part("OpenSSL (again)"), Part("OpenSSL", "2", "MIT", "the text", "")]
    assert sorted((one.name, one.version) for one in single(twice)) == [("OpenSSL", "1"), ("OpenSSL", "2")]

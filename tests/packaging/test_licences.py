import json

import pytest
from environment import ROOT, RUNTIME
from failure import SetupFailure
from licences import Part, locked_names, native_parts, python_parts, written
from materials import written as materials

LOCK = (ROOT / "packaging" / RUNTIME).read_text(encoding="utf-8")
PARTS = [*python_parts(locked_names(LOCK)), *native_parts(["libicudata.so.73", "libbz2.so.1.0"])]


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

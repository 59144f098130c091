"""Makes what the freezing needs: icons, the licences of all parts, the list of materials, the version resource.

Run by the Python of the environment for packages, with the folder to fill as the only argument.
"""

import re
import sys
from pathlib import Path

import licences
import materials
from icons import make_icons

ROOT = Path(__file__).resolve().parent.parent

_VERSION_RESOURCE = """\
VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3f, flags=0x0, OS=0x40004, fileType=0x1),
  kids=[
    StringFileInfo([StringTable("040904B0", [
      StringStruct("CompanyName", "Robofy Desktop contributors"),
      StringStruct("FileDescription", "Robofy Desktop"),
      StringStruct("FileVersion", "{version}"),
      StringStruct("InternalName", "robofy-desktop"),
      StringStruct("LegalCopyright", "MIT licence"),
      StringStruct("OriginalFilename", "Robofy Desktop.exe"),
      StringStruct("ProductName", "Robofy Desktop"),
      StringStruct("ProductVersion", "{version}"),
    ])]),
    VarFileInfo([VarStruct("Translation", [0x0409, 0x04B0])]),
  ],
)
"""


def version_resource(version: str) -> str:
    """Windows wants four numbers; what a version has beside its numbers is in the strings."""
    numbers = [int(number) for number in re.findall(r"\d+", version.partition("-")[0])][:4]
    return _VERSION_RESOURCE.format(version=version, numbers=tuple(numbers + [0] * (4 - len(numbers))))


def carried_libraries() -> list[str]:
    """Names of the libraries beside Qt; on Linux those of the standard library are the system's and carried."""
    import PySide6

    names = [file.name for file in Path(PySide6.__path__[0]).rglob("*icudata*")]
    return [*names, "libbz2", "liblzma"]


def prepare(folder: Path, version: str) -> None:
    parts = folder / "parts"
    parts.mkdir(parents=True, exist_ok=True)
    lock = (ROOT / "packaging" / "requirements.txt").read_text(encoding="utf-8")
    found = [
        *licences.python_parts(licences.locked_names(lock)),
        *licences.native_parts(carried_libraries()),
        licences.bootloader(),
    ]
    (parts / "licences.json").write_text(licences.written(found), encoding="utf-8")
    (parts / "materials.cdx.json").write_text(materials.written(version, found), encoding="utf-8")
    (folder / "version.txt").write_text(version_resource(version), encoding="utf-8")
    make_icons(ROOT / "resources" / "app.svg", folder)


if __name__ == "__main__":
    prepare(Path(sys.argv[1]), sys.argv[2])

"""The files of a Linux package, laid out below a prefix as they are installed: one description for .deb, .rpm and the
portable folder.
"""

import gzip
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import metainfo
import product
from failure import SetupFailure

ICON_SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
_LINUX = product.ROOT / "packaging" / "linux"


@dataclass(frozen=True)
class Sources:
    frozen: Path
    prepared: Path
    version: str
    date: int


def lay_out(sources: Sources, prefix: Path) -> None:
    """Fills `prefix` (later /usr, or a folder of the user) with the program and what the desktop knows of it."""
    program = prefix / "lib" / product.NAME
    shutil.copytree(sources.frozen, program, symlinks=True)
    link = prefix / "bin" / product.NAME
    link.parent.mkdir(parents=True)
    link.symlink_to(Path("..", "lib", product.NAME, product.NAME))
    for place, write in _shared(sources).items():
        path = prefix / "share" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(write())
    set_modes(prefix)


def _shared(sources: Sources) -> dict[str, Callable[[], bytes]]:
    name = product.NAME
    icons = "icons/hicolor/{}/apps/" + name
    found: dict[str, Callable[[], bytes]] = {
        f"applications/{name}.desktop": (_LINUX / f"{name}.desktop").read_bytes,
        f"mime/packages/{name}.xml": (_LINUX / f"{name}.xml").read_bytes,
        f"metainfo/{product.APP_ID}.metainfo.xml": lambda: metainfo.metainfo(sources.version, sources.date).encode(),
        f"man/man1/{name}.1.gz": lambda: zipped(_manual(sources)),
        f"doc/{name}/materials.cdx.json.gz": lambda: zipped(
            (sources.prepared / "parts" / "materials.cdx.json").read_bytes()
        ),
        icons.format("scalable") + ".svg": (product.ROOT / "resources" / "app.svg").read_bytes,
    }
    for size in ICON_SIZES:
        found[icons.format(f"{size}x{size}") + ".png"] = (sources.prepared / f"{size}.png").read_bytes
    return found


def _manual(sources: Sources) -> bytes:
    template = (_LINUX / f"{product.NAME}.1").read_text(encoding="utf-8")
    return metainfo.manual(template, sources.version, sources.date).encode()


def zipped(content: bytes) -> bytes:
    """Without a name and a time, so that it is the same each time."""
    return gzip.compress(content, 9, mtime=0)


def set_modes(folder: Path) -> None:
    """755 for folders and programs, 644 for all else; a shared library is no program."""
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        if path.is_symlink():
            if not path.exists():
                raise SetupFailure(f"{path} leads nowhere")
        elif path.is_dir():
            path.chmod(0o755)
        else:
            path.chmod(0o755 if path.stat().st_mode & 0o100 and ".so" not in path.name else 0o644)

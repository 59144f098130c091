"""The .deb, put together by hand: a frozen program has nothing that debhelper could build.

Source: https://www.debian.org/doc/debian-policy/
"""

import hashlib
import os
import shutil
import subprocess
import textwrap
from dataclasses import dataclass
from pathlib import Path

import metainfo
import needed
import product
import publisher
from failure import SetupFailure
from tree import Sources, lay_out, set_modes, zipped

LARGEST = 40_000_000

_RECOMMENDS = "gnome-keyring | kwalletmanager, xdg-desktop-portal"
_SUGGESTS = "fonts-noto-color-emoji, fonts-noto-cjk"


@dataclass(frozen=True)
class Debian:
    sources: Sources
    work: Path
    dist: Path

    def build(self, version: str = "", *, small: bool = True) -> Path:
        """The package, of another version if one is given. `small` costs a minute: for what is not kept, leave it."""
        named = version or self.sources.version
        root = self.work / f"deb-{named}"
        shutil.rmtree(root, ignore_errors=True)
        lay_out(self.sources, root / "usr")
        self._add_documents(root, named)
        set_modes(root)
        self._add_control(root, named)
        self._fix_times(root)
        self.dist.mkdir(parents=True, exist_ok=True)
        file = self.dist / f"{product.NAME}_{named}_{product.debian_architecture()}.deb"
        # With more than one thread the packed file depends on their number.
        packing = ["-Zxz", "-z9", "--threads-max=1"] if small else ["-Zgzip", "-z1"]
        command = ["dpkg-deb", "--root-owner-group", *packing, "--build", str(root), str(file)]
        subprocess.run(command, check=True, env=os.environ | self._fixed(), stdout=subprocess.DEVNULL)
        shutil.rmtree(root)
        if small and file.stat().st_size > LARGEST:
            raise SetupFailure(f"{file} has {file.stat().st_size:,} bytes, at most {LARGEST:,}.")
        return file

    def _fixed(self) -> dict[str, str]:
        return {"SOURCE_DATE_EPOCH": str(self.sources.date)}

    def _add_documents(self, root: Path, version: str) -> None:
        documents = root / "usr" / "share" / "doc" / product.NAME
        changelog = (product.ROOT / "packaging" / "CHANGELOG.md").read_text(encoding="utf-8")
        written = metainfo.debian_changelog(changelog, version, self.sources.date)
        (documents / "changelog.gz").write_bytes(zipped(written.encode()))
        licence = (product.ROOT / "LICENSE").read_text(encoding="utf-8")
        (documents / "copyright").write_text(metainfo.copyright_text(licence), encoding="utf-8")
        overrides = root / "usr" / "share" / "lintian" / "overrides" / product.NAME
        overrides.parent.mkdir(parents=True)
        shutil.copyfile(product.ROOT / "packaging" / "linux" / "lintian-overrides", overrides)

    def _add_control(self, root: Path, version: str) -> None:
        control = root / "DEBIAN"
        control.mkdir()
        sums = [
            f"{_md5(path)}  {path.relative_to(root)}\n" for path in sorted((root / "usr").rglob("*")) if _is_plain(path)
        ]
        (control / "md5sums").write_text("".join(sums), encoding="utf-8")
        size = sum(path.lstat().st_size for path in root.rglob("*") if _is_plain(path)) // 1024
        (control / "control").write_text(self._control(version, size), encoding="utf-8")

    def _control(self, version: str, size: int) -> str:
        depends = needed.packages(needed.needed_libraries(self.sources.frozen))
        glibc = needed.oldest_glibc(self.sources.frozen)
        exact = [f"libc6 (>= {glibc})" if name == "libc6" else name for name in depends]
        paragraphs = "\n .\n".join(
            textwrap.fill(text, 76, initial_indent=" ", subsequent_indent=" ") for text in product.DESCRIPTION
        )
        return f"""\
Package: {product.NAME}
Version: {version}
Architecture: {product.debian_architecture()}
Maintainer: {publisher.maintainer()}
Installed-Size: {size}
Depends: {", ".join(exact)}
Recommends: {_RECOMMENDS}
Suggests: {_SUGGESTS}
Section: net
Priority: optional
Homepage: {product.HOMEPAGE}
Description: {product.SUMMARY[0].lower() + product.SUMMARY[1:]}
{paragraphs}
"""

    def _fix_times(self, root: Path) -> None:
        for path in (root, *root.rglob("*")):
            os.utime(path, (self.sources.date, self.sources.date), follow_symlinks=False)


def check(file: Path) -> list[str]:
    """What lintian says against the package; nothing is right."""
    command = ["lintian", "--allow-root", "--fail-on", "error,warning", "--tag-display-limit", "0"]
    result = subprocess.run([*command, str(file)], check=False, capture_output=True, text=True)
    said = [line for line in result.stdout.splitlines() if line.startswith(("E:", "W:"))]
    return said if result.returncode == 0 or said else [result.stderr.strip()]


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _md5(path: Path) -> str:
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()

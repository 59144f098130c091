"""The portable folder: a tar.xz that runs where it is unpacked, and can be installed for one person or for all."""

import os
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

import needed
import product
from tree import Sources, lay_out, set_modes


@dataclass(frozen=True)
class Portable:
    sources: Sources
    work: Path
    dist: Path

    @property
    def name(self) -> str:
        return f"{product.NAME}-{self.sources.version}-linux-{os.uname().machine}"

    def build(self) -> Path:
        root = self.work / self.name
        shutil.rmtree(root, ignore_errors=True)
        lay_out(self.sources, root)
        self._add_script(root)
        for name, place in (("LICENSE", product.ROOT), ("README", product.ROOT / "packaging" / "linux")):
            shutil.copyfile(place / name, root / name)
        set_modes(root)
        self.dist.mkdir(parents=True, exist_ok=True)
        plain = self.work / f"{self.name}.tar"
        self._tar(root, plain)
        shutil.rmtree(root)
        # Two threads at least: one alone would cut the stream into other pieces.
        subprocess.run(["xz", "--force", "-6", "--threads=2", str(plain)], check=True)
        return Path(shutil.move(f"{plain}.xz", self.dist / f"{self.name}.tar.xz"))

    def _add_script(self, root: Path) -> None:
        template = (product.ROOT / "packaging" / "linux" / "install.sh").read_text(encoding="utf-8")
        names = needed.needed_libraries(self.sources.frozen)
        script = root / "install.sh"
        script.write_text(template.replace("@LIBRARIES@", " ".join(names)), encoding="utf-8")
        script.chmod(0o755)

    def _tar(self, root: Path, file: Path) -> None:
        with tarfile.open(file, "w", format=tarfile.PAX_FORMAT) as archive:
            for path in (root, *sorted(root.rglob("*"))):
                name = f"{self.name}/{path.relative_to(root).as_posix()}".removesuffix("/.")
                archive.add(path, name, recursive=False, filter=self._plain)

    def _plain(self, entry: tarfile.TarInfo) -> tarfile.TarInfo:
        """Without an owner, and with the one time."""
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = "root"
        entry.mtime = self.sources.date
        return entry

"""A small system in a folder, in which a package is tried as on a computer that has nothing of ours: not even Python.

The trap: what is mounted into it must be unmounted before the folder is removed, or the removal goes on outside.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from failure import SetupFailure

PERSON = "person"
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True)
class Release:
    name: str  # as in the name of its folder
    suite: str
    archive: str
    components: str = "main"
    verified: bool = True  # False where Debian has no keys for it


DEBIAN = Release("debian-12", "bookworm", "http://deb.debian.org/debian")
UBUNTU = Release("ubuntu-26.04", "resolute", "http://archive.ubuntu.com/ubuntu", "main,universe", verified=False)


@dataclass(frozen=True)
class Root:
    path: Path

    def start(
        self, *command: str, person: bool = True, variables: Mapping[str, str] | None = None
    ) -> subprocess.Popen[str]:
        """A program in the root; its process is that of the program itself."""
        user = PERSON if person else "root"
        home = f"/home/{user}" if person else "/root"
        fixed = {"HOME": home, "PATH": _PATH, "LANG": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}
        return subprocess.Popen(
            ["chroot", f"--userspec={user}:{user}", str(self.path), *command],
            env={**fixed, **(variables or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def run(self, *command: str, person: bool = True, variables: Mapping[str, str] | None = None) -> str:
        """Its output; raises SetupFailure when it fails or takes longer than five minutes."""
        process = self.start(*command, person=person, variables=variables)
        try:
            output, errors = process.communicate(timeout=300)
        except subprocess.TimeoutExpired:
            process.kill()
            raise SetupFailure(f"{' '.join(command)} did not end in {self.path.name}") from None
        if process.returncode != 0:
            said = f"{output}{errors}".strip()
            raise SetupFailure(f"{said}\n\n{' '.join(command)} ended with {process.returncode} in {self.path.name}")
        return output

    @contextmanager
    def shared(self, folder: Path, place: str) -> Iterator[None]:
        """The folder of this system can be seen in the root too, at this place below its top."""
        with ExitStack() as mounts:
            _mount(mounts, ["--bind", str(folder)], self.path / place)
            yield

    def install(self, *packages: str) -> None:
        command = ["apt-get", "-q", "-y", "-o", "Dpkg::Use-Pty=0", "--no-install-recommends", "--allow-downgrades"]
        self.run(*command, "install", *packages, person=False)


def make_base(release: Release, folder: Path) -> Path:
    """A fresh minimal system, kept for the next trial."""
    base = folder / release.name
    if (base / "usr/bin/dpkg").exists() and not (base / "debootstrap").exists():
        return base
    shutil.rmtree(base, ignore_errors=True)
    base.parent.mkdir(parents=True, exist_ok=True)
    trust = [] if release.verified else ["--no-check-gpg"]
    script = [] if Path("/usr/share/debootstrap/scripts", release.suite).exists() else ["gutsy"]
    command = [
        "debootstrap",
        "--variant=minbase",
        f"--components={release.components}",
        *trust,
        release.suite,
        str(base),
        release.archive,
        *script,
    ]
    result = subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if result.returncode != 0:
        raise SetupFailure(f"{result.stdout[-2000:]}\n\ndebootstrap could not make {release.name}.")
    return base


@contextmanager
def fresh_root(base: Path) -> Iterator[Root]:
    """A copy of the base, with what a running system has mounted, and the screens of this one."""
    path = base.with_name(f"{base.name}-trial")
    _remove(path)
    subprocess.run(["cp", "-a", str(base), str(path)], check=True)
    try:
        with ExitStack() as mounts:
            _mount(mounts, ["-t", "proc", "proc"], path / "proc")
            _mount(mounts, ["--bind", "/dev"], path / "dev")
            _mount(mounts, ["--bind", "/tmp/.X11-unix"], path / "tmp/.X11-unix")  # noqa: S108 - where X listens
            _share_network(path)
            root = Root(path)
            root.run("useradd", "--create-home", PERSON, person=False)
            yield root
    finally:
        _remove(path)


def _mount(mounts: ExitStack, what: list[str], where: Path) -> None:
    where.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", *what, str(where)], check=True)
    mounts.callback(subprocess.run, ["umount", "--lazy", str(where)], check=True)


def _share_network(path: Path) -> None:
    """The names of hosts, and how apt is set up to reach its archives from here."""
    for name in ("etc/resolv.conf", "etc/hosts"):
        shutil.copyfile(Path("/", name), path / name)
    for file in Path("/etc/apt/apt.conf.d").glob("99*"):
        shutil.copyfile(file, path / "etc/apt/apt.conf.d" / file.name)


def _remove(path: Path) -> None:
    if not path.exists():
        return
    mounted = [line.split()[1] for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines()]
    if any(place.startswith(f"{os.path.realpath(path)}/") for place in mounted):
        raise SetupFailure(f"Something is still mounted below {path}. Unmount it, then start again.")
    shutil.rmtree(path)

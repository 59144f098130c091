"""The .rpm, from the same files as the .deb. Libraries are asked for by their names, which every rpm system provides.

Source: https://rpm-software-management.github.io/rpm/manual/spec.html
"""

import os
import shutil
import subprocess
import textwrap
import time
from dataclasses import dataclass
from pathlib import Path

import metainfo
import needed
import product
import publisher
from tree import Sources, lay_out, set_modes

_SPEC = """\
Name: {name}
Version: {version}
Release: 1
Summary: {summary}
License: MIT AND LGPL-3.0-only
URL: {homepage}
{requires}
Recommends: gnome-keyring

# The files are finished: nothing of them may be stripped, packed again or searched for what they provide.
%global debug_package %{{nil}}
%global __os_install_post %{{nil}}
%global _build_id_links none
%global source_date_epoch_from_changelog 0
%global use_source_date_epoch_as_buildtime 1
%global clamp_mtime_to_source_date_epoch 1
%global _buildhost localhost
%global _binary_payload {packing}
AutoReqProv: no

%description
{description}

%files
%defattr(-,root,root,-)
%dir /usr/lib/{name}
{files}

%changelog
* {day} {maintainer} - {version}-1
{changes}
"""


@dataclass(frozen=True)
class RedHat:
    sources: Sources
    work: Path
    dist: Path

    def build(self, version: str = "", *, small: bool = True) -> Path:
        """The package, of another version if one is given. `small` takes longer: for what is not kept, leave it."""
        named = version or self.sources.version
        root = self.work / "rpm"
        shutil.rmtree(root, ignore_errors=True)
        files = root / "files"
        lay_out(self.sources, files / "usr")
        licence = files / "usr" / "share" / "licenses" / product.NAME / "LICENSE"
        licence.parent.mkdir(parents=True)
        shutil.copyfile(product.ROOT / "LICENSE", licence)
        set_modes(files)
        spec = root / f"{product.NAME}.spec"
        spec.write_text(self.spec(files, named, "w9.zstdio" if small else "w1.gzdio"), encoding="utf-8")
        # rpmbuild empties a build root of its own; this one it only reads.
        defines = {
            "_topdir": root,
            "_rpmdir": root / "made",
            "_build_name_fmt": "%{NAME}-%{VERSION}-%{RELEASE}.%{ARCH}.rpm",
        }
        command = ["rpmbuild", "-bb", "--noclean", "--buildroot", str(files)]
        for name, value in defines.items():
            command += ["--define", f"{name} {value}"]
        fixed = {"SOURCE_DATE_EPOCH": str(self.sources.date)}
        subprocess.run([*command, str(spec)], check=True, env=os.environ | fixed, capture_output=True)
        made = next((root / "made").glob("*.rpm"))
        self.dist.mkdir(parents=True, exist_ok=True)
        moved = Path(shutil.move(made, self.dist / made.name))
        shutil.rmtree(root)
        return moved

    def spec(self, files: Path, version: str, packing: str) -> str:
        bits = "()(64bit)"
        names = [name for name in needed.needed_libraries(self.sources.frozen) if not name.startswith("ld-")]
        glibc = needed.oldest_glibc(self.sources.frozen)
        requires = [f"Requires: {name}{bits}" for name in names] + [f"Requires: libc.so.6(GLIBC_{glibc})(64bit)"]
        changelog = (product.ROOT / "packaging" / "CHANGELOG.md").read_text(encoding="utf-8")
        entries = metainfo.changes(changelog).get(version, [])
        return _SPEC.format(
            name=product.NAME,
            version=version,
            packing=packing,
            summary=product.SUMMARY,
            homepage=product.HOMEPAGE,
            requires="\n".join(requires),
            description="\n\n".join(textwrap.fill(text, 76) for text in product.DESCRIPTION),
            files="\n".join(_listed(files)),
            day=time.strftime("%a %b %d %Y", time.gmtime(self.sources.date)),
            maintainer=publisher.maintainer(),
            changes="\n".join(f"- {entry}".replace("%", "%%") for entry in entries),
        )


def _listed(files: Path) -> list[str]:
    """Every file, and of the folders only our own; those of the system belong to others."""
    found = []
    for path in sorted(files.rglob("*")):
        name = f"/{path.relative_to(files)}"
        if path.is_symlink() or path.is_file():
            kind = "%doc " if "/share/doc/" in name else "%license " if "/share/licenses/" in name else ""
            found.append(f'{kind}"{name}"')
        elif f"/{product.NAME}/" in name:
            found.append(f'%dir "{name}"')
    return found


def check(file: Path) -> list[str]:
    """What rpmlint says against the package, less what it says of every frozen program."""
    rules = product.ROOT / "packaging" / "linux" / "rpmlint.toml"
    result = subprocess.run(["rpmlint", "--config", str(rules), str(file)], check=False, capture_output=True, text=True)
    return [line for line in result.stdout.splitlines() if ": E: " in line or ": W: " in line]

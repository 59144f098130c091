"""What the scripts for macOS ask Apple's tools to do; the tools are stand-ins that write down how they were called."""

import base64
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from environment import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="scripts for a shell")

MACOS = ROOT / "packaging" / "macos"
CODE = {"MH_MAGIC_64": b"\xcf\xfa\xed\xfe", "FAT_MAGIC": b"\xca\xfe\xba\xbe"}
IDENTITY = "Developer ID Application: Somebody (AB12)"
SECRETS = {
    "MACOS_CERTIFICATE": base64.b64encode(b"the certificate").decode(),
    "MACOS_CERTIFICATE_PASSWORD": "open sesame",
    "MACOS_NOTARY_KEY": "the key",
    "MACOS_NOTARY_KEY_ID": "KEY",
    "MACOS_NOTARY_ISSUER": "ISSUER",
}
TOOL = """#!/bin/sh
printf '%s' "${0##*/}" >>"$CALLS"
printf '|%s' "$@" >>"$CALLS"
echo >>"$CALLS"
case "$1" in
    import) cat "$2" >>"$CALLS.certificate" ;;
    find-identity) echo "  1) 0123 \\"$IDENTITY\\"" ;;
esac
for word; do [ -z "${FAIL:-}" ] || case $word in *"$FAIL") exit 1 ;; esac; done
"""


class Mac:
    def __init__(self, folder: Path) -> None:
        self.root, self.calls = folder / "root", folder / "calls"
        self.commands, self.steps = folder / "bin", folder / "steps"
        self.commands.mkdir()
        for name in ("codesign", "hdiutil", "xcrun", "spctl", "security"):
            (self.commands / name).write_text(TOOL, encoding="utf-8")
            (self.commands / name).chmod(0o755)
        self.app = self.root / "build/frozen/Robofy Desktop.app"
        (self.root / "packaging/macos").mkdir(parents=True)
        for script in MACOS.glob("*.sh"):
            shutil.copy(script, self.root / "packaging/macos")
        self.add("Contents/MacOS/robofy-desktop", b"#!/bin/sh\n").chmod(0o755)
        (self.root / "desktop").mkdir()
        (self.root / "desktop/__init__.py").write_text('__version__ = "1.0"\n', encoding="utf-8")

    def add(self, place: str, content: bytes) -> Path:
        path = self.app / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def run(self, script: str, **variables: str) -> subprocess.CompletedProcess[str]:
        given = {
            "PATH": f"{self.commands}:{os.environ['PATH']}",
            "CALLS": str(self.calls),
            "GITHUB_ENV": str(self.steps),
            "IDENTITY": IDENTITY,
            "RUNNER_TEMP": str(self.root),
            **variables,
        }
        command = ["sh", str(self.root / "packaging/macos" / script)]
        return subprocess.run(command, check=False, capture_output=True, text=True, env=given)

    def called(self, *words: str) -> list[list[str]]:
        """The calls that begin so, in order."""
        lines = self.calls.read_text(encoding="utf-8").splitlines() if self.calls.exists() else []
        return [call for call in (line.split("|") for line in lines) if call[: len(words)] == [*words]]

    def signed(self) -> list[str]:
        signing = [call for call in self.called("codesign") if "--sign" in call]
        return [call[-1].removeprefix(f"{self.app}/") for call in signing]


@pytest.fixture
def mac(tmp_path: Path) -> Mac:
    found = Mac(tmp_path)
    found.add("Contents/Frameworks/QtCore.framework/Versions/A/QtCore", CODE["MH_MAGIC_64"])
    found.add("Contents/Frameworks/QtCore.framework/Versions/A/Helpers/tool", CODE["MH_MAGIC_64"])
    found.add("Contents/Frameworks/Python.framework/Versions/3.13/Python", CODE["FAT_MAGIC"])
    found.add("Contents/Frameworks/libssl.dylib", CODE["MH_MAGIC_64"])
    found.add("Contents/Resources/licences.json", b"[]")
    found.add("Contents/Resources/libtext.so", b"no code")
    return found


def test_everything_with_code_in_it_is_signed_from_the_inside_out(mac: Mac) -> None:
    result = mac.run("package.sh", ROBOFY_SIGNING_IDENTITY=IDENTITY)
    assert result.returncode == 0, result.stderr
    *inner, program, bundle, image = mac.signed()
    assert sorted(inner) == [
        "Contents/Frameworks/Python.framework/Versions/3.13/Python",
        "Contents/Frameworks/QtCore.framework/Versions/A/Helpers/tool",
        "Contents/Frameworks/QtCore.framework/Versions/A/QtCore",
        "Contents/Frameworks/libssl.dylib",
    ]
    assert inner[0].endswith("Helpers/tool")
    assert inner[-1].endswith("libssl.dylib")
    assert program == "Contents/MacOS/robofy-desktop"
    assert bundle.endswith("Robofy Desktop.app")
    assert image.endswith(".dmg")
    assert all(call[call.index("--sign") + 1] == IDENTITY for call in mac.called("codesign") if "--sign" in call)


def test_what_cannot_be_signed_ends_the_work(mac: Mac) -> None:
    assert mac.run("package.sh", FAIL="QtCore").returncode != 0
    assert mac.called("hdiutil") == []


def test_with_the_secrets_a_certificate_and_a_notary_are_named_to_the_later_steps(mac: Mac) -> None:
    result = mac.run("keychain.sh", **SECRETS)
    assert result.returncode == 0, result.stderr
    steps = dict(line.split("=", 1) for line in mac.steps.read_text(encoding="utf-8").splitlines())
    assert steps["ROBOFY_SIGNING_IDENTITY"] == IDENTITY
    assert Path(f"{mac.calls}.certificate").read_bytes() == b"the certificate"
    (stored,) = mac.called("xcrun", "notarytool", "store-credentials")
    keychain = ["--keychain", steps["ROBOFY_NOTARY_KEYCHAIN"]]
    assert stored[3] == steps["ROBOFY_NOTARY_PROFILE"]
    assert stored[-2:] == keychain
    assert not Path(stored[stored.index("--key") + 1]).exists()
    assert mac.run("package.sh", **steps).returncode == 0
    (sent,) = mac.called("xcrun", "notarytool", "submit")
    assert sent[sent.index("--keychain-profile") + 1 :] == [stored[3], *keychain, "--wait"]


@pytest.mark.parametrize(
    ("lacking", "said"),
    [("MACOS_CERTIFICATE", "Not signed and not notarised"), ("MACOS_NOTARY_KEY", "Not notarised")],
)
def test_without_a_secret_it_says_what_is_not_done(mac: Mac, lacking: str, said: str) -> None:
    result = mac.run("keychain.sh", **SECRETS | {lacking: ""})
    assert (result.returncode, result.stdout) == (0, f"{said}: the secret {lacking} is not set.\n")
    assert mac.called("xcrun") == []


def test_a_certificate_of_another_kind_ends_the_work(mac: Mac) -> None:
    result = mac.run("keychain.sh", **SECRETS, IDENTITY="Apple Development: Somebody")
    assert result.returncode == 1
    assert "Developer ID Application" in result.stderr
    assert not mac.steps.exists()


def test_the_workflow_hands_over_every_secret_before_it_freezes() -> None:
    workflow = (ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8")
    job = workflow[workflow.index("\n  macos:") : workflow.index("\n  draft:")]
    assert set(re.findall(r"secrets\.(\w+)", job)) == set(SECRETS)
    assert job.index("keychain.sh") < job.index("dev.py package") < job.index("package.sh")

import pytest
from trimming import is_carried, is_used, trimmed

QT = "PySide6/Qt"


@pytest.mark.parametrize(
    "target",
    [
        f"{QT}/plugins/platforms/libqxcb.so",
        f"{QT}/plugins/platforms/libqoffscreen.so",
        f"{QT}/plugins/wayland-shell-integration/libxdg-shell.so",
        f"{QT}/plugins/imageformats/libqsvg.so",
        f"{QT}/plugins/styles/libqmodernwindowsstyle.so",
        f"{QT}/lib/libQt6Gui.so.6",
        f"{QT}/lib/libQt6Network.so.6",
        "PySide6\\plugins\\platforms\\qwindows.dll",
        "libQt6Core.so.6",
        "desktop/ui/look/theme.pyc",
    ],
)
def test_what_the_program_uses_stays(target: str) -> None:
    assert is_used(target)


@pytest.mark.parametrize(
    "target",
    [
        f"{QT}/plugins/platforms/libqeglfs.so",
        f"{QT}/plugins/platforms/libqvnc.so",
        f"{QT}/plugins/imageformats/libqtiff.so",
        f"{QT}/plugins/tls/libqopensslbackend.so",
        f"{QT}/plugins/platformthemes/libqgtk3.so",
        f"{QT}/plugins/wayland-shell-integration/libivi-shell.so",
        f"{QT}/translations/qtbase_de.qm",
        f"{QT}/lib/libQt6EglFSDeviceIntegration.so.6",
        "libQt6EglFsKmsSupport.so.6",
        "PySide6\\opengl32sw.dll",
    ],
)
def test_what_it_never_uses_goes(target: str) -> None:
    assert not is_used(target)


@pytest.mark.parametrize(
    ("target", "source", "carried"),
    [
        ("libglib-2.0.so.0", "/lib/x86_64-linux-gnu/libglib-2.0.so.0", False),
        ("libxcb-cursor.so.0", "/usr/lib/x86_64-linux-gnu/libxcb-cursor.so.0", False),
        ("libsqlite3.so.0", "/usr/lib/x86_64-linux-gnu/libsqlite3.so.0.8.6", True),
        ("libpython3.11.so.1.0", "/usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0", True),
        ("lib-dynload/_ssl.so", "/usr/lib/python3.11/lib-dynload/_ssl.so", True),
        ("libQt6Core.so.6", "/home/person/.venv/lib/PySide6/Qt/lib/libQt6Core.so.6", True),
    ],
)
def test_libraries_of_the_system_stay_with_the_system(target: str, source: str, carried: bool) -> None:
    assert is_carried(target, source) is carried


def test_the_order_does_not_depend_on_how_the_files_were_found() -> None:
    files = [("b", "/x/b", "DATA"), ("a", "/x/a", "DATA"), ("libz.so.1", "/lib/libz.so.1", "BINARY")]
    assert trimmed(files) == trimmed(reversed(files)) == [("a", "/x/a", "DATA"), ("b", "/x/b", "DATA")]

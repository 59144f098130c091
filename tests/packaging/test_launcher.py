from launcher import give_back


def test_what_is_for_the_program_alone_does_not_reach_the_programs_that_it_starts() -> None:
    surroundings = {
        "HOME": "/home/person",
        "LD_LIBRARY_PATH": "/usr/lib/robofy-desktop/_internal",
        "QT_PLUGIN_PATH": "/usr/lib/robofy-desktop/_internal/PySide6/Qt/plugins",
        "QML2_IMPORT_PATH": "/usr/lib/robofy-desktop/_internal/PySide6/Qt/qml",
        "QT_QPA_PLATFORM": "wayland",
        "_PYI_ARCHIVE_FILE": "/usr/lib/robofy-desktop/robofy-desktop",
        "_PYI_PARENT_PROCESS_LEVEL": "1",
    }
    give_back(surroundings)
    assert surroundings == {"HOME": "/home/person", "QT_QPA_PLATFORM": "wayland"}


def test_the_persons_own_path_to_libraries_is_there_again() -> None:
    surroundings = {"LD_LIBRARY_PATH": "/usr/lib/robofy-desktop/_internal:/opt/lib", "LD_LIBRARY_PATH_ORIG": "/opt/lib"}
    give_back(surroundings)
    assert surroundings == {"LD_LIBRARY_PATH": "/opt/lib"}


def test_what_the_program_did_not_set_stays() -> None:
    surroundings = {"HOME": "/home/person", "PATH": "/usr/bin"}
    give_back(surroundings)
    assert surroundings == {"HOME": "/home/person", "PATH": "/usr/bin"}

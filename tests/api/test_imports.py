"""What the network floor loads: httpx without its program for the command line."""

from __future__ import annotations

import subprocess
import sys


def test_no_command_line_is_imported() -> None:
    source = "import sys, desktop.api.robofy; print(sorted({'click', 'rich', 'httpx'} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", source], check=True, capture_output=True, text=True)
    assert result.stdout.strip() == "['httpx']"

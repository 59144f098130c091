"""Which floor may import what, read from the import statements themselves, also those inside functions.

import-linter holds what is forbidden, also over detours; this holds what is allowed, so that a new dependency is a
decision and not an accident.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from tests.rules.source import Source

_IO = frozenset(
    {
        *("asyncio", "selectors", "shutil", "socket", "sqlite3", "ssl", "subprocess", "tempfile"),
        *("http.client", "http.server", "urllib.request"),
    }
)


@dataclass(frozen=True)
class Floor:
    ours: frozenset[str]  # floors below or beside it that it may know
    packages: frozenset[str]  # from outside
    not_standard: frozenset[str] = frozenset()  # modules of the standard library that it may not use


def _floor(ours: str, packages: str, not_standard: frozenset[str] = frozenset()) -> Floor:
    return Floor(frozenset(ours.split()), frozenset(packages.split()), not_standard)


FLOORS = {
    "core": _floor("", "msgspec", _IO),
    "api": _floor("core", "httpx msgspec truststore", frozenset({"sqlite3"})),
    "store": _floor("core", "keyring msgspec platformdirs", frozenset({"asyncio"})),
    "chat": _floor("core", "msgspec", _IO - {"asyncio"}),
    "ui": _floor("core chat", "PySide6 msgspec shiboken6", _IO - {"asyncio"}),
    "sandbox": _floor("core", "msgspec starlette uvicorn", frozenset({"sqlite3"})),
    "cli": _floor("api chat core sandbox store", "httpx keyring msgspec"),
}
# One module of a floor that knows one package more than its neighbours.
ALONE = {
    # The parts of httpx that tell how far a request came, and what a SOCKS proxy does wrong.
    "desktop/api/journey.py": {"httpcore"},
    "desktop/api/ways.py": {"socksio"},
    "desktop/api/signature.py": {"cryptography"},
    "desktop/core/markup.py": {"markdown_it"},
    "desktop/store/secret_service.py": {"jeepney", "secretstorage"},  # what keyring itself stands on, on Linux
    "desktop/ui/loop.py": {"qasync"},
    "desktop/ui/transcript/code/lexing.py": {"pygments"},
}
# Where a package is used at all, however many floors could.
ONLY_IN = {
    "keyring": ("desktop/store/secrets.py", "desktop/cli"),
    "sqlite3": ("desktop/store", "desktop/cli"),
    "uvicorn": ("desktop/sandbox",),
}


def wrong_imports(source: Source) -> list[str]:
    floor = _floor_of(source)
    if floor is None:
        return []
    return [
        source.at(node, f"{module} may not be imported here")
        for node, module in _imports(source)
        if not _allowed(source, floor, module)
    ]


def unknown_floors(source: Source) -> list[str]:
    """A new package beside the floors needs a row in the table first."""
    parts = source.path.parts
    if parts[0] != "desktop" or len(parts) == 2 or parts[1] in FLOORS:
        return []
    return [f"{source.path}: desktop/{parts[1]} is no floor"]


def _floor_of(source: Source) -> str | None:
    parts = source.path.parts
    return parts[1] if parts[0] == "desktop" and len(parts) > 2 and parts[1] in FLOORS else None


def _imports(source: Source) -> Iterator[tuple[ast.stmt, str]]:
    for node in source.nodes:
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            # Ruff refuses relative imports as well, but a floor must not be left that way.
            base = source.path.parts[: -node.level] if node.level else ()
            module = ".".join((*base, *filter(None, [node.module])))
            yield from ((node, f"{module}.{alias.name}") for alias in node.names)


def _allowed(source: Source, floor: str, module: str) -> bool:
    top, _, rest = module.partition(".")
    table = FLOORS[floor]
    if top == "desktop":
        ours = rest.partition(".")[0]
        return ours in {floor, *table.ours} or ours == "__version__"
    if not any(source.under(place) for place in ONLY_IN.get(top, ("desktop",))):
        return False
    if top in sys.stdlib_module_names:
        return not any(f"{module}.".startswith(f"{banned}.") for banned in table.not_standard)
    return top in table.packages or top in ALONE.get(str(source.path), ())

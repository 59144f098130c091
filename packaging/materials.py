"""The software bill of materials: what a package is made of, as CycloneDX 1.6 JSON.

Without a time and with an id computed from the content, so that the same parts give the same file.
Source: https://cyclonedx.org/docs/1.6/json/
"""

import json
import uuid
from collections.abc import Iterable, Sequence

from licences import Part

_OURS = "pkg:generic/robofy-desktop"
_KINDS = {"package": "pypi", "crate": "cargo", "library": "generic"}


def written(version: str, parts: Iterable[Part]) -> str:
    components = [_component(part) for part in sorted(parts, key=lambda part: (part.name.lower(), part.version))]
    content = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": f"{_OURS}@{version}",
                "name": "robofy-desktop",
                "version": version,
                "licenses": [{"license": {"id": "MIT"}}],
                "purl": f"{_OURS}@{version}",
            }
        },
        "components": components,
        "dependencies": _dependencies(version, [str(component["bom-ref"]) for component in components]),
    }
    serial = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(content, sort_keys=True))
    return json.dumps({**content, "serialNumber": f"urn:uuid:{serial}"}, indent=1) + "\n"


def _dependencies(version: str, parts: Sequence[str]) -> list[dict[str, object]]:
    own: dict[str, object] = {"ref": f"{_OURS}@{version}", "dependsOn": list(parts)}
    others: list[dict[str, object]] = [{"ref": part} for part in parts]
    return [own, *others]


def _component(part: Part) -> dict[str, object]:
    name = part.name.partition(" (")[0]
    called = name if part.kind == "crate" else name.lower().replace("_", "-").replace(" ", "-")
    purl = f"pkg:{_KINDS[part.kind]}/{called}" + (f"@{part.version}" if part.version else "")
    found: dict[str, object] = {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "licenses": [{"expression": part.licence}],
        "purl": purl,
        "externalReferences": [{"type": "website", "url": part.url}],
    }
    if part.version:
        found["version"] = part.version
    return found

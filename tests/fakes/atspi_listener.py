"""A screen reader's ears and hands, without a voice; a program for the system's own Python, which has pyatspi.

It reads one command a line (JSON: `[name, arguments…]`) and answers each with one line. It imports nothing of ours.
"""

import json
import sys
from typing import Any

import gi  # type: ignore[import-untyped,import-not-found,unused-ignore]  # Debian's own Python has these, ours has not
import pyatspi  # type: ignore[import-untyped,import-not-found,unused-ignore]  # Debian's own Python has these, ours has not

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # type: ignore[import-untyped,import-not-found,unused-ignore]  # noqa: E402

HEARD = (
    "object:announcement",
    "object:state-changed:focused",
    "object:property-change:accessible-name",
    "object:children-changed",
    "object:text-changed",
)
STATES = ("focused", "busy", "showing", "editable", "focusable", "sensitive")
Accessible = Any
events: list[list[object]] = []


def on_event(event: Any) -> None:  # noqa: ANN401 - pyatspi has no types
    try:
        said = event.any_data if isinstance(event.any_data, str) else ""
        events.append([str(event.type), event.source.getRoleName(), event.source.name, event.detail1, said])
    except GLib.Error:  # its source is gone already
        events.append([str(event.type), "", "", event.detail1, ""])


def program(name: str) -> Accessible:
    desktop = pyatspi.Registry.getDesktop(0)
    return next((one for one in desktop if one is not None and one.name == name), None)


def text_of(node: Accessible) -> str | None:
    try:
        return str(node.queryText().getText(0, -1))
    except NotImplementedError:
        return None


def actions_of(node: Accessible) -> list[str]:
    try:
        found = node.queryAction()
    except NotImplementedError:
        return []
    return [found.getName(index) for index in range(found.nActions)]


def tree(node: Accessible) -> dict[str, object]:
    box = node.queryComponent().getExtents(pyatspi.DESKTOP_COORDS)
    states = node.getState()
    return {
        "role": node.getRoleName(),
        "name": node.name,
        "description": node.description,
        "index": node.getIndexInParent(),
        "states": [name for name in STATES if states.contains(getattr(pyatspi, f"STATE_{name.upper()}"))],
        "actions": actions_of(node),
        "text": text_of(node),
        "rect": [box.x, box.y, box.width, box.height],
        "children": [tree(node.getChildAtIndex(index)) for index in range(node.childCount)],
    }


def find(node: Accessible, role: str, name: str) -> Accessible:
    if node.getRoleName() == role and node.name == name and node.getState().contains(pyatspi.STATE_SHOWING):
        return node
    for index in range(node.childCount):
        child = node.getChildAtIndex(index)
        found = find(child, role, name) if child is not None else None
        if found is not None:
            return found
    return None


def answer(command: str, *arguments: str) -> object:
    if command == "events":
        heard = list(events)
        events.clear()
        return heard
    top = program(arguments[0])
    if top is None or not top.childCount:
        return None
    windows = [top.getChildAtIndex(index) for index in range(top.childCount)]
    if command == "windows":
        return [tree(window) for window in windows]
    # The newest window is the last one: a dialog stands before what it belongs to.
    node = next(filter(None, (find(window, arguments[1], arguments[2]) for window in reversed(windows))), None)
    if node is None:
        return None
    match command:
        case "look":
            return tree(node)
        case "do":
            return bool(node.queryAction().doAction(actions_of(node).index(arguments[3])))
        case "write":
            return bool(node.queryEditableText().setTextContents(arguments[3]))
        case "at":
            x, y = int(arguments[3]), int(arguments[4])
            hit = node.queryComponent().getAccessibleAtPoint(x, y, pyatspi.DESKTOP_COORDS)
            return [hit.getRoleName(), hit.name] if hit is not None else None
        case _:
            raise ValueError(command)


def on_line(channel: Any, _condition: object) -> bool:  # noqa: ANN401 - pyatspi has no types
    line = channel.readline()
    if not line:
        Atspi.event_quit()
        return False
    try:
        result = answer(*json.loads(line))
    except (GLib.Error, AttributeError, LookupError) as error:  # what was found is gone by now
        result = {"gone": repr(error)}
    sys.stdout.write(json.dumps(result) + "\n")
    sys.stdout.flush()
    return True


if __name__ == "__main__":
    pyatspi.Registry.registerEventListener(on_event, *HEARD)
    GLib.io_add_watch(sys.stdin, GLib.PRIORITY_LOW, GLib.IO_IN | GLib.IO_HUP, on_line)
    Atspi.event_main()

"""The password window of a desktop, as a program: it takes the question of the keyring and never answers it.

GNOME Keyring asks over the session bus: `BeginPrompting` of the prompter, which then would call `PromptReady` back.
"""

from __future__ import annotations

import sys

from jeepney import HeaderFields, MessageType, new_method_return
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection

NAME = "org.gnome.keyring.SystemPrompter"


def main() -> None:
    connection = open_dbus_connection(bus="SESSION")
    connection.send_and_get_reply(message_bus.RequestName(NAME))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        message = connection.receive()
        if message.header.message_type is not MessageType.method_call:
            continue
        connection.send(new_method_return(message))
        if message.header.fields.get(HeaderFields.member) == "BeginPrompting":
            sys.stdout.write("asked\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()

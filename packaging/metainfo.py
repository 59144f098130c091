"""The texts that Linux packages share: AppStream metainfo, manual page, change log, copyright.

Source: https://freedesktop.org/software/appstream/docs/, https://www.debian.org/doc/debian-policy/ch-docs.html
"""

import re
import textwrap
import time
from email.utils import formatdate
from html import escape

import product
import publisher

SCREENSHOTS = {
    "chat": "A conversation: tool calls as badges, and the answer below them",
    "markdown": "An answer with code, tables and lists",
    "dark": "The dark theme",
    "settings": "The form of a chatbot in the settings",
}

_ENTRY = re.compile(r"^- (.+(?:\n  .+)*)", re.MULTILINE)
_HEADING = re.compile(r"^## (\d[^\s]*).*$", re.MULTILINE)


def metainfo(version: str, date: int) -> str:
    paragraphs = "\n".join(f"    <p>{escape(text)}</p>" for text in product.DESCRIPTION)
    shots = "\n".join(_screenshot(name, caption) for name, caption in SCREENSHOTS.items())
    return f"""\
<?xml version="1.0" encoding="UTF-8"?>
<component type="desktop-application">
  <id>{product.APP_ID}</id>
  <name>{product.TITLE}</name>
  <summary>{escape(product.SUMMARY)}</summary>
  <metadata_license>CC0-1.0</metadata_license>
  <project_license>MIT</project_license>
  <developer_name>Robofy Desktop contributors</developer_name>
  <description>
{paragraphs}
  </description>
  <launchable type="desktop-id">{product.NAME}.desktop</launchable>
  <url type="homepage">{product.HOMEPAGE}</url>
  <screenshots>
{shots}
  </screenshots>
  <provides>
    <binary>{product.NAME}</binary>
    <mediatype>{product.MIME_TYPE}</mediatype>
    <mediatype>x-scheme-handler/{product.SCHEME}</mediatype>
  </provides>
  <recommends>
    <display_length compare="ge">480</display_length>
    <control>keyboard</control>
    <control>pointing</control>
  </recommends>
  <content_rating type="oars-1.1">
    <content_attribute id="social-chat">moderate</content_attribute>
  </content_rating>
  <releases>
    <release version="{version}" date="{time.strftime("%Y-%m-%d", time.gmtime(date))}"/>
  </releases>
</component>
"""


def _screenshot(name: str, caption: str) -> str:
    kind = ' type="default"' if name == next(iter(SCREENSHOTS)) else ""
    return f"""\
    <screenshot{kind}>
      <caption>{escape(caption)}</caption>
      <image>{escape(publisher.site())}/screenshots/{name}.png</image>
    </screenshot>"""


def manual(template: str, version: str, date: int) -> str:
    day = time.strftime("%Y-%m-%d", time.gmtime(date))
    return template.replace("@VERSION@", version).replace("@DATE@", day)


def changes(changelog: str) -> dict[str, list[str]]:
    """The entries of each version, newest first."""
    heads = list(_HEADING.finditer(changelog))
    ends = [*(head.start() for head in heads[1:]), len(changelog)]
    sections = ((head[1], changelog[head.end() : end]) for head, end in zip(heads, ends, strict=True))
    return {name: [re.sub(r"\s+", " ", entry) for entry in _ENTRY.findall(text)] for name, text in sections}


def debian_changelog(changelog: str, version: str, date: int) -> str:
    """Only the version that is packed has a date that is known; older ones are told below it."""
    lines = [f"{product.NAME} ({version}) unstable; urgency=medium", ""]
    for name, entries in changes(changelog).items():
        lines += [] if name == version else ["", f"  [ {name} ]"]
        for entry in entries:
            lines += textwrap.wrap(entry, 76, initial_indent="  * ", subsequent_indent="    ")
    return "\n".join([*lines, "", f" -- {publisher.maintainer()}  {formatdate(date)}", ""])


def copyright_text(licence: str) -> str:
    """Machine-readable, version 1.0; `licence` is the project's own file."""
    head, _, body = licence.partition("\n\n")[2].partition("\n\n")
    text = "\n".join(f" {line}" if line.strip() else " ." for line in body.strip().splitlines())
    return f"""\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: {product.TITLE}
Source: {publisher.site()}
Comment: The licences of all parts in full, among them those of Python, Qt and
 OpenSSL, are in /usr/lib/{product.NAME}/_internal/resources/licences.json
 and in the window under Help, About.

Files: *
Copyright: {head.removeprefix("Copyright (c) ")}
License: Expat

Files: usr/lib/{product.NAME}/_internal/PySide6/* usr/lib/{product.NAME}/_internal/shiboken6/*
Copyright: The Qt Company Ltd. and other contributors
License: LGPL-3
 The libraries are separate files and may be replaced by other builds of the
 same version. On Debian systems the text of the licence is in
 /usr/share/common-licenses/LGPL-3.

License: Expat
{text}
"""

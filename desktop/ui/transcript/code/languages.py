"""What the word after a fence means: the language's name, the ending of its files, and the lexer that knows it.

The trap: chatbots write the same language in many ways, and Pygments knows hundreds more. Only languages of this table
are coloured, because each lexer in it was tried with input that is made to be slow.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

LONGEST_WORD: Final = 40


@dataclass(frozen=True)
class Language:
    """`name` is for people, empty when nobody said one. `lexer` is a name of Pygments, empty for plain text."""

    name: str
    extension: str = "txt"
    lexer: str = ""


# One row a language: its name, the ending of its files, its lexer, the words for it.
_TABLE: Final = """
Python          | py         | python      | python py py3 python3 pyi
Python console  | txt        | pycon       | pycon python-repl
JavaScript      | js         | javascript  | javascript js mjs cjs node
JSX             | jsx        | jsx         | jsx
TypeScript      | ts         | typescript  | typescript ts mts cts
TSX             | tsx        | tsx         | tsx
JSON            | json       | json        | json jsonc json5 jsonl ndjson geojson
HTML            | html       | html        | html htm xhtml
XML             | xml        | xml         | xml svg xsd xsl xslt rss plist
CSS             | css        | css         | css
SCSS            | scss       | scss        | scss
Less            | less       | less        | less
Shell           | sh         | bash        | bash sh shell zsh ksh shellscript
Shell session   | txt        | console     | console shell-session terminal
PowerShell      | ps1        | powershell  | powershell ps1 pwsh posh
Batch           | bat        | bat         | bat batch cmd dosbatch
SQL             | sql        | sql         | sql mysql sqlite plsql tsql
PostgreSQL      | sql        | postgresql  | postgresql postgres pgsql
YAML            | yaml       | yaml        | yaml yml
TOML            | toml       | toml        | toml
INI             | ini        | ini         | ini cfg conf dosini editorconfig
Properties      | properties | properties  | properties
Diff            | diff       | diff        | diff patch udiff
Markdown        | md         | markdown    | markdown md mdx
Java            | java       | java        | java
Kotlin          | kt         | kotlin      | kotlin kt kts
Scala           | scala      | scala       | scala
Groovy          | groovy     | groovy      | groovy gradle
C               | c          | c           | c h
C++             | cpp        | cpp         | cpp c++ cc cxx hpp
C#              | cs         | csharp      | csharp c# cs
Objective-C     | m          | objective-c | objective-c objectivec objc obj-c
Go              | go         | go          | go golang
Rust            | rs         | rust        | rust rs
Swift           | swift      | swift       | swift
PHP             | php        | php         | php php3 php5
Ruby            | rb         | ruby        | ruby rb
Perl            | pl         | perl        | perl pl
Lua             | lua        | lua         | lua
R               | r          | r           | r rlang
Julia           | jl         | julia       | julia jl
Haskell         | hs         | haskell     | haskell hs
Elixir          | ex         | elixir      | elixir ex exs
Clojure         | clj        | clojure     | clojure clj
Dart            | dart       | dart        | dart
Makefile        | mk         | make        | makefile make mk
CMake           | cmake      | cmake       | cmake
Dockerfile      | dockerfile | docker      | dockerfile docker containerfile
Nginx           | conf       | nginx       | nginx
GraphQL         | graphql    | graphql     | graphql gql
Protobuf        | proto      | protobuf    | protobuf proto
HTTP            | http       | http        | http
LaTeX           | tex        | latex       | latex tex
CSV             | csv        |             | csv
Text            | txt        |             | text txt plain plaintext none
"""


@cache
def _known() -> dict[str, Language]:
    found: dict[str, Language] = {}
    for row in _TABLE.strip().splitlines():
        name, extension, lexer, words = (cell.strip() for cell in row.split("|"))
        found |= dict.fromkeys(words.split(), Language(name, extension, lexer))
    return found


def language_of(word: str) -> Language:
    """The language that a fence names; one that nobody knows keeps its word as its name."""
    shown = word.strip().removeprefix("{.").strip("{}")
    bare = re.split(r"[:{,;=]", shown, maxsplit=1)[0].lower()
    found = _known().get(bare)
    return found or Language(shown[:LONGEST_WORD])


def lexer_names() -> tuple[str, ...]:
    """Every lexer that may be asked for."""
    return tuple(sorted({language.lexer for language in _known().values()} - {""}))

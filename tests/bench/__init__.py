"""Benchmarks: figures beside a floor measured in the same run. Not tests, since the machine decides as well."""

from desktop.plain_import import import_qt_plainly

import_qt_plainly()  # as the program does, before the benchmarks import anything of Qt

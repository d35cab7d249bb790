"""What a forked process finds loaded: Django, every page and command, and no connection."""

from __future__ import annotations

from importlib import import_module

import django

django.setup()

for name in ("kaigong.config.urls", "kaigong.config.command_line", "django.test", "tests.builders"):
    import_module(name)
for command in import_module("kaigong.config.command_line").COMMANDS.values():
    import_module(command.where.partition(":")[0])

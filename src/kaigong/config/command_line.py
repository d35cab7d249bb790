"""`kaigong …`: the command line of an installation."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run one command; for now Django's own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaigong.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)

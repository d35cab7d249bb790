"""Files that people bring and fetch: kept whole, or not at all."""

from __future__ import annotations

from typing import Any

from django.core.files.storage import FileSystemStorage


class WholeFiles(FileSystemStorage):
    """Django's storage in a folder, which leaves the beginning of a file behind on a full disk."""

    def _save(self, name: str, content: Any) -> str:
        try:
            kept: str = super()._save(name, content)  # type: ignore[misc]  # not in the stubs
        except OSError:
            self.delete(name)  # unused before: `save` has chosen it
            raise
        return kept

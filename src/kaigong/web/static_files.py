"""Styles and islands on their way to a browser: compressed once, and kept beside the data.

The files are served from the package itself, which may be read-only and of somebody else; so what
is compressed stands in a folder of the installation, under the fingerprint of its content. An
edited style has another fingerprint, so an old one is never sent in its place.

Only files are compressed here, and the windows of the ledger's feed (`gzip_page`). Pages are not:
some hold what must stay secret (a link for a new password, a token shown once) beside text that a
visitor may choose, and the length of a compressed page would tell the one by the other (BREACH).
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

# The rest (woff2, png, …) is compressed in itself.
_PACKABLE = ("text/", "application/json", "image/svg+xml", "font/ttf", "font/otf")
_SCRIPTS = {"text/javascript", "application/javascript"}
_SMALLEST_BYTES = 512


class PackedStaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]  # whitenoise has no types
    """WhiteNoise, with a compressed alternative of each file that gains by it."""

    def get_static_file(
        self, path: str, url: str, stat_cache: Mapping[str, os.stat_result] | None = None
    ) -> StaticFile:
        plain = super().get_static_file(path, url, stat_cache=stat_cache)
        packed = packed_file(Path(path))
        if packed is None:
            return plain
        own = {"Content-Length", "Content-Encoding", "ETag", "Last-Modified", "Vary"}
        headers = [(name, text) for name, text in plain.alternatives[-1][2] if name not in own]
        stats = {name: os.stat(name) for name in (path, str(packed))}
        return StaticFile(path, headers, encodings={"gzip": str(packed)}, stat_cache=stats)


def packed_file(file: Path) -> Path | None:
    """The compressed twin of a file, made at the first asking; None where it would gain nothing."""
    kind = mimetypes.guess_type(file.name)[0] or ""
    if not (kind.startswith(_PACKABLE) or kind in _SCRIPTS):
        return None
    content = file.read_bytes()
    if len(content) < _SMALLEST_BYTES:
        return None
    folder = settings.DATA_DIR / "packed"
    packed: Path = folder / f"{hashlib.sha256(content).hexdigest()[:32]}.gz"
    if packed.exists():
        return packed
    with suppress(OSError):  # no room or no right to write: the plain file does as well
        folder.mkdir(parents=True, exist_ok=True)
        number, name = tempfile.mkstemp(dir=folder, suffix=".part")
        with open(number, "wb") as part:
            part.write(gzip.compress(content, 9, mtime=0))
        os.replace(name, packed)  # of two processes that start together the second writes the same
        return packed
    return None

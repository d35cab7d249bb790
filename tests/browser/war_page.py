"""A page that holds the built <war-map> and nothing of the house: what the chart does by itself.

Its policy is the house's own, so that what the chart may not do there it may not do here.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

STATIC = Path(__file__).parents[2] / "src/kaigong/web/static"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
    " connect-src 'self'; manifest-src 'self'"
)
KINDS = {".js": "text/javascript", ".css": "text/css", ".json": "application/json"}
PAGE = """\
<!doctype html>
<html lang="{language}" data-bs-theme="{theme}"{screen}>
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>作战图</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="/static/web/tokens.css">
<link rel="stylesheet" href="/static/web/components.css">
<link rel="stylesheet" href="/static/web/pages.css">
<link rel="stylesheet" href="/static/web/war_map.css">
<script type="module" src="/static/kaigong/{script}"></script></head>
<body class="page"><nav class="rail" aria-label="主导航"><a href="/">指挥</a></nav>
<header class="topbar"><h1>作战图</h1></header>
<main class="ledger-page">
<war-map feed="/feed.json" label="总施工图" age="截至 2021-03-29"{traits}>
<table class="table"><caption>总施工图</caption><tbody>{rows}</tbody></table>
<input type="hidden" name="bar">
</war-map></main></body></html>
"""


class WarPage(ThreadingHTTPServer):
    """Serves the page, its feed and the built files; tests may change the feed as they go."""

    daemon_threads = True

    def __init__(self, feed: dict[str, Any], traits: str = "") -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.feed, self.traits = feed, traits
        self.is_feed_here = True
        manifest = json.loads((STATIC / "kaigong/manifest.json").read_text())
        self.script = manifest["main.ts"]["file"]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def page(self, query: str) -> str:
        names = self.feed["rows"]["name"]
        return PAGE.format(
            script=self.script,
            traits=self.traits,
            language="en" if "language=en" in query else "zh-CN",
            theme="dark" if "dark=1" in query or "screen=1" in query else "light",
            screen=" data-k-screen" if "screen=1" in query else "",
            rows="".join(f"<tr><th>{name}</th></tr>" for name in names[:20]),
        )


class _Answers(BaseHTTPRequestHandler):
    server: WarPage

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        if path == "/feed.json" and self.server.is_feed_here:
            return self._send(json.dumps(self.server.feed).encode(), "application/json")
        if path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            if file.is_file():
                return self._send(file.read_bytes(), KINDS.get(file.suffix, "text/plain"))
            return self.send_error(404)
        if path == "/":
            return self._send(self.server.page(query).encode(), "text/html; charset=utf-8")
        return self._send(f"<title>{path}</title>".encode(), "text/html; charset=utf-8")

    def _send(self, content: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """A test's output is its own."""


@contextmanager
def war_page(feed: dict[str, Any], traits: str = "") -> Iterator[WarPage]:
    server = WarPage(feed, traits)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()

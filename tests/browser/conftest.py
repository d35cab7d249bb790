"""Chromium for tests. It lives in a thread of its own, so that tests may use the ORM beside it.

A running Playwright keeps an event loop in its thread, and Django refuses the ORM in such a thread.
`Remote` sends each attribute access and each call over there; tests write plain Playwright.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",  # WebGL works in software; with a GPU process the context got lost
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_PLAIN = (str, bytes, int, float, bool, type(None))


class Remote:
    """Something that lives in the browser's thread; plain values come back, the rest stays."""

    def __init__(self, pool: ThreadPoolExecutor, held: Any) -> None:
        self.__dict__["_pool"] = pool
        self.__dict__["_held"] = held

    def _wrapped(self, value: Any) -> Any:
        if isinstance(value, _PLAIN):
            return value
        if isinstance(value, list | tuple):
            return type(value)(self._wrapped(each) for each in value)
        if isinstance(value, dict):
            return {key: self._wrapped(each) for key, each in value.items()}
        return Remote(self._pool, value)

    def __getattr__(self, name: str) -> Any:
        return self._wrapped(self._pool.submit(getattr, self._held, name).result())

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        plain = [_unwrapped(each) for each in args]
        named = {key: _unwrapped(each) for key, each in kwargs.items()}
        return self._wrapped(self._pool.submit(self._held, *plain, **named).result())

    def __enter__(self) -> Any:
        """For `with page.expect_download() as got:` and its kin."""
        return self._wrapped(self._pool.submit(self._held.__enter__).result())

    def __exit__(self, *what: Any) -> Any:
        return self._pool.submit(self._held.__exit__, *what).result()


def _unwrapped(value: Any) -> Any:
    return value._held if isinstance(value, Remote) else value


@pytest.fixture(scope="session")
def chromium() -> Iterator[Remote]:
    if not os.path.exists(CHROMIUM):
        pytest.fail(f"{CHROMIUM} is missing: apt-get install -y chromium fonts-noto-cjk")
    with ThreadPoolExecutor(1, thread_name_prefix="chromium") as pool:
        engine = pool.submit(lambda: sync_playwright().start()).result()
        browser = Remote(pool, engine).chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
        pool.submit(engine.stop).result()


@pytest.fixture
def open_page(chromium: Remote, live_server: Any) -> Iterator[Callable[..., Remote]]:
    """Open pages of the live server; at the end none of them may have broken a rule.

    A page's console must be free of errors (a refused form's 422 is not one) and of violations of
    the content policy.
    """
    contexts: list[Remote] = []
    faults: list[str] = []

    def note(message: Any) -> None:  # called in the browser's thread
        is_refusal = "the server responded with a status of 4" in message.text
        if message.type == "error" and not is_refusal:
            faults.append(message.text)

    def open_one(path: str = "/", *, language: str = "zh-CN", **options: Any) -> Remote:
        context = chromium.new_context(base_url=live_server.url, locale=language, **options)
        contexts.append(context)
        context.add_init_script(
            "document.addEventListener('securitypolicyviolation',"
            " e => console.error(`policy: ${e.violatedDirective} ${e.blockedURI}`))"
        )
        # No printer here: a dialog that nobody can close would outlive its page, and the browser
        # then throws through our script when the test goes on. What was asked is noted instead.
        context.add_init_script("window.print = () => { window.isPrinted = true }")
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", note)
        page.on("pageerror", lambda error: faults.append(str(error.stack)))
        page.goto(path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    # What the server still answers holds a table of the one SQLite that is emptied next.
    time.sleep(0.2)
    assert faults == []

"""Take the pictures of the docs from a demo zone of its own: `make screenshots`.

It starts the platform on a free port with an empty data folder, looks at the main pages through
Chromium (the same one as the tests') and writes `docs/pictures`. A picture keeps the 256 colours
that matter: a page has few, and a whole set stays below 2 MB.
"""

from __future__ import annotations

import base64
import os
import socket
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
from playwright.sync_api import Browser, Page, sync_playwright

TARGET = Path(__file__).resolve().parent.parent / "docs/pictures"
PASSWORD = "Jingyue-2021-demo"  # noqa: S105  (of every demo account; printed on every start)
CHROMIUM = "/usr/bin/chromium"
DESK, WALL, PHONE, SHEET = (1440, 900), (1920, 1080), (390, 844), (1489, 1053)
PROJECT = "JY-2020-0001"
PIXELS = """async (picture) => {
    const image = new Image();
    image.src = 'data:image/png;base64,' + picture;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const drawn = canvas.getContext('2d');
    drawn.drawImage(image, 0, 0);
    const { data } = drawn.getImageData(0, 0, image.width, image.height);
    let told = '';
    for (let at = 0; at < data.length; at += 32768)
        told += String.fromCharCode(...data.subarray(at, at + 32768));
    return [image.width, image.height, btoa(told)];
}"""


@contextmanager
def a_platform() -> Iterator[str]:
    """The address of a demo zone that lives only as long as it is looked at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="kaigong-pictures-") as folder:
        around = {key: value for key, value in os.environ.items() if key != "KAIGONG_DATABASE_URL"}
        server = subprocess.Popen(  # noqa: S603  (our own command)
            [Path(sys.executable).parent / "kaigong", "start", "--port", str(port)],
            env=around | {"KAIGONG_DATA": folder, "KAIGONG_LOG": "plain"},
            stdout=subprocess.DEVNULL,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(port, server)
            yield address
        finally:
            server.terminate()
            server.wait(60)


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 300
    while time.monotonic() < until and server.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5):
                return
        except OSError:
            time.sleep(1)
    raise SystemExit("The platform did not start; try `kaigong start` by hand.")


def main() -> None:
    """All pictures, one after the other."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with a_platform() as address, sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        studio = Studio(browser, address)
        for name, theme in (("command", "light"), ("command_dark", "dark")):
            with studio.signed_in("leader", theme=theme) as page:
                studio.take(page, name, "")
        with studio.signed_in("leader", language="en") as page:
            studio.take(page, "command_en", "")
        with studio.signed_in("leader", size=WALL) as page:
            studio.take(page, "screen", "?screen=1")
        with studio.signed_in("command") as page:
            studio.take(page, "ledger", "ledger/", ready="ledger-grid[ready] tbody tr[data-line]")
            studio.take(page, "project", f"projects/{PROJECT}/")
            studio.take_a_dry_run(page, "import")
        with studio.signed_in("command", size=SHEET) as page:
            page.emulate_media(media="print")
            studio.take(page, "ledger_a3", "ledger/?print=1")
        with studio.signed_in("service") as page:
            studio.take(page, "month", "months/")
        with studio.signed_in("service", size=PHONE) as page:
            studio.take(page, "duties_phone", "duties/")
        browser.close()
    size = sum(each.stat().st_size for each in TARGET.glob("*.png")) / 1e6
    sys.stdout.write(f"{size:.2f} MB in {TARGET}\n")


class Studio:
    """A browser before the demo zone."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.darkroom = browser.new_page()

    @contextmanager
    def signed_in(
        self, name: str, *, size: tuple[int, int] = DESK, language: str = "zh-hans", theme: str = ""
    ) -> Iterator[Page]:
        """A page of somebody's, in a language, a theme and a size."""
        width, height = size
        narrow: dict[str, Any] = {"is_mobile": True, "has_touch": True} if size == PHONE else {}
        context = self.browser.new_context(
            base_url=self.address, viewport={"width": width, "height": height}, **narrow
        )
        context.add_cookies([{"name": "kaigong_theme", "value": theme, "url": self.address}])
        page = context.new_page()
        page.goto("/accounts/login/")
        page.fill("input[name=login]", name)
        page.fill("input[name=password]", PASSWORD)
        with page.expect_navigation():
            page.click("main button[type=submit]")
        if other := page.query_selector(f".lang button[value='{language}']"):
            with page.expect_navigation():
                other.click()
        yield page
        context.close()

    def take(self, page: Page, name: str, path: str, *, ready: str = "main") -> None:
        """Open a page of the zone and keep what is seen of it."""
        page.goto(f"/jingyue/{path}")
        page.wait_for_selector(ready)
        self.keep(page, name)

    def keep(self, page: Page, name: str) -> None:
        page.wait_for_load_state("networkidle")
        taken = base64.b64encode(page.screenshot()).decode()
        width, height, pixels = self.darkroom.evaluate(PIXELS, taken)
        colours = np.frombuffer(base64.b64decode(pixels), np.uint8).reshape(height, width, 4)
        (TARGET / f"{name}.png").write_bytes(as_png(*with_few_colours(colours[..., :3])))

    def take_a_dry_run(self, page: Page, name: str) -> None:
        """What an office's own workbook would change: the ledger, with some cells typed."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "项目大表 2021 年 3 月.xlsx"
            answer = page.request.get(f"{self.address}/jingyue/ledger.xlsx?year=2021")
            file.write_bytes(answer.body())
            change(file)
            page.goto("/jingyue/import/")
            page.set_input_files(".drop-file", str(file))
            page.click("form.drop button")
            page.wait_for_selector(".sums", timeout=60_000)
        self.keep(page, name)


def change(file: Path) -> None:
    """Some totals grow, and one is no number."""
    book = openpyxl.load_workbook(file)
    totals = [
        cell
        for column in book.worksheets[0].iter_cols()
        if any(str(cell.value or "").startswith("总投资") for cell in column[:6])
        for cell in column
        if isinstance(cell.value, int | float)
    ]
    for cell in totals[1:12:2]:
        cell.value = round(float(str(cell.value)) * 1.04, 2)
    totals[3].value = "一点三六亿"
    book.save(file)


def with_few_colours(pixels: Any, most: int = 256) -> tuple[Any, Any]:
    """Pixels of shape (height, width, 3) as places in a palette of the colours that matter.

    The edges of letters have thousands of shades: each goes to the nearest colour that stays. A
    strong colour weighs more than a grey: the one red lamp of a page is a handful of pixels.
    """
    flat = pixels.reshape(-1, 3).astype(np.int64)
    keys, where, counts = np.unique(
        flat[:, 0] << 16 | flat[:, 1] << 8 | flat[:, 2], return_inverse=True, return_counts=True
    )
    shades = np.stack([keys >> 16, keys >> 8 & 255, keys & 255], axis=1)
    strength = 1 + (shades.max(axis=1) - shades.min(axis=1)) / 8
    palette = shades[np.argsort(-counts * strength)[:most]]
    far = ((shades[:, None, :] - palette[None, :, :]) ** 2).sum(axis=2)
    places = far.argmin(axis=1).astype(np.uint8)[where]
    return places.reshape(pixels.shape[:2]), palette.astype(np.uint8)


def as_png(places: Any, palette: Any) -> bytes:
    """An indexed PNG of palette places, shape (height, width)."""
    height, width = places.shape
    lines = np.concatenate([np.zeros((height, 1), np.uint8), places], axis=1)
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", head), (b"PLTE", palette.tobytes()),
             (b"IDAT", zlib.compress(lines.tobytes(), 9)), (b"IEND", b""))  # fmt: skip
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(held)) + kind + held + struct.pack(">I", zlib.crc32(kind + held))
        for kind, held in parts
    )


if __name__ == "__main__":
    main()

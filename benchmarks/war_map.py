"""The war map in Chromium: from the first byte asked to the first picture, and what a frame costs.

No open chart does the same work (rows that fold, a progress line, columns beside the canvas), so
there is no peer: the goals are a first picture within 1.5 s of asking for the feed, and 60 frames a
second. The browser draws in software, without a graphics card; processor time is that of the
page's main thread, which a crowded machine does not stretch.
"""

from __future__ import annotations

import json
import statistics
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from tests.browser.war_feed import large_feed
from tests.browser.war_page import war_page

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu"]
PROJECTS, WORKS = 50, 19  # of a front, of a project
FRAMES = 200
NOTE_FIRST_PICTURE = """
const frame = () => new Promise(requestAnimationFrame);
new MutationObserver(async (_, watcher) => {
  if (!document.querySelector('war-map[ready]')) return;
  watcher.disconnect();
  await frame();
  await frame(); // the first has been put on the screen
  window.firstPicture = performance.now();
  document.documentElement.dataset.seen = '';
}).observe(document, { subtree: true, childList: true, attributeFilter: ['ready'] });
"""
SCROLLED = """async ([rows, time]) => {
  const down = document.querySelector('.war-scroll'), across = document.querySelector('.war-chart');
  const ends = [];
  for (let frame = 0; frame < FRAMES; frame += 1) {
    down.scrollTop += rows;
    across.scrollLeft += time;
    ends.push(await new Promise(requestAnimationFrame));
  }
  return ends.slice(1).map((end, at) => end - ends[at]);
}""".replace("FRAMES", str(FRAMES))
# name, px of rows and of time a frame, and what is set before
MOVES: dict[str, tuple[int, int, str]] = {
    "rows": (37, 0, ""),
    "time": (0, 11, ""),
    "rows, all time in view": (37, 0, "all"),
    "both, all links": (37, 11, "links"),
}


def measure(bars: int, *, turns: int) -> dict[str, Any]:
    feed = large_feed(max(1, round(bars / (PROJECTS * (WORKS + 1)))), PROJECTS, WORKS)
    with war_page(feed) as server, sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        found = [_visit(browser, server.url) for _ in range(turns)]
        browser.close()
    medians = {name: round(statistics.median(each[name] for each in found), 2) for name in found[0]}
    size = {"bars": len(feed["bars"]["row"]), "rows": len(feed["rows"]["key"])}
    return {**size, "feed MB": round(len(json.dumps(feed)) / 1e6, 2), **medians}


def _visit(browser: Browser, url: str) -> dict[str, float]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_init_script(NOTE_FIRST_PICTURE)
    page = context.new_page()
    busy = _main_thread(page)
    page.goto(url)
    page.wait_for_selector("html[data-seen]")
    feed = "performance.getEntriesByType('resource').find(each => each.name.includes('feed'))"
    found = {
        "first picture, ms after the feed is asked for": page.evaluate(
            f"firstPicture - {feed}.startTime"
        ),
        "ms CPU of the whole opening": busy(),
    }
    for name, (rows, time, setting) in MOVES.items():
        _set(page, setting)
        before = busy()
        gaps = page.evaluate(SCROLLED, [rows, time])
        found[f"{name}: ms CPU a frame"] = (busy() - before) / FRAMES
        found[f"{name}: median ms between frames"] = statistics.median(gaps)
    context.close()
    return found


def _set(page: Page, setting: str) -> None:
    if setting == "all":
        page.get_by_label("时间刻度").select_option("all")
    if setting == "links":
        page.get_by_label("时间刻度").select_option("month")
        page.get_by_label("画哪些连线").select_option("all")


def _main_thread(page: Page) -> Any:
    """Milliseconds of the processor that the page's main thread has used."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def used() -> float:
        told = session.send("Performance.getMetrics")["metrics"]
        return float(next(each["value"] for each in told if each["name"] == "TaskDuration")) * 1000

    return used

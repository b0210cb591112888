"""The way of somebody who is new: paste the sample report, mend one wrong source, accept the rest, see it on the map, open a contradiction,
take out a table. In a real Chromium, over an empty database; prints the clicks, the keys and the seconds of waiting, step by step.

    python bench/way.py

Seconds are the browser's, from the click until what was asked for is seen; the first reading loads the model.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import uvicorn
from playwright.sync_api import sync_playwright

from dateline.web.access import Who
from dateline.web.app import create
from dateline.web.desk import Desk, Options
from dateline.web.serving import _listen

SAMPLE = Path(__file__).parents[1] / "samples" / "wire-page.txt"
PATIENCE = 120_000
SOURCE = "Army spokesman"
SELECT = """(element, words) => {
  const node = [...element.childNodes].find((n) => n.textContent.includes(words));
  const at = node.textContent.indexOf(words);
  getSelection().setBaseAndExtent(node, at, node, at + words.length);
}"""


class Way:
    """Counts what the hand does, and how long it waits."""

    def __init__(self, tab: Any) -> None:
        self.tab, self.rows = tab, list[tuple[str, int, int, float]]()

    def step(self, name: str, *, clicks: int, keys: int, do: Callable[[], None]) -> None:
        """One step of the way, with its clicks and keys; `do` ends when its result is seen."""
        begun = time.perf_counter()
        do()
        self.rows.append((name, clicks, keys, time.perf_counter() - begun))

    def told(self) -> None:
        """The table."""
        for name, clicks, keys, seconds in [*self.rows, ("together", *(sum(row[n] for row in self.rows) for n in (1, 2, 3)))]:
            print(f"{name:48} {clicks:3} clicks {keys:3} keys {seconds:6.1f} s")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as found:
        listening = _listen("127.0.0.1", 0)
        desk = Desk(Options(Path(folder) / "way.db", port=listening.getsockname()[1], who=Who("ana", "admin")))
        server = uvicorn.Server(uvicorn.Config(create(desk), log_level="error", lifespan="off"))
        threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True).start()
        chromium = next(path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name)))
        tab = found.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]).new_page()
        tab.set_default_timeout(PATIENCE)
        tab.goto(desk.ticket_address())
        walked(Way(tab))
        server.should_exit = True
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


def walked(way: Way) -> None:
    tab = way.tab
    way.step("paste the sample, read it", clicks=1, keys=1, do=lambda: pasted(tab))
    way.step("mend one wrong source", clicks=3, keys=0, do=lambda: mended(tab))
    way.step("accept the rest", clicks=1, keys=0, do=lambda: accepted(tab))
    way.step("see it on the map", clicks=1, keys=0, do=lambda: seen(tab))
    way.step("open a contradiction", clicks=2, keys=0, do=lambda: opened(tab))
    way.step("take out a CSV", clicks=2, keys=0, do=lambda: taken_out(tab))
    way.told()


def pasted(tab: Any) -> None:
    tab.locator("#words").fill(SAMPLE.read_text(encoding="utf-8"))
    tab.get_by_role("button", name="Read it").click()
    tab.wait_for_url(re.compile("/report/"))


def mended(tab: Any) -> None:
    """Choose the record, drag over the words of who says it, and set them: the source is what is offered first."""
    tab.locator("[data-card]").nth(3).locator("blockquote").click()
    tab.locator("mark", has_text=SOURCE).first.evaluate(SELECT, SOURCE)
    tab.locator("#pick").get_by_role("button", name="Set").click()
    tab.get_by_text("edited: source").first.wait_for()


def accepted(tab: Any) -> None:
    tab.get_by_role("button", name=re.compile("Accept the .* not judged")).click()
    tab.get_by_text("All of these are judged").wait_for()


def seen(tab: Any) -> None:
    tab.get_by_role("link", name="Map", exact=True).click()
    tab.locator("svg.map").wait_for()


def opened(tab: Any) -> None:
    tab.get_by_role("link", name="Disputes", exact=True).click()
    tab.locator("article.card h2 a").first.click()
    tab.get_by_text("DISAGREE").first.wait_for()


def taken_out(tab: Any) -> None:
    tab.get_by_role("link", name="Records", exact=True).click()
    with tab.expect_download() as coming:
        tab.get_by_role("link", name="CSV", exact=True).click()
    rows = Path(coming.value.path()).read_text(encoding="utf-8-sig").count("\n")
    print(f"{rows} lines of CSV")


if __name__ == "__main__":
    main()

"""The page over a small database, clients of each role, and somebody who visits it in a real browser."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.testclient import TestClient

from dateline.stores import open_store
from dateline.types import Reading
from dateline.web.access import Who
from dateline.web.app import create
from dateline.web.desk import Desk, Options
from dateline.web.serving import _listen

HOME = "http://127.0.0.1:8000"
PATIENCE_MS = 60_000  # machines may be busy
CHROMIUM = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)


@pytest.fixture
def desk(tmp_path: Path, port_reading: Reading, river_reading: Reading) -> Desk:
    path = tmp_path / "kept.db"
    with open_store(path) as store:
        for reading in (port_reading, river_reading):
            store.put(reading, reading.text.encode())
    return Desk(Options(path, who=Who("ana", "admin")))


class Page:
    """The page, and clients who are signed in."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.app = create(desk)
        with open_store(desk.options.database, write=False) as store:
            self.idents = [ident for reading in store.excerpts() for ident in (reading.report.id, reading.records[0].id)]

    def as_(self, role: str | None, name: str | None = None) -> TestClient:
        """A client of that role; None is nobody."""
        client = TestClient(self.app, base_url=HOME, follow_redirects=False, headers={"origin": HOME})
        if role:
            client.cookies.set(self.desk.options.cookie, self.desk.sessions.begin(Who(name or role, role)), domain="127.0.0.1")
        return client


@pytest.fixture
def page(desk: Desk) -> Page:
    return Page(desk)


@pytest.fixture
def ana(page: Page) -> Iterator[TestClient]:
    with page.as_("admin", "ana") as client:
        yield client


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A real Chromium, where there is one."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (it comes with the extra dev)")
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine (apt-get install chromium)")
    with playwright.sync_playwright() as found:
        launched = found.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
        yield launched
        launched.close()


@pytest.fixture
def served(tmp_path: Path, port_reading: Reading, river_reading: Reading) -> Iterator[Desk]:
    """The page on a port of its own, over two reports."""
    path = tmp_path / "kept.db"
    with open_store(path) as store:
        for reading in (port_reading, river_reading):
            store.put(reading, reading.text.encode())
    listening = _listen("127.0.0.1", 0)
    desk = Desk(Options(path, port=listening.getsockname()[1], who=Who("ana", "admin")))
    server = uvicorn.Server(uvicorn.Config(create(desk), log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield desk
    server.should_exit = True
    thread.join(5)
    listening.close()


class Visit:
    """Somebody at the page: their tab, what it asked for elsewhere, and what went wrong in it."""

    def __init__(self, browser: Any, desk: Desk, **options: Any) -> None:
        self.home = f"http://127.0.0.1:{desk.options.port}"
        self.context = browser.new_context(**options)
        self.tab = self.context.new_page()
        self.tab.set_default_timeout(PATIENCE_MS)
        self.elsewhere: list[str] = []
        self.problems: list[str] = []
        self.tab.on("request", lambda request: self._asked(request.url))
        self.tab.on("pageerror", lambda error: self.problems.append(str(error)))
        self.tab.on("console", lambda message: self.problems.append(message.text) if message.type == "error" else None)
        self.tab.goto(desk.ticket_address())

    def _asked(self, url: str) -> None:
        if not url.startswith((self.home, "data:", "blob:")):
            self.elsewhere.append(url)

    def go(self, path: str) -> Any:
        self.tab.goto(self.home + path)
        return self.tab

    def shows(self, words: str) -> None:
        """Waits until the words stand on the page."""
        self.tab.get_by_text(words).first.wait_for()


@pytest.fixture
def visit(browser: Any, served: Desk) -> Iterator[Visit]:
    made = Visit(browser, served)
    yield made
    made.context.close()

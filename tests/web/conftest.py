"""The page over a small database, and clients of each role."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from dateline.stores import open_store
from dateline.types import Reading
from dateline.web.access import Who
from dateline.web.app import create
from dateline.web.desk import Desk, Options

HOME = "http://127.0.0.1:8000"


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

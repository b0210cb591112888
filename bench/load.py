"""Many people on the page for a while, while reports are taken in. In: how many, and how long. Out: answers, errors, times, memory.

    python bench/load.py [--users 50] [--seconds 600] [--reports 400] [--record]

A real server on this machine, sessions of their own for everybody; each looks at a screen, thinks for some seconds, and goes on; one in ten
decides about a record. Beside them a process takes in a report a second. The gate: no error, p95 of 500 ms, memory flat (less than a tenth
more at the end than after the first quarter). The load of the machine is told beside the figures: what others do on it counts too.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from invented import readings
from recorded import record

from dateline.stores import open_store

GATE_MS, GROWTH = 500.0, 1.10
THINKS = (2.0, 8.0)  # seconds between an answer and the next question of a person
HERE = Path(__file__).parent
SERVER = """
import json, sys
from pathlib import Path
import uvicorn
from dateline.web.access import Who
from dateline.web.app import create
from dateline.web.desk import Desk, Options
from dateline.web.serving import BACKLOG

port, users = int(sys.argv[2]), int(sys.argv[3])
desk = Desk(Options(Path(sys.argv[1]), port))
secrets = [desk.sessions.begin(Who(f"user{n}", "analyst")) for n in range(users)]
print(json.dumps({"cookie": desk.options.cookie, "secrets": secrets}), flush=True)
uvicorn.run(create(desk), host="127.0.0.1", port=port, log_level="warning", lifespan="off", backlog=BACKLOG)
"""
TAKER = """
import sys, time
from invented import readings
from dateline.stores import open_store
first, until = int(sys.argv[2]), time.monotonic() + float(sys.argv[3])
with open_store(sys.argv[1]) as store:
    for number, reading in enumerate(readings(1_000_000, first=first)):
        if time.monotonic() > until:
            break
        store.put(reading, reading.text.encode())
        print(number + 1, flush=True)
        time.sleep(1)
"""


@dataclass
class Told:
    """What happened: seconds of every answer, errors by kind, and memory of the server in megabytes with its moment."""

    seconds: list[float] = field(default_factory=list)
    errors: dict[str, int] = field(default_factory=dict)
    memory: list[tuple[float, float]] = field(default_factory=list)

    def failed(self, why: str) -> None:
        self.errors[why] = self.errors.get(why, 0) + 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--reports", type=int, default=400, help="reports that are kept at the beginning, of 25 records each")
    parser.add_argument("--record", action="store_true", help="write the figures down for docs/reliability.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "kept.db")
        screens, records = filled(path, options.reports)
        told, taken = loaded(path, screens, records, options)
    figure, good = judged(told, taken, options)
    print(figure)
    if options.record:
        record("load", figure, f"bench/load.py --users {options.users} --seconds {options.seconds:g} --reports {options.reports}")
    if not good:
        sys.exit(1)


def filled(path: Path, reports: int) -> tuple[list[str], list[str]]:
    """A database, the screens that people look at, and records that they decide about."""
    with open_store(path) as store:
        for _ in store.put_all((r, r.text.encode()) for r in readings(reports)):
            pass
        listed, _ = store.reports(limit=40)
        found = [reading.records[0].id for reading, _ in zip(store.excerpts(), range(40), strict=False)]
    screens = [
        "/",
        "/reports",
        "/reports?page=3",
        "/queue",
        "/queue?kind=toll",
        "/records?kind=toll",
        "/records?words=army",
        "/map",
        "/history",
    ]
    return [*screens, *(f"/report/{item.report.id.removeprefix('sha256:')}" for item in listed)], found


def loaded(path: Path, screens: list[str], records: list[str], options: argparse.Namespace) -> tuple[Told, int]:
    """Let them all loose, and wait for their end."""
    port, told = free_port(), Told()
    server = started(SERVER, path, port, options.users)
    taker = started(TAKER, path, options.reports, options.seconds)
    try:
        entry = json.loads((server.stdout or sys.stdin).readline())
        wait_for(port)
        until = time.monotonic() + options.seconds
        people = [Person(port, f"{entry['cookie']}={s}", screens, records, told, n, until) for n, s in enumerate(entry["secrets"])]
        watch = threading.Thread(target=watched, args=(server.pid, told, until))
        for thread in (*people, watch):
            thread.start()
        for thread in (*people, watch):
            thread.join()
    finally:
        for process in (server, taker):
            process.terminate()
    taken = len((taker.stdout or sys.stdin).read().splitlines())
    for process in (server, taker):
        process.wait(30)
    return told, taken


def started(code: str, *arguments: object) -> subprocess.Popen[str]:
    paths = os.pathsep.join([str(HERE), str(HERE.parent), os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": paths})


def free_port() -> int:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def wait_for(port: int) -> None:
    """Until the server answers. Raises SystemExit after two minutes."""
    import socket

    for _ in range(1200):
        try:
            socket.create_connection(("127.0.0.1", port), 5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server does not answer")


class Person(threading.Thread):
    """Somebody who looks at screens, thinks, and sometimes decides."""

    def __init__(self, port: int, cookie: str, screens: list[str], records: list[str], told: Told, number: int, until: float) -> None:
        super().__init__(daemon=True)
        self._chance = random.Random(number)
        self._port, self._cookie, self._screens, self._records, self._told, self._until = port, cookie, screens, records, told, until

    def run(self) -> None:
        time.sleep(self._chance.uniform(0, THINKS[1]))
        while time.monotonic() < self._until:
            decides = self._chance.random() < 0.1
            self._ask(*(self._decision() if decides else ("GET", self._chance.choice(self._screens), None)))
            time.sleep(self._chance.uniform(*THINKS))

    def _decision(self) -> tuple[str, str, str]:
        form = {"verdict": self._chance.choice(("accept", "reject", "unsure")), "reason": "as the report says"}
        return "POST", f"/record/{self._chance.choice(self._records)}/decide", urlencode(form)

    def _ask(self, method: str, path: str, body: str | None) -> None:
        home = f"http://127.0.0.1:{self._port}"
        heads = {"Cookie": self._cookie, "Origin": home, "Content-Type": "application/x-www-form-urlencoded"}
        begun = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            connection.request(method, path, body, heads)
            answer = connection.getresponse()
            answer.read()
            if answer.status not in (200, 303, 409):  # 409: somebody else decided meanwhile, which is told
                self._told.failed(f"{answer.status} {path.split('?')[0].split('/')[1]}")
        except OSError as error:
            self._told.failed(type(error).__name__)
        finally:
            connection.close()
        self._told.seconds.append(time.perf_counter() - begun)


def watched(pid: int, told: Told, until: float) -> None:
    """The memory of the server, every second."""
    while time.monotonic() < until:
        told.memory.append((time.monotonic(), resident(pid)))
        time.sleep(1)


def resident(pid: int) -> float:
    """The megabytes that a process holds; 0 where the system does not tell."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except OSError:
        return 0.0


def judged(told: Told, taken: int, options: argparse.Namespace) -> tuple[str, bool]:
    """The figures in words, and whether they are as they must be."""
    times = sorted(told.seconds)
    p50, p95 = (times[int(len(times) * share)] * 1000 for share in (0.5, 0.95))
    quarter = [m for _, m in told.memory][len(told.memory) // 4 :]
    begin, end = (sum(part) / max(1, len(part)) for part in (quarter[:10], quarter[-10:]))
    errors = sum(told.errors.values())
    words = (
        f"{options.users} people for {options.seconds:g} s: {len(times):,} answers, {errors} errors, p50 {p50:.0f} ms, p95 {p95:.0f} ms, "
    )
    words += f"server {begin:.0f} MB, then {end:.0f} MB; {taken} reports taken in beside them"
    if told.errors:
        words += f" ({', '.join(f'{why} {count}' for why, count in sorted(told.errors.items()))})"
    return words, not errors and p95 <= GATE_MS and end <= begin * GROWTH and taken > 0


if __name__ == "__main__":
    main()

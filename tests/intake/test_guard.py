"""The process that reads what may be hostile: what breaks it costs one report, and is named."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.errors import InputError
from dateline.intake import Guard, documents
from dateline.intake.guard import Bounds
from dateline.intake.parts import Aside, Options, Part
from dateline.types import Document

SAMPLES = Path(__file__).parents[2] / "samples"
TEXT = b"The army said on Monday that it had taken the town, and residents said that the hospital was closed."
FILES = {path.name: path.read_bytes() for path in sorted(SAMPLES.iterdir()) if path.suffix not in (".md", ".txt")}
FILES["nothing.zip"] = b""

# What stands in for a parser that breaks: a reader of a format of its own, loaded in the guarded process from a folder on its path.
BREAKING = """
import os, signal, time
def read(part, raw, options):
    if b"die" in raw:
        os.kill(os.getpid(), signal.SIGSEGV)
    if b"spin" in raw:
        while True: pass
    if b"sleep" in raw:
        time.sleep(60)
    if b"eat" in raw:
        held = bytearray(3_000_000_000)
    raise KeyError("odd")
"""


@pytest.fixture
def fragile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Guard]:
    """A guard whose process reads letters with the breaking reader."""
    (tmp_path / "breaking.py").write_text(BREAKING)
    (tmp_path / "sitecustomize.py").write_text("from dateline.intake import leaf\nleaf.READERS['mail'] = 'breaking'\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    with Guard(Bounds(processor=2)) as guard:
        yield guard


def reasons(guard: Guard, raw: bytes) -> list[str]:
    found = guard.items(Part("x.eml", "x.eml", raw, "mail"), Options())
    return [item.reason if isinstance(item, (InputError, Aside)) else item.text for item in found]


@pytest.mark.skipif(os.name == "nt", reason="bounds of POSIX")
@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"die", "damaged or hostile: the process that read it died (SIGSEGV)"),
        (b"spin", "took more than 2 s of the processor: given up"),
        (b"eat", "needs more memory than it may take: given up"),
        (b"other", "damaged: KeyError: 'odd'"),
    ],
)
def test_what_breaks_the_process_is_named_and_the_next_is_read(fragile: Guard, raw: bytes, reason: str) -> None:
    assert reasons(fragile, raw) == [reason]
    (after,) = fragile.items(Part("y.txt", "y.txt", TEXT, "plain"), Options())
    assert isinstance(after, Document)
    assert after.raw == TEXT


def test_what_sleeps_is_given_up(fragile: Guard) -> None:
    with Guard(Bounds(clock=1.5)) as guard:
        assert reasons(guard, b"sleep") == ["took longer than 1.5 s: given up"]


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_member_that_breaks_the_process_costs_no_other_member(fragile: Guard, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for name, raw in (("1.txt", TEXT), ("2.eml", b"die"), ("3.txt", TEXT + b" 3"), ("4.eml", b"die"), ("5.txt", TEXT + b" 5")):
            archive.writestr(name, raw)
    found = list(documents(tmp_path / "all.zip", guard=fragile))
    assert [isinstance(item, Document) for item in found] == [True, False, True, False, True]
    assert isinstance(found[1], InputError)
    assert found[1].where.endswith("all.zip!2.eml")
    assert signal.SIGSEGV.name in found[1].reason


def test_stopping_in_the_midst_of_a_container_leaves_the_guard_usable(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for number in range(5):
            archive.writestr(f"{number}.txt", TEXT + str(number).encode())
    with Guard() as guard:
        first = next(found := documents(tmp_path / "all.zip", guard=guard))
        found.close()  # type: ignore[attr-defined]
        assert isinstance(first, Document)
        assert len(list(documents(tmp_path / "all.zip", guard=guard))) == 5


def test_a_script_without_a_main_guard_can_read_a_page(tmp_path: Path) -> None:
    program = tmp_path / "script.py"
    program.write_text(f"from dateline import intake\nprint(len(list(intake.documents({str(SAMPLES / 'page.html')!r}))))\n")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, env=environment, timeout=60)
    assert (done.stdout.strip(), done.stderr) == ("1", "")


@pytest.fixture(scope="module")
def shared() -> Iterator[Guard]:
    with Guard() as guard:
        yield guard


EDIT = st.tuples(st.sampled_from(("cut", "drop", "put", "swell")), st.floats(0, 1), st.binary(max_size=12))


def edited(raw: bytes, how: str, share: float, piece: bytes) -> bytes:
    at = int(share * len(raw))
    if how == "cut":
        return raw[:at]
    if how == "drop":
        return raw[:at] + raw[at + 1 + len(piece) ** 2 :]
    return raw[:at] + piece * (1 if how == "put" else 3_000) + raw[at:]


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(FILES)), st.lists(EDIT, min_size=1, max_size=4), st.sampled_from(("", ".txt", ".gz", ".html", ".csv")))
def test_broken_files_of_every_format_end_in_words_or_a_reason(
    shared: Guard, tmp_path_factory: pytest.TempPathFactory, name: str, edits: list[tuple[str, float, bytes]], suffix: str
) -> None:
    raw = FILES[name]
    for edit in edits:
        raw = edited(raw, *edit)
    path = tmp_path_factory.getbasetemp() / f"broken-{name}{suffix}"
    path.write_bytes(raw)
    found = list(documents(path, guard=shared))
    assert found
    for item in found:
        assert item.reason.strip() if isinstance(item, InputError) else any(c.isalpha() for c in item.text)
        if isinstance(item, Document):
            assert all(s.span.of(item.text).strip() for s in item.sections)


def test_errors_pass_between_processes_and_into_json() -> None:
    import pickle

    error = pickle.loads(pickle.dumps(InputError("a", "b")))
    assert (error.where, error.reason, json.dumps(str(error))) == ("a", "b", '"a: b"')

"""The folder of a run after stops, and with two processes at it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dateline.engines.folder import Asked, Quarantined, opened
from dateline.engines.work import differences, program
from dateline.errors import DatelineError

FACTS = {"number": 0, "part": "a", "read": 2, "failed": 0, "digest": "0", "last": None, "seconds": 0.1}


def test_what_was_told_is_there_again(tmp_path: Path) -> None:
    asked = Asked(("a.txt", "b"), program(columns={"text": "body"}), str(tmp_path / "parts"), "jsonl")
    with opened(tmp_path) as run:
        assert run.asked() is None
        run.ask(asked)
        run.finished("k1", FACTS)
        run.finished("k2", FACTS)
        run.kept("k1", "x.db")
        run.give_up(Quarantined("k1", 3, "r3", "died"))
        run.again(["k2"])
    with opened(tmp_path, write=False) as run:
        assert run.asked() == asked
        assert list(run.done) == ["k1"]
        assert run.loaded == {("k1", "x.db")}
        assert run.skipped("k1") == {3: "died"}
        assert run.skipped("k2") == {}


def test_a_line_that_was_cut_off_does_not_count_and_the_next_stands_alone(tmp_path: Path) -> None:
    with opened(tmp_path) as run:
        run.finished("k1", FACTS)
    for torn in (b'{"done": "k2", "num', b"{", b"\x00\x00"):
        with (tmp_path / "manifest.jsonl").open("ab") as out:
            out.write(torn)
        with opened(tmp_path) as run:
            assert list(run.done)[-1] != "k2"
            run.finished("k3", FACTS)
        with opened(tmp_path) as run:
            assert list(run.done) == ["k1", "k3"]


def test_one_process_writes(tmp_path: Path) -> None:
    pytest.importorskip("fcntl")
    with opened(tmp_path), pytest.raises(DatelineError, match="another process is at this run"), opened(tmp_path):
        pass


def test_a_folder_without_a_run_is_refused_for_looking(tmp_path: Path) -> None:
    with pytest.raises(DatelineError, match="there is no run in this folder"), opened(tmp_path, write=False):
        pass
    (tmp_path / "run.json").write_text("[]", encoding="utf-8")
    with opened(tmp_path, write=False) as run, pytest.raises(DatelineError, match="no run of dateline's"):
        run.asked()


def test_programs_say_in_what_they_differ() -> None:
    here = program()
    assert differences(here, program()) == []
    assert differences(here, replace(here, weights="0" * 16)) == [f"weights {here.weights} / {'0' * 16}"]
    assert program(force=True).key != here.key

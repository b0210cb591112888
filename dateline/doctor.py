"""Whether this installation is whole and reads as it should. In: a database that may be there. Out: findings: sound, doubtful or
wrong, with what to do about it. Nothing is changed, and nothing is asked of any other machine.
"""

from __future__ import annotations

import hashlib
import json
import locale
import platform
import shutil
import sqlite3
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module, metadata, resources
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from dateline import __version__, output
from dateline.errors import DataError, DatelineError, InputError, StoreError
from dateline.settings import Server, Where, home
from dateline.types import Reading

# What does the work is imported where it is looked at: one part that cannot be loaded must not keep the others from being told.

SOUND, DOUBTFUL, WRONG = "sound", "doubtful", "wrong"
REINSTALL = "install dateline again: pip install --force-reinstall dateline"
LIBRARIES = ("onnxruntime", "tokenizers", "numpy", "lxml", "trafilatura", "pyarrow")
SCORES = frozenset({"score", "confidence"})
PAGE = b"<html><head><title>Doctor</title></head><body><article><h1>Bridge shut</h1><p>%s</p></article></body></html>"
FEATURES = {
    "STRICT tables": "CREATE TABLE a (b TEXT) STRICT",
    "full text": "CREATE VIRTUAL TABLE c USING fts5 (d)",
    "fragments": "CREATE VIRTUAL TABLE e USING fts5 (f, tokenize = 'trigram')",
    "R*Tree": "CREATE VIRTUAL TABLE g USING rtree (h, i, j)",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: how it stands (sound, doubtful or wrong), what was found, and what to do where it is not sound."""

    name: str
    state: str
    found: str
    remedy: str = ""


@cache
def table() -> dict[str, Any]:
    """What is looked for."""
    return tomllib.loads(resources.files("dateline").joinpath("doctor.toml").read_text(encoding="utf-8"))


def examine(database: Where | None, *, deep: bool = False) -> Iterator[Finding]:
    """Look at everything, one after the other. With `deep` every reading of the database is looked at too."""
    for look in (
        versions,
        libraries,
        weights,
        places,
        tables,
        own_tables,
        onnx,
        sqlite,
        language_of_the_system,
        disks(database),
        guarded,
        read_itself,
        page,
    ):
        yield look()
    if database is not None:
        yield kept(database, deep=deep)


def versions() -> Finding:
    """Which versions are at work."""
    here = f"dateline {__version__}, Python {platform.python_version()}, {platform.platform()}"
    old = sys.version_info < (3, 11)
    return Finding("versions", WRONG if old else SOUND, here, "use Python 3.11 or newer" if old else "")


def libraries() -> Finding:
    """Whether the libraries can be loaded, and which versions they are."""
    missing = [name for name in LIBRARIES if not _loads(name)]
    if missing:
        return Finding("libraries", WRONG, f"cannot be loaded: {', '.join(missing)}", REINSTALL)
    return Finding("libraries", SOUND, ", ".join(f"{name} {metadata.version(name)}" for name in LIBRARIES))


def _loads(name: str) -> bool:
    try:
        import_module(name)
    except ImportError:
        return False
    return True


def _proved(name: str, prove: Callable[[], str], remedy: str = REINSTALL) -> Finding:
    """Sound with what the proof found; wrong with the reason where it raises one of our errors, or cannot be begun."""
    try:
        return Finding(name, SOUND, prove())
    except (DatelineError, ImportError, OSError, tomllib.TOMLDecodeError) as error:
        return Finding(name, WRONG, str(error), remedy)


def weights() -> Finding:
    """Whether the weights are those that their card names."""

    def prove() -> str:
        from dateline.model import core

        card = core.check(core.WEIGHTS)
        return ", ".join(f"{name} {digest[:12]}" for name, digest in sorted(card["sha256"].items()))

    return _proved("weights", prove)


def places() -> Finding:
    """Whether the place index is the one that was built."""

    def prove() -> str:
        from dateline.gazetteer import index

        index.check(index.DATA)
        seal = json.loads((index.DATA / "places.json").read_text(encoding="utf-8"))
        return f"{seal['sha256'][:12]}, made from {', '.join(f'{k} {v[:12]}' for k, v in seal['made_from'].items())}"

    return _proved("place index", prove)


def tables() -> Finding:
    """Whether the tables of kinds and languages are all there and agree."""

    def prove() -> str:
        from dateline.kinds import KINDS

        return f"{len(KINDS)} kinds, words of English {_digest(resources.files('dateline.languages').joinpath('en'))}"

    return _proved("tables", prove)


def _digest(folder: Any) -> str:
    digest = hashlib.sha256()
    for file in sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name):
        tomllib.loads(file.read_text(encoding="utf-8"))
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def own_tables() -> Finding:
    """Whether the user's own actors and places can be read."""

    def prove() -> str:
        from dateline.languages import own

        known = own.language("en", home()).table("own")
        return ", ".join(f"{name} {digest}" for name, digest in sorted(known.items())) or "none"

    return _proved("your tables", prove, f"mend the row that is named, or move the file out of {home()}")


def onnx() -> Finding:
    """Whether the engine of the model can work here."""

    def prove() -> str:
        import onnxruntime

        offered = onnxruntime.get_available_providers()
        if "CPUExecutionProvider" not in offered:
            raise DataError(f"offers only {', '.join(offered)}")
        return f"offers {', '.join(offered)}"

    return _proved("onnxruntime", prove)


def sqlite() -> Finding:
    """Whether this SQLite can hold a database of dateline."""
    needed = tuple(int(part) for part in table()["needs"]["sqlite"].split("."))
    missing = [] if sqlite3.sqlite_version_info >= needed else [f"version {table()['needs']['sqlite']}"]
    memory = sqlite3.connect(":memory:")
    for name, statement in FEATURES.items():
        try:
            memory.execute(statement)
        except sqlite3.OperationalError:
            missing.append(name)
    memory.close()
    remedy = "use a Python whose SQLite has these, such as the one of Debian 12 or of python.org" if missing else ""
    found = f"{sqlite3.sqlite_version} lacks {', '.join(missing)}" if missing else f"{sqlite3.sqlite_version} has {', '.join(FEATURES)}"
    return Finding("SQLite", WRONG if missing else SOUND, found, remedy)


def language_of_the_system() -> Finding:
    """Whether names of files and what is printed can hold any letter."""
    files, words, out = sys.getfilesystemencoding(), locale.getpreferredencoding(False), getattr(sys.stdout, "encoding", None) or "none"
    good = all(name.lower().replace("-", "") == "utf8" for name in (files, words))
    remedy = "" if good else "set PYTHONUTF8=1, or a locale that ends in .UTF-8"
    return Finding("letters", SOUND if good else DOUBTFUL, f"names of files {files}, files {words}, output {out}", remedy)


def disks(database: Where | None) -> Callable[[], Finding]:
    """Whether there is room where the database and passing files are."""
    near = Path(tempfile.gettempdir()) if database is None or isinstance(database, Server) else database.absolute().parent
    folders = [folder for folder in dict.fromkeys((near, Path(tempfile.gettempdir()))) if folder.is_dir()]

    def look() -> Finding:
        free = {str(folder): shutil.disk_usage(folder).free // 1_000_000 for folder in folders}
        least, needs = min(free.values()), table()["needs"]
        state = WRONG if least < needs["disk_wrong"] else DOUBTFUL if least < needs["disk_low"] else SOUND
        found = ", ".join(f"{megabytes:,} MB free at {folder}" for folder, megabytes in free.items())
        return Finding("disk", state, found, "" if state == SOUND else "make room before you read more: what is kept stays whole")

    return look


def guarded() -> Finding:
    """Whether what may be hostile is read in a process of its own here."""

    def prove() -> str:
        from dateline import intake

        words = " ".join(table()["test"]["text"].split())
        with tempfile.TemporaryDirectory() as folder, intake.Guard() as guard:
            file = Path(folder, "page.html")
            file.write_bytes(PAGE % words.encode())
            (found,) = intake.documents(file, guard=guard)
        if isinstance(found, InputError):
            raise DataError(found.reason)
        return f"a page of {len(found.text)} letters was read in a process of its own"

    return _proved("guard", prove, "allow this program to start processes")


def read_itself() -> Finding:
    """Whether the text of the self-test is read as it was when this version was made."""
    pinned = table()["test"]["said"]
    finding = _proved("self-test", lambda: self_test()[:16])
    if finding.state == SOUND and not pinned.startswith(finding.found):
        remedy = f"{REINSTALL}; where that does not help, this machine reckons otherwise: tell us which it is"
        return Finding("self-test", WRONG, f"read as {finding.found}; this version reads {pinned[:16]}", remedy)
    return finding


def self_test() -> str:
    """The fingerprint of the reading of the self-test, read without tables and readers of the user's own."""
    from dateline import intake, languages, pipeline

    document = intake.document_from_bytes(table()["test"]["text"].encode(), "the self-test")
    return fingerprint(pipeline.read_document(document, pipeline.READERS, language=languages.load("en")))


def page() -> Finding:
    """Whether `dateline serve` can open the page."""
    lacking = [name for name in ("fastapi", "uvicorn", "jinja2", "argon2") if find_spec(name) is None]
    if lacking:
        return Finding("page", DOUBTFUL, f"{', '.join(lacking)} missing: no `dateline serve`", "pip install 'dateline[web]'")
    drawn = resources.files("dateline.web").joinpath("static", "vendor", "world.geojson").is_file()
    remedy = "" if drawn else "install from a wheel, or with npm at hand"
    return Finding("page", SOUND if drawn else DOUBTFUL, "ready" if drawn else "ready, but its map has no outlines", remedy)


def kept(database: Where, *, deep: bool) -> Finding:
    """Whether the database is sound: what is in it and its ledger; with `deep` its file, indexes and every reading too."""
    from dateline.stores import care, open_store

    if isinstance(database, Path) and not database.exists():
        return Finding("database", SOUND, f"{database}: not there yet")
    try:
        with open_store(database, write=deep) as store:
            reports, records = store.count()
            broken = store.ledger.verify()
            problems = [f"ledger: entry {broken.number}: {broken.reason}"] if broken else []
            problems += [f"{check.name}: {problem}" for check in (care.check(store) if deep else ()) for problem in check.problems]
    except StoreError as error:
        return Finding("database", WRONG, str(error), "`dateline db check` looks closer; `dateline db upgrade` brings an older one up")
    found = f"{database}: {reports} reports, {records} records, ledger unbroken" + (", everything looked at" if deep else "")
    if problems:
        return Finding("database", WRONG, f"{database}: {'; '.join(problems)}", "go back to a copy that `dateline db backup` made")
    return Finding("database", SOUND, found)


def fingerprint(reading: Reading) -> str:
    """A SHA-256 over what is said in a reading, without scores: their last digits may differ from one kind of processor to another."""
    said = json.dumps(_without_scores(output.as_json(reading)), ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(said.encode("ascii")).hexdigest()


def _without_scores(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_scores(inner) for name, inner in value.items() if name not in SCORES}
    return [_without_scores(inner) for inner in value] if isinstance(value, list) else value

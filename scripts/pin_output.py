"""Pins what is read in the samples. In: the reason why it changed. Out: `tests/trust/pinned.toml` and a line of `dateline/doctor.toml`.

`scripts/pin-output REASON` runs this. Without a reason it only tells which samples are read otherwise than pinned, and then ends with 1.
"""

from __future__ import annotations

import hashlib
import platform
import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

from dateline import __version__, doctor, languages, output, pipeline
from dateline.batch import read_many
from dateline.errors import InputError
from dateline.types import Document, Reading

ROOT = Path(__file__).resolve().parent.parent
PINNED = ROOT / "tests" / "trust" / "pinned.toml"
DOCTOR = ROOT / "dateline" / "doctor.toml"
SAMPLES = ROOT / "samples"
ENGINES = ("onnxruntime", "tokenizers", "numpy")
HEAD = (
    "# What is read in each sample, as digests: `said` without scores, `whole` with them. `scripts/pin-output REASON` writes this file.\n"
)


def pinned() -> dict[str, dict[str, str]]:
    """What was pinned last: a table of facts (`made`), and one for each kind of digest."""
    return tomllib.loads(PINNED.read_text(encoding="utf-8")) if PINNED.exists() else {}


def machine() -> dict[str, str]:
    """What the last digits of scores hang on."""
    return {name: metadata.version(name) for name in ENGINES} | {"processor": platform.machine(), "instructions": instructions()}


def instructions() -> str:
    """Which instructions for small integers this processor has, where the system tells."""
    try:
        flags = set(re.findall(r"\w+", Path("/proc/cpuinfo").read_text(encoding="utf-8")))
    except OSError:
        return "unknown"
    return (
        " ".join(name for name in ("avx2", "avx512f", "avx_vnni", "avx512_vnni", "amx_int8", "asimddp", "i8mm") if name in flags) or "none"
    )


def digests() -> dict[str, dict[str, str]]:
    """The digests of every sample: all its readings, one behind the other."""
    found: dict[str, dict[str, str]] = {"said": {}, "whole": {}}
    for path in sorted(p for p in SAMPLES.iterdir() if p.name not in ("README.md", "known-events.csv")):
        readings = [_read(item.document) for item in read_many([path], jobs=1) if not isinstance(item, InputError)]
        found["said"][path.name] = _together(doctor.fingerprint(r) for r in readings)
        found["whole"][path.name] = _together(output.dumps(output.as_json(r)) for r in readings)
    return found


def _read(document: Document) -> Reading:
    return pipeline.read_document(document, pipeline.READERS, language=languages.load("en"))


def _together(lines: object) -> str:
    return hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest()  # type: ignore[call-overload]


def changed(old: dict[str, dict[str, str]], new: dict[str, dict[str, str]], kind: str) -> list[str]:
    """The samples whose digests differ, or that only one of the two has."""
    was, now = old.get(kind, {}), new[kind]
    return sorted(name for name in was.keys() | now.keys() if was.get(name) != now.get(name))


def write(new: dict[str, dict[str, str]], reason: str) -> None:
    """Pin these digests, and that of the self-test."""
    tables = {"made": {"version": __version__, "reason": reason} | machine(), **new}
    parts = [f"\n[{name}]\n" + "".join(f'"{k}" = {_quoted(v)}\n' for k, v in rows.items()) for name, rows in tables.items()]
    PINNED.write_text(HEAD + "".join(parts), encoding="utf-8")
    text = DOCTOR.read_text(encoding="utf-8")
    DOCTOR.write_text(re.sub(r'(?m)^said = ".*"$', f'said = "{doctor.self_test()}"', text), encoding="utf-8")


def _quoted(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def main() -> None:
    """The command."""
    reason = " ".join(sys.argv[1:]).strip()
    old, new = pinned(), digests()
    for kind in ("said", "whole"):
        print(f"{kind}: {', '.join(changed(old, new, kind)) or 'nothing'} changed")
    if reason:
        write(new, reason)
    elif changed(old, new, "whole"):
        sys.exit(1)


if __name__ == "__main__":
    main()

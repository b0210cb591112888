"""What dateline is made of. In: the locks in `requirements`, the licences in `requirements/licences.toml`. Out: docs/licences.md and the
bill of materials, requirements/sbom.cdx.json (CycloneDX 1.6). `scripts/licences` and `scripts/sbom` run this.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from dateline import __version__

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "requirements"
LOCKS = {"run": FOLDER / "run.lock", "dev": FOLDER / "dev.lock"}
PAGE = ROOT / "docs" / "licences.md"
BILL = FOLDER / "sbom.cdx.json"
LOCKED = re.compile(
    r"^([A-Za-z0-9._-]+)==(\S+?)(?:\s*;\s*([^\\\n]+?))?\s*\\\n((?:\s+--hash=sha256:[0-9a-f]{64}(?:\s*\\)?\n?)+)", re.MULTILINE
)
HEAD = """# What it is made of, and under which licences

Made by `scripts/licences` from the locks in `requirements` and from `requirements/licences.toml`; a test keeps it in step with them, and
another compares it with what the packages say of themselves. The same with hashes, for machines: `requirements/sbom.cdx.json` (CycloneDX).
"""
TITLES = {
    "run": "## What runs the program and its page",
    "dev": "## What only its tests and checks need",
    "data": "## Data and files that the package carries",
}


@dataclass(frozen=True, slots=True)
class Locked:
    """A package of a lock: its name, version, the systems that it is for (all where empty), and the hashes that it may have."""

    name: str
    version: str
    only: str
    hashes: tuple[str, ...]


@cache
def table() -> Mapping[str, Any]:
    """The licences, by hand: what is allowed, what each package has, and the data."""
    return tomllib.loads((FOLDER / "licences.toml").read_text(encoding="utf-8"))


def locked(lock: str) -> list[Locked]:
    """The packages of a lock in their order."""
    text = LOCKS[lock].read_text(encoding="utf-8")
    return [Locked(plain(m[1]), m[2], m[3] or "", tuple(re.findall(r"sha256:([0-9a-f]{64})", m[4]))) for m in LOCKED.finditer(text)]


def plain(name: str) -> str:
    """A name of a package as all tools write it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def only_dev() -> list[Locked]:
    """What the tests need and the program does not."""
    run = {item.name for item in locked("run")}
    return [item for item in locked("dev") if item.name not in run]


def licence_of(name: str) -> str:
    """The licence of a package. Raises LookupError for one that nobody has looked at."""
    return str(table()["packages"][name])


def is_allowed(licence: str, lists: tuple[str, ...]) -> bool:
    """Whether an SPDX expression (AND and OR, without brackets) lets itself be met with the licences of these lists."""
    known = {name for part in lists for name in table()["allowed"][part]}
    return any(all(name.strip() in known for name in choice.split(" AND ")) for choice in licence.split(" OR "))


# ---------------------------------------------------------------- the page


def page() -> str:
    """docs/licences.md."""
    return "\n".join([HEAD, *_rows("run", locked("run")), *_rows("dev", only_dev()), *_data()])


def _rows(part: str, items: list[Locked]) -> Iterator[str]:
    yield from (TITLES[part], "", "| package | version | licence | |", "|---|---|---|---|")
    notes = table()["notes"]
    for item in items:
        yield f"| {item.name} | {item.version} | {licence_of(item.name)} | {notes.get(item.name, '')} |"
    yield ""


def _data() -> Iterator[str]:
    yield from (TITLES["data"], "", "| what | licence | from |", "|---|---|---|")
    for item in table()["data"]:
        yield f"| {item['name']} | {item['licence']} | {item['from']} |"
    yield ""


# ---------------------------------------------------------------- the bill of materials


def bill() -> str:
    """The bill of materials: the same locks give the same bytes."""
    parts = [*(_package(item) for item in locked("run")), *(_datum(item) for item in table()["data"])]
    seed = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
    own = {"type": "application", "name": "dateline", "version": __version__, "bom-ref": "dateline", "licenses": _licences("Apache-2.0")}
    return (
        json.dumps(
            {
                "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
                "bomFormat": "CycloneDX",
                "specVersion": "1.6",
                "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, seed)}",
                "version": 1,
                "metadata": {"component": own},
                "components": parts,
                "dependencies": [{"ref": "dateline", "dependsOn": [part["bom-ref"] for part in parts]}],
            },
            indent=1,
        )
        + "\n"
    )


def _package(item: Locked) -> dict[str, Any]:
    address = f"pkg:pypi/{item.name}@{item.version}"
    found: dict[str, Any] = {"type": "library", "name": item.name, "version": item.version, "purl": address, "bom-ref": address}
    found |= {"licenses": _licences(licence_of(item.name)), "properties": [{"name": "dateline:sha256", "value": h} for h in item.hashes]}
    return found


def _datum(item: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "data", "name": item["name"], "bom-ref": f"data:{item['name']}", "description": item["from"]}
    return found | {"licenses": _licences(item["licence"])}


def _licences(licence: str) -> list[dict[str, Any]]:
    simple = " AND " not in licence and " OR " not in licence
    if simple and not licence.startswith("LicenseRef-"):
        return [{"license": {"id": licence}}]
    return [{"expression": licence}]


def main() -> None:
    """Write what is asked for: `licences`, `sbom`."""
    for name in sys.argv[1:]:
        target, text = {"licences": (PAGE, page), "sbom": (BILL, bill)}[name]
        target.write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()

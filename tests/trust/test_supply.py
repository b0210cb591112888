"""What the program is made of is locked with hashes, known by licence, and listed for people and machines."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
Script = Callable[[str], ModuleType]


@pytest.fixture(scope="module")
def supply(script: Script) -> ModuleType:
    return script("scripts/supply.py")


def asked(extra: str | None) -> list[Requirement]:
    """What pyproject.toml asks for itself, with an extra and the extras that it names."""
    words = [*PROJECT["dependencies"], *(PROJECT["optional-dependencies"][extra] if extra else ())]
    found = [Requirement(w) for w in words]
    inner = [Requirement(w) for r in found if r.name == "dateline" for e in r.extras for w in PROJECT["optional-dependencies"][e]]
    return [r for r in (*found, *inner) if r.name != "dateline"]


@pytest.mark.parametrize(("lock", "extra"), [("run", "web"), ("dev", "dev")])
def test_the_lock_fits_what_is_asked_for(supply: ModuleType, lock: str, extra: str) -> None:
    versions = {item.name: item.version for item in supply.locked(lock)}
    for requirement in asked(extra):
        name = supply.plain(requirement.name)
        assert name in versions, f"{name} is not in requirements/{lock}.lock: run scripts/lock"
        assert requirement.specifier.contains(versions[name]), f"{name}: run scripts/lock"


@pytest.mark.parametrize("lock", ["run", "dev"])
def test_everything_in_the_lock_has_hashes(supply: ModuleType, lock: str) -> None:
    text = supply.LOCKS[lock].read_text(encoding="utf-8")
    packages = re.findall(r"^[A-Za-z0-9._-]+==", text, flags=re.MULTILINE)
    items = supply.locked(lock)
    assert len(items) == len(packages) > 20
    assert all(item.hashes for item in items)
    assert not re.search(r"https?://|file:|/opt/|--index|--find-links", text)


def test_both_locks_name_the_same_versions(supply: ModuleType) -> None:
    run = {(item.name, item.only): item.version for item in supply.locked("run")}
    dev = {(item.name, item.only): item.version for item in supply.locked("dev")}
    assert {key: dev[key] for key in run if key in dev} == {key: run[key] for key in run if key in dev}
    assert {name for name, _ in run} <= {name for name, _ in dev}


def test_every_licence_is_known_and_allowed(supply: ModuleType) -> None:
    for item in supply.locked("run"):
        assert supply.is_allowed(supply.licence_of(item.name), ("run",)), f"{item.name}: {supply.licence_of(item.name)}"
    for item in supply.only_dev():
        assert supply.is_allowed(supply.licence_of(item.name), ("run", "dev")), f"{item.name}: {supply.licence_of(item.name)}"
    for datum in supply.table()["data"]:
        assert supply.is_allowed(datum["licence"], ("run", "data")), datum["name"]


def test_what_is_not_allowed_is_refused(supply: ModuleType) -> None:
    assert not supply.is_allowed("AGPL-3.0-only", ("run", "dev"))
    assert not supply.is_allowed("MIT AND GPL-3.0-only", ("run",))
    assert supply.is_allowed("GPL-3.0-only OR MIT", ("run",))


def test_the_packages_say_of_themselves_what_the_list_says(supply: ModuleType) -> None:
    """Only those that are installed here can be asked."""
    asked_for = 0
    for name, licence in supply.table()["packages"].items():
        told = told_by(name)
        if told:
            asked_for += 1
            known = {word for choice in licence.split(" OR ") for word in choice.split(" AND ")}
            assert known & told or supply.table()["notes"].get(name), f"{name}: the list says {licence}, the package {sorted(told)}"
    assert asked_for > 20


def told_by(name: str) -> set[str]:
    """The licences that an installed package names, as SPDX where it does."""
    spdx = tomllib.loads((ROOT / "requirements" / "licences.toml").read_text(encoding="utf-8"))["told"]
    try:
        facts = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return set()
    if expression := facts.get("License-Expression"):
        return {word.strip("() ") for word in re.split(r" AND | OR ", expression)}
    classifiers = [c.rpartition(":: ")[2] for c in facts.get_all("Classifier") or [] if c.startswith("License ::")]
    words = [*classifiers, (facts.get("License") or "").split("\n")[0][:40].strip()]
    return {spdx[word] for word in words if word in spdx}


def test_the_list_for_people_is_in_step(supply: ModuleType) -> None:
    assert supply.PAGE.read_text(encoding="utf-8") == supply.page(), "run scripts/licences"


def test_the_bill_for_machines_is_in_step_and_whole(supply: ModuleType) -> None:
    text = supply.BILL.read_text(encoding="utf-8")
    assert text == supply.bill(), "run scripts/sbom"
    bill = json.loads(text)
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    names = {part["name"] for part in bill["components"]}
    assert {item.name for item in supply.locked("run")} <= names
    assert all(part["licenses"] for part in bill["components"])
    assert len({part["bom-ref"] for part in bill["components"]}) == len(bill["components"])


def test_what_the_package_carries_is_in_the_list(supply: ModuleType) -> None:
    told = " ".join(item["name"] for item in supply.table()["data"])
    for word in ("Place index", "Weights", "MapLibre", "outlines", "Well-known actors"):
        assert word in told

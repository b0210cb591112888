"""What is read in the samples is pinned by version: a change is made on purpose, and says why."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import pytest

from dateline import __version__, doctor

Script = Callable[[str], ModuleType]


def test_the_samples_are_read_as_pinned(script: Script) -> None:
    pin = script("scripts/pin_output.py")
    old, new = pin.pinned(), pin.digests()
    same_engine = pin.machine().items() <= old["made"].items()
    kind = "whole" if same_engine else "said"  # the last digits of scores hang on the engine and the processor
    assert pin.changed(old, new, kind) == [], f'when this is meant: scripts/pin-output "why" (pinned on {old["made"]})'
    assert pin.changed(old, new, "said") == []


def test_the_pins_are_of_this_version_and_say_why(script: Script) -> None:
    made = script("scripts/pin_output.py").pinned()["made"]
    assert made["version"] == __version__
    assert len(made["reason"]) > 10


def test_the_self_test_of_the_doctor_is_pinned_with_them() -> None:
    assert doctor.self_test() == doctor.table()["test"]["said"], 'scripts/pin-output "why"'


def test_what_is_said_changes_the_pin_and_a_score_only_the_whole(script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    pin = script("scripts/pin_output.py")
    old = {"said": {"a": "1", "b": "2"}, "whole": {"a": "1", "b": "2"}}
    assert pin.changed(old, {"said": {"a": "1", "b": "2"}, "whole": {"a": "1", "b": "3"}}, "said") == []
    assert pin.changed(old, {"said": {"a": "1"}, "whole": {"a": "1", "b": "3"}}, "said") == ["b"]

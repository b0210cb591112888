"""The people who may sign in, in a file of their own beside the database. In: names, roles, passwords. Out: who somebody is.

Passwords are kept as Argon2id hashes. The file is written whole or not at all, and only its owner may read it.
"""

from __future__ import annotations

import json
import os
import re
import threading
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from dateline.errors import DatelineError
from dateline.web.access import Who, table

SHORTEST = 10
NAME = re.compile(r"[\w][\w .@-]{0,60}")


class Users:
    """The people in one file; an empty list where there is no file."""

    def __init__(self, path: Path, hasher: PasswordHasher | None = None) -> None:
        self.path = path
        self._hasher = hasher or PasswordHasher()
        self._nobody = self._hasher.hash("nobody has this password")
        self._lock = threading.Lock()

    def all(self) -> dict[str, str]:
        """The role of everybody, by name."""
        return {name: kept["role"] for name, kept in self._kept().items()}

    def add(self, name: str, role: str, password: str) -> None:
        """Let somebody in, or give them another role and password. Raises DatelineError for a bad name, role or password."""
        if not NAME.fullmatch(name):
            raise DatelineError(f"{name!r} is no name: letters, digits, spaces and .@-_ only, at most 61")
        if role not in table().roles:
            raise DatelineError(f"{role!r} is no role; known: {', '.join(table().roles)}")
        if len(password) < SHORTEST:
            raise DatelineError(f"the password is too short: at least {SHORTEST} characters")
        with self._lock:
            self._keep(self._kept() | {name: {"role": role, "hash": self._hasher.hash(password)}})

    def drop(self, name: str) -> None:
        """Let somebody in no longer. Raises DatelineError for an unknown name."""
        with self._lock:
            kept = self._kept()
            if kept.pop(name, None) is None:
                raise DatelineError(f"nobody is called {name!r} here")
            self._keep(kept)

    def check(self, name: str, password: str) -> Who | None:
        """Who this is; None when name or password are wrong. Both take the same time."""
        kept = self._kept().get(name)
        try:
            self._hasher.verify(kept["hash"] if kept else self._nobody, password)
        except (Argon2Error, InvalidHashError):
            return None
        return Who(name, kept["role"]) if kept else None

    def _kept(self) -> dict[str, dict[str, str]]:
        try:
            kept: dict[str, dict[str, str]] = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise DatelineError(f"{self.path}: the list of users cannot be read: {error}") from error
        return kept

    def _keep(self, kept: dict[str, dict[str, str]]) -> None:
        part = self.path.with_name(self.path.name + ".part")
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
                json.dump(kept, out, ensure_ascii=False, indent=1, sort_keys=True)
            part.replace(self.path)
        except OSError as error:
            raise DatelineError(f"{self.path}: {(error.strerror or str(error)).lower()}") from error

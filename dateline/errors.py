"""The errors that dateline raises on purpose. Each names the input and the reason in one line."""

from __future__ import annotations


class DatelineError(Exception):
    """Base of all errors that a user can cause or mend."""


class InputError(DatelineError):
    """An input that cannot be read. `where` names it (a path, a line), `reason` says why in a few words."""

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(f"{where}: {reason}")
        self.where = where
        self.reason = reason

    def __reduce__(self) -> tuple[type[InputError], tuple[str, str]]:
        return type(self), (self.where, self.reason)  # so that it passes between processes


class DataError(DatelineError):
    """A data file of the program (kinds, lexicon, weights, gazetteer) that is missing, damaged or contradicts itself."""


class StoreError(DatelineError):
    """A database that cannot be opened, is not ours, or was written by another version."""


class DamagedError(StoreError):
    """A database in which something is not what was written."""

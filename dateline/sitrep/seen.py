"""What may be shown of a reading. In: readings and found records. Out: the same, or with private persons, confidential sources and exact
sites masked, by the rules of the exports."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dateline.exports import redact
from dateline.ports import Share
from dateline.stores.search import Found
from dateline.types import Reading


@dataclass(frozen=True, slots=True)
class Seen:
    """How readings are shown: as they are, or redacted."""

    redacted: bool

    def reading(self, reading: Reading) -> Reading:
        """The reading as it may be seen."""
        return redact.redact(reading) if self.redacted else reading

    def found(self, found: Found) -> Found:
        """A found record as it may be seen, with its reading and what people decided."""
        if not self.redacted:
            return found
        share = next(redact.redacted([Share(found.reading, (found.record,), {found.record.id: found.review} if found.review else {})]))
        return replace(found, reading=share.reading, record=share.records[0], review=share.reviews.get(found.record.id))

"""An exporter. In: the wanted records. Out: a line a record: who says what, in which words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import BinaryIO

from dateline.exports.statements import statements
from dateline.ports import Format, Share, Wish


def headlines(shares: Callable[[], Iterable[Share]], out: BinaryIO, wish: Wish) -> Mapping[str, int]:
    """Write the lines; nothing is left out."""
    for said in statements(shares()):
        out.write(f"{said.claimant} ({said.record.stance}): {' '.join(said.quote.split())}\n".encode())
    return {}


FORMAT = Format("headlines", "a line a record", ".txt", "text/plain", ("record",), headlines)

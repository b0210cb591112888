"""Packed things: ZIP and gzip. In: a part that is one. Out: the parts in it. Nothing is ever written to disk, and everything is bounded."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import PurePosixPath
from typing import IO, cast

from dateline.errors import InputError
from dateline.intake.parts import Aside, Limits, Opened, Options, Part, bounded
from dateline.intake.sniff import is_named, suffix_of

_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, IndexError)
# What a ZIP is that is read as a document of its own: a name in it, and its kind.
_OFFICE = (("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"))
# What a ZIP is that is really a document: a name in it, and what to say.
_DOCUMENTS = (
    ("ppt/presentation.xml", "a PowerPoint presentation: save it as PDF"),
    ("content.xml", "an OpenDocument file: save it as DOCX or PDF"),
    ("META-INF/container.xml", "an e-book: save it as PDF or HTML"),
    ("AndroidManifest.xml", "a program"),
)


def unzip(part: Part, options: Options) -> Opened:
    """The members of a ZIP in the order of its directory; a ZIP that is an office document comes back as that."""
    try:
        stream = part.seekable(options.limits.held)
        archive = zipfile.ZipFile(stream)
    except _DAMAGE as error:
        yield InputError(part.where, f"no ZIP archive that can be read: {_said(error)}")
        return
    with stream, archive:
        names = set(archive.NameToInfo)
        office = next((kind for name, kind in _OFFICE if name in names), None)
        if office:
            yield _document(part, office, sum(info.file_size for info in archive.infolist()), options.limits)
            return
        other = next((said for name, said in _DOCUMENTS if name in names), None)
        if other:
            yield InputError(part.where, f"binary ({other})")
            return
        members = [info for info in archive.infolist() if not info.is_dir()]
        if not members:
            yield InputError(part.where, "an empty archive")
        unpacked = 0
        for number, info in enumerate(members):
            if number >= options.limits.parts:
                yield InputError(part.where, f"{len(members):,} parts: those after the first {number:,} are not read")
                return
            unpacked += info.file_size
            if unpacked > options.limits.unpacked:
                yield InputError(part.where, f"unpacks to more than {options.limits.unpacked / 1e9:g} GB: the rest is not read")
                return
            yield _member(part, archive, info, options)


def gunzip(part: Part, options: Options) -> Opened:
    """What is packed in a gzip file, under its name without the last suffix."""
    name = part.name.removesuffix(".gz") if part.name.endswith(".gz") else part.name
    yield Part(part.where, name, _opener(partial(_gunzipped, part, options.limits), part.where), None, part.ref, part.given)


def _document(part: Part, kind: str, unpacked: int, limits: Limits) -> Part | InputError:
    """An office document, unless it unpacks to more than its size warrants."""
    size = len(part.bytes(limits.held))
    if unpacked > min(limits.held, max(limits.ratio * size, limits.report)):
        return InputError(part.where, f"unpacks to {unpacked / 1e6:.0f} MB, which its size does not warrant: not unpacked")
    return Part(part.where, part.name, part.source, kind, part.ref, part.given, depth=part.depth)


def _member(part: Part, archive: zipfile.ZipFile, info: zipfile.ZipInfo, options: Options) -> Part | InputError | Aside:
    name = info.filename.replace("\\", "/")
    where = f"{part.where}!{name}"
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or name[1:2] == ":":
        return InputError(where, "a name that leads out of the archive: not read")
    if any(piece.startswith((".", "__MACOSX")) for piece in path.parts):
        return Aside(where, "hidden")
    suffix = suffix_of(name)
    if suffix and not is_named(suffix):
        return Aside(where, f"named {suffix}")
    if info.flag_bits & 1:
        return InputError(where, "encrypted: needs a password")
    open_member = partial(_unzipped, archive, info, where, options.limits)
    full = f"{part.name}!{name}"
    return Part(where, full, _opener(open_member, where), None, full)


def _unzipped(archive: zipfile.ZipFile, info: zipfile.ZipInfo, where: str, limits: Limits) -> IO[bytes]:
    return bounded(archive.open(info), where, info.compress_size, limits)


def _gunzipped(part: Part, limits: Limits) -> IO[bytes]:
    size = len(part.source) if isinstance(part.source, bytes) else None if callable(part.source) else part.source.stat().st_size
    packed = part.open()
    unpacking = cast("IO[bytes]", gzip.GzipFile(fileobj=packed))
    return bounded(unpacking, part.where, limits.report if size is None else size, limits)


def _opener(function: Callable[[], IO[bytes]], where: str) -> Callable[[], IO[bytes]]:
    """The opener with damage told by its reason; what damages later is met where the stream is read."""

    def open_it() -> IO[bytes]:
        try:
            return function()
        except _DAMAGE as error:
            raise InputError(where, f"damaged: {_said(error)}") from error

    return open_it


def _said(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:120].lower()

"""Where readings are kept. In: a path, or the address of a server. Out: a store that is open; `ports.Store` says what each must offer."""

from __future__ import annotations

from dateline.errors import StoreError
from dateline.settings import Server, Where, where
from dateline.stores import opening
from dateline.stores.dialect import told
from dateline.stores.sqlite import SqliteStore


def open_store(path: str | Where = "dateline.db", *, write: bool = True) -> SqliteStore:
    """Open the database at `path`: a file, or a PostgreSQL database by its address (`postgresql://name@host/database`). With `write` it is
    made when it is not there, without it nothing is changed. Raises StoreError when it cannot be opened, is not one of dateline's, or was
    written by a newer version."""
    place = path if isinstance(path, Server) else where(path)
    if isinstance(place, Server):
        return _on_server(place, write=write)
    with told(place):
        return SqliteStore(place, opening.writable(place) if write else opening.readable(place))


def _on_server(place: Server, *, write: bool) -> SqliteStore:
    try:
        import dateline.stores.server.opening as server
    except ModuleNotFoundError as error:
        raise StoreError(f"{place}: a server needs {error.name}; install it with `pip install 'dateline[server]'`") from error
    return SqliteStore(place, server.connected(place, write=write))

"""A gazetteer. In: a name as a report writes it, with or without the noun that says what it is ("Zamzam", "Zamzam camp"). Out: the camps of
that name; here a short table, in earnest a file or a database. The points are rounded: these are areas, no addresses."""

from __future__ import annotations

from dateline.ports import Gazetteer, Spot

CAMPS = {
    "zamzam": Spot("Zamzam camp", 13.49, 25.32, "SD", "STLMT", "Northern Darfur", 300_000, chosen=True),
    "abu shouk": Spot("Abu Shouk camp", 13.67, 25.35, "SD", "STLMT", "Northern Darfur", 80_000, chosen=True),
}


def named(name: str) -> tuple[Spot, ...]:
    """The camp of that name, in whatever case it is written."""
    found = CAMPS.get(" ".join(name.casefold().removesuffix("camp").split()))
    return (found,) if found else ()


GAZETTEER = Gazetteer("camps", "camps in North Darfur", named, ("Zamzam camp", "ABU SHOUK CAMP"))

"""A gazetteer. In: a name as a report writes it. Out: the camps of that name; here a short table, in earnest a file or a database that is
looked at by name. The points are rounded: these are areas, no addresses."""

from __future__ import annotations

from dateline.ports import Gazetteer, Spot

CAMPS = {
    "zamzam camp": Spot("Zamzam camp", 13.49, 25.32, "SD", "STLMT", "North Darfur", 300_000, chosen=True),
    "abu shouk camp": Spot("Abu Shouk camp", 13.67, 25.35, "SD", "STLMT", "North Darfur", 80_000, chosen=True),
}


def named(name: str) -> tuple[Spot, ...]:
    """The camp of that name, in whatever case it is written."""
    found = CAMPS.get(" ".join(name.casefold().split()))
    return (found,) if found else ()


GAZETTEER = Gazetteer("camps", "camps in North Darfur", named, ("Zamzam camp", "ABU SHOUK CAMP"))

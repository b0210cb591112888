"""What the verbs that fetch have in common. In: their options, and sources of which some are URLs. Out: a fetcher, and what it brings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import click

from dateline.errors import DatelineError

if TYPE_CHECKING:
    from dateline.batch import Source
    from dateline.intake.fetch import Fetcher, Rules
    from dateline.intake.fetch_manners import Clock, Manners

Verb = TypeVar("Verb", bound=Callable[..., Any])


def fetching(verb: Verb) -> Verb:
    """The options that say how to fetch."""
    help_contact = "Where sites can reach you, told to them with each request. Default: DATELINE_CONTACT, or nothing."
    help_port = "Also fetch from this port. Default: only from 80 and 443."
    verb = click.option("--contact", envvar="DATELINE_CONTACT", metavar="ADDRESS", help=help_contact)(verb)
    return click.option("--allow-port", "ports", type=click.IntRange(1, 65535), multiple=True, metavar="N", help=help_port)(verb)


def rules(contact: str | None, ports: Sequence[int]) -> Rules:
    """The rules that the program was made with, and the user's options."""
    from dateline.intake.fetch import Rules

    made = click.get_current_context().find_object(Rules) or Rules()
    return replace(made, contact=contact or made.contact, ports=made.ports | set(ports))


@contextmanager
def fetcher(rules: Rules) -> Iterator[Fetcher]:
    """What fetches under these rules, and remembers its manners."""
    from dateline.intake.fetch import Fetcher

    with _manners(rules.clock) as manners:
        yield Fetcher(manners, rules)


def _manners(clock: Clock) -> Manners:
    """The user's manners; where no file can be kept, those of this run alone."""
    from dateline.intake.fetch_manners import Manners, own_file

    try:
        return Manners(own_file(), clock=clock)
    except DatelineError as error:
        click.echo(f"dateline: {error}; pauses are kept within this run only", err=True)
        return Manners(clock=clock)


@contextmanager
def brought(sources: Iterable[str], *, fetch: bool, contact: str | None, ports: Sequence[int]) -> Iterator[Iterator[Source]]:
    """The sources; what is at URLs among them is fetched when its turn comes, where that is allowed."""
    from dateline.intake import is_url

    with ExitStack() as stack:
        brings = stack.enter_context(fetcher(rules(contact, ports))) if fetch else None
        yield (brings.part(source) if brings and is_url(source) else source for source in sources)

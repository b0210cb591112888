"""Happenings that several reports tell of. In: accounts, and what people decided. Out: `Proposal` pairs and `Incident` groups.

Nothing depends on the order of the accounts: candidates come from shared keys, a pair's score from the pair alone, groups from all scores
and the decisions together. Each proposal says what it rests on; only a person's decision makes it more than a proposal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from dateline.link import blocks, copies, stories
from dateline.link.accounts import Account, divided
from dateline.link.clusters import Pair, clusters, pair
from dateline.link.facts import Fact
from dateline.link.happenings import Happening
from dateline.link.pairs import Features, features, reasons, score
from dateline.link.themes import table
from dateline.types import key

KEPT = 0.1  # a pair that scores less is not kept


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two happenings that may be one: the ids of their first records, how likely, and what it rests on."""

    left: str
    right: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decisions:
    """What people decided about pairs of records (`same`, `different`) and of reports (`copies`, `no_copies`)."""

    same: frozenset[Pair] = frozenset()
    different: frozenset[Pair] = frozenset()
    unsure: frozenset[Pair] = frozenset()


NONE = Decisions()


@dataclass(frozen=True)
class Incident:
    """A happening as all reports tell it. `independent` counts the reports that are no copies of others among them; `sure` is the mean
    score of its pairs (1 where there is but one account); `state` is proposed, judged (a person said so of every account), or single."""

    id: str
    happenings: tuple[Happening, ...]
    reports: tuple[str, ...]
    independent: int
    sure: float
    state: str
    proposals: tuple[Proposal, ...] = field(default=())

    @property
    def facts(self) -> list[Fact]:
        """All its facts, by the day of their report."""
        ordered = sorted(self.happenings, key=lambda h: (h.published or 0, h.report, h.facts[0].start))
        return [fact for item in ordered for fact in item.facts]


@dataclass(frozen=True)
class Linked:
    """Everything that linking found: incidents in the order of their days, groups of copies, and for each report its account."""

    incidents: tuple[Incident, ...]
    copies: tuple[copies.Copies, ...]
    accounts: Mapping[str, Account]

    @property
    def origins(self) -> Mapping[str, str]:
        """For every copy, the report that it repeats."""
        return copies.origins(self.copies)


def link(accounts: Iterable[Account], decisions: Decisions = NONE) -> Linked:
    """Link reports: copies, proposals, incidents."""
    known = {a.report: a for a in sorted(accounts, key=lambda a: a.report)}
    pairs = copies.copied(a.sketch for a in known.values())
    groups = copies.grouped({r: a.sketch for r, a in known.items()}, pairs, different=decisions.different)
    found = divided((h for a in known.values() for h in a.happenings), decisions.different)
    proposals = compared(found, known, pairs)
    return Linked(tuple(group(found, proposals, decisions, copies.origins(groups))), tuple(groups), known)


def compared(happenings: Sequence[Happening], accounts: Mapping[str, Account], copied: Iterable[Pair] = ()) -> dict[Pair, Proposal]:
    """Every pair of happenings that share a key, scored; those that score next to nothing are left out."""
    copied = frozenset(copied)
    found = (proposal(one, other, accounts, copied) for one, other in candidates(happenings, accounts))
    return {(p.left, p.right): p for p in found if p and p.score >= KEPT}


def candidates(happenings: Sequence[Happening], accounts: Mapping[str, Account]) -> list[tuple[Happening, Happening]]:
    """The pairs that are worth comparing: happenings that share a key, and those of reports that may be of one story."""
    keyed: dict[str, list[int]] = defaultdict(list)
    for number, item in enumerate(happenings):
        for name in blocks.keys(item):
            keyed[name].append(number)
    pairs = {p for held in keyed.values() for p in combinations(held, 2)} | _of_stories(happenings, accounts)
    return [(happenings[a], happenings[b]) for a, b in sorted(pairs)]


def _of_stories(happenings: Sequence[Happening], accounts: Mapping[str, Account]) -> set[tuple[int, int]]:
    """Pairs of happenings of reports that may be of one story."""
    mine: dict[str, list[int]] = defaultdict(list)
    for number, item in enumerate(happenings):
        mine[item.report].append(number)
    near = stories.neighbours({r: a.gist for r, a in accounts.items()})
    return {(min(a, b), max(a, b)) for one, other in near for a in mine[one] for b in mine[other]}


def proposal(one: Happening, other: Happening, accounts: Mapping[str, Account], copied: frozenset[Pair]) -> Proposal | None:
    """The score of one pair; None where the two can be no one thing."""
    found = seen(one, other, accounts, copied)
    if found is None:
        return None
    left, right = pair(one.id, other.id)
    return Proposal(left, right, round(score(found), 4), tuple(reasons(found)))


def seen(one: Happening, other: Happening, accounts: Mapping[str, Account], copied: frozenset[Pair]) -> Features | None:
    """The features of a pair with those of their reports; None for a condition beside a happening, or another sector."""
    if one.theme != other.theme and any(h.theme.startswith("condition") for h in (one, other)):
        return None
    if one.report == other.report:
        return {**features(one, other), "same_report": 1.0}
    near = stories.alike(accounts[one.report].gist, accounts[other.report].gist)
    found = features(one, other, near)
    return {**found, "copies": 1.0} if pair(one.report, other.report) in copied else found


def group(
    happenings: Sequence[Happening], proposals: Mapping[Pair, Proposal], decisions: Decisions, origins: Mapping[str, str]
) -> list[Incident]:
    """The incidents: happenings in groups, by the proposals and by what people decided."""
    home = {f.id: h.id for h in happenings for f in h.facts}
    same, different = (_moved(p, home) for p in (decisions.same, decisions.different))
    rules = table("weights")["incidents"]
    scores = {p: found.score for p, found in proposals.items()}
    held = {h.id: h for h in happenings}
    groups = clusters(held, scores, least=rules["least"], missing=rules["missing"], best=rules["best"], same=same, different=different)
    found = [_incident([held[i] for i in ids], proposals, same, origins) for ids in groups]
    return sorted(found, key=lambda i: (_begin(i), i.id))


def _moved(pairs: Iterable[Pair], home: Mapping[str, str]) -> set[Pair]:
    """Pairs of records as pairs of happenings; those whose records are gone are left out."""
    moved = {pair(home[a], home[b]) for a, b in pairs if a in home and b in home}
    return {p for p in moved if p[0] != p[1]}


def _incident(happenings: list[Happening], proposals: Mapping[Pair, Proposal], same: set[Pair], origins: Mapping[str, str]) -> Incident:
    ordered = sorted(happenings, key=lambda h: (h.published or 0, h.report, h.facts[0].start, h.id))
    reports = tuple(dict.fromkeys(h.report for h in ordered))
    inside = [p for a, b in combinations(sorted(h.id for h in ordered), 2) if (p := proposals.get((a, b)))]
    return Incident(
        id=key("i", ordered[0].id),
        happenings=tuple(ordered),
        reports=reports,
        independent=len({origins.get(r, r) for r in reports}),
        sure=round(sum(p.score for p in inside) / len(inside), 4) if inside else 1.0,
        state="single" if len(reports) == 1 else "judged" if _judged(ordered, same) else "proposed",
        proposals=tuple(sorted(inside, key=lambda p: (-p.score, p.left, p.right))),
    )


def _judged(happenings: Sequence[Happening], same: set[Pair]) -> bool:
    """Whether people's decisions alone hold the group together."""
    reached, waiting = set[str](), [happenings[0].id]
    while waiting:
        at = waiting.pop()
        reached.add(at)
        waiting += [o for p in same if at in p for o in p if o not in reached]
    return {h.id for h in happenings} <= reached


def _begin(incident: Incident) -> int:
    return min(
        (h.days[0] for h in incident.happenings if h.days),
        default=min((h.windows[0][0] for h in incident.happenings if h.windows), default=0),
    )

"""Happenings that several reports tell of. In: accounts, and what people decided. Out: `Proposal` pairs and `Incident` groups.

Nothing depends on the order of the accounts: candidates come from shared keys, a pair's score from the pair alone, groups from all scores
and the decisions together. Each proposal says what it rests on; only a person's decision makes it more than a proposal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from dateline.link import copies, near, stories
from dateline.link.accounts import Account, divided
from dateline.link.clusters import Pair, clusters, pair
from dateline.link.facts import Fact
from dateline.link.happenings import Happening
from dateline.link.pairs import Features, features, reasons, score
from dateline.link.themes import table
from dateline.types import key

KEPT = 0.1  # a pair that scores less is not kept
FEW = 40  # of so many happenings that are tied together all pairs are compared


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
    if decisions.different:
        known = {r: replace(a, happenings=tuple(divided(a.happenings, decisions.different))) for r, a in known.items()}
    return assembled(known, proposed(known), copies.copied(a.sketch for a in known.values()), decisions)


def assembled(known: Mapping[str, Account], proposals: Iterable[Proposal], copied: Iterable[Pair], decisions: Decisions) -> Linked:
    """Reports of which all pairs are scored and all copies known, by their ids: groups of copies, and incidents."""
    groups = copies.grouped({r: a.sketch for r, a in known.items()}, (pair(*p) for p in copied), different=decisions.different)
    scored = {(p.left, p.right): p for p in proposals}
    found = [h for a in known.values() for h in a.happenings]
    return Linked(tuple(group(found, scored, decisions, copies.origins(groups), known)), tuple(groups), known)


def proposed(accounts: Mapping[str, Account]) -> Iterator[Proposal]:
    """Every pair of happenings that is worth comparing, scored; those that score next to nothing are left out."""
    for one, other in near.candidates(accounts.values()):
        found = proposal(one, other, accounts)
        if found and found.score >= KEPT:
            yield found


def proposal(one: Happening, other: Happening, accounts: Mapping[str, Account]) -> Proposal | None:
    """The score of one pair; None where the two can be no one thing."""
    found = seen(one, other, accounts)
    if found is None:
        return None
    left, right = pair(one.id, other.id)
    return Proposal(left, right, round(score(found), 4), tuple(reasons(found)))


def seen(one: Happening, other: Happening, accounts: Mapping[str, Account]) -> Features | None:
    """The features of a pair with those of their reports; None for a condition beside a happening, or another sector."""
    if one.theme != other.theme and any(h.theme.startswith("condition") for h in (one, other)):
        return None
    if one.report == other.report:
        return {**features(one, other), "same_report": 1.0}
    return features(one, other, stories.alike(accounts[one.report].gist, accounts[other.report].gist))


def group(
    happenings: Sequence[Happening],
    proposals: Mapping[Pair, Proposal],
    decisions: Decisions,
    origins: Mapping[str, str],
    accounts: Mapping[str, Account],
) -> list[Incident]:
    """The incidents: happenings in groups, by the proposals and by what people decided. What no pair that scores enough and no decision
    ties together is looked at apart."""
    home = {f.id: h.id for h in happenings for f in h.facts}
    same, different = (_moved(p, home) for p in (decisions.same, decisions.different))
    held = {h.id: h for h in happenings}
    least = table("weights")["incidents"]["least"]
    tied = tied_together(held, [*(p for p, found in proposals.items() if found.score >= least), *same])
    inside: dict[str, dict[Pair, Proposal]] = defaultdict(dict)
    for ids, found in proposals.items():
        if ids[0] in tied and tied[ids[0]] == tied.get(ids[1]):
            inside[tied[ids[0]]][ids] = found
    parts: dict[str, list[Happening]] = defaultdict(list)
    for ident, root in tied.items():
        parts[root].append(held[ident])
    made = [i for root, part in parts.items() for i in group_part(part, inside[root], same, different, origins, accounts)]
    return sorted(made, key=lambda i: (_begin(i), i.id))


def group_part(
    part: Sequence[Happening],
    proposals: Mapping[Pair, Proposal],
    same: Collection[Pair],
    different: Collection[Pair],
    origins: Mapping[str, str],
    accounts: Mapping[str, Account],
) -> list[Incident]:
    """The incidents among happenings that are tied together. Where they are not too many, those are compared too that no key has brought
    together."""
    held = {h.id: h for h in part}
    if len(part) == 1:
        return [_incident(list(part), {}, set(), origins)]
    if len(part) <= FEW:
        met = (proposal(a, b, accounts) for a, b in combinations(part, 2) if pair(a.id, b.id) not in proposals)
        proposals = {**proposals, **{(p.left, p.right): p for p in met if p}}
    mine, apart = {p for p in same if p[0] in held}, {p for p in different if p[0] in held and p[1] in held}
    rules = table("weights")["incidents"]
    scores = {p: found.score for p, found in proposals.items()}
    groups = clusters(held, scores, least=rules["least"], missing=rules["missing"], best=rules["best"], same=mine, different=apart)
    return [_incident([held[i] for i in ids], proposals, mine, origins) for ids in groups]


def tied_together(items: Iterable[str], pairs: Iterable[Pair]) -> dict[str, str]:
    """For every item the first of those that pairs tie it to, however far."""
    home = {item: item for item in items}

    def find(item: str) -> str:
        while home[item] != item:
            home[item] = item = home[home[item]]
        return item

    for one, other in pairs:
        first, second = sorted((find(one), find(other)))
        home[second] = first
    return {item: find(item) for item in home}


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

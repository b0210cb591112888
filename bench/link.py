"""How well reports are linked and laid side by side: stories, event coreference, incidents, contradictions, and what it costs.

In: the own set (`marked/incidents`); `../shared/data` and `../shared/score` beside the repository (or DATELINE_DATA) for the others;
what is not there is left out, and it says so. Out: one line a figure. `--fit` fits the weights of pairs on the development half of the own
set. With DATELINE_KEEP, readings are kept in that folder and used again, so that two linkers can be compared on the same ones.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, permutations
from pathlib import Path
from typing import Any

import incidents as own
import numpy as np
from incidents import Plant, Told
from sets import DATA, KIT

from dateline import output
from dateline.link import compare, standing, stories
from dateline.link.accounts import Account, account_of
from dateline.link.disputes import Dispute, Statement
from dateline.link.happenings import Happening
from dateline.link.incidents import Linked, link, seen
from dateline.link.near import candidates
from dateline.link.pairs import weights as weights_now
from dateline.link.themes import table
from dateline.types import Reading, Span

WEIGHTS = Path(__file__).parent.parent / "dateline" / "link" / "weights.toml"
FOR = (
    "actors_shared",
    "counts_meet",
    "counts_same",
    "days_meet",
    "instrument_shared",
    "names_shared",
    "place_near",
    "place_same",
)
FOR += ("place_within", "reports_alike", "targets_shared", "type_alike", "type_same", "words_shared")
AGAINST = ("counts_apart", "days_apart", "place_apart", "targets_apart", "theme_apart", "type_apart", "next_day")
HELD = {"counts_apart": -0.8, "next_day": -0.5, "days_apart": -9.0}  # reports that contradict each other must still be linked
MOST = {"reports_alike": 3.4}  # the reports of the set tell of little else than their happening; others do
KEEP = Path(os.environ["DATELINE_KEEP"]) if os.environ.get("DATELINE_KEEP") else None  # readings to use again, for comparing linkers
PULL = 1.0
STEPS, RATE = 20000, 0.01


def main() -> None:
    options = parse()
    if options.fit:
        fit()
    for name in options.set or ("stories", "coreference", "dev", "check", "cost"):
        if name in ("dev", "check"):
            half(name, shown=options.show)
        else:
            {"stories": news, "coreference": ecb, "cost": cost}[name]()


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--set", action="append", choices=("stories", "coreference", "dev", "check", "cost"), help="only this one; may be repeated"
    )
    parser.add_argument("--show", action="store_true", help="the disputes and pairs that were missed or wrong; not for the check half")
    parser.add_argument("--fit", action="store_true", help="fit the weights first, and write them")
    return parser.parse_args()


def f1(p: float, r: float) -> float:
    return 2 * p * r / (p + r) if p + r else 0.0


def ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


# ---------------------------------------------------------------- the own set


@dataclass(frozen=True, slots=True)
class Half:
    """One half of the own set: what is marked, the accounts of the readings, and what was linked."""

    told: Mapping[str, Told]
    plants: Sequence[Plant]
    accounts: Mapping[str, Account]
    linked: Linked

    def ref(self, report: str) -> str:
        """The name of a report in the set."""
        return self.accounts[report].ref or ""

    def gold(self, happening: Happening) -> Counter[str]:
        """The incidents that the facts of a happening tell of."""
        report = self.told[self.ref(happening.report)]
        found = (report.incident_at(Span(f.start, f.end)) for f in happening.facts)
        return Counter(name for name in found if name)


@cache
def read_half(name: str, keep: Path | None = None) -> tuple[dict[str, Told], tuple[Plant, ...], dict[str, Account]]:
    """The marks of a half and the accounts of its readings; `keep` is a folder whose readings are used again."""
    told, plants = own.half(name)
    found = [account_of(kept(t, keep)) for t in told]
    return {t.key: t for t in told}, tuple(plants), {a.report: a for a in found}


def load(name: str) -> Half:
    told, plants, accounts = read_half(name, KEEP)
    return Half(told, plants, accounts, link(accounts.values()))


def kept(report: Told, keep: Path | None) -> Reading:
    """The reading of a report, from the folder when it is there."""
    if keep is None:
        return own.read(report)
    file = keep / f"{hashlib.sha256((report.day + report.text).encode()).hexdigest()[:16]}.json"
    if not file.is_file():
        keep.mkdir(parents=True, exist_ok=True)
        file.write_text(output.dumps(output.as_json(own.read(report))), encoding="utf-8")
    return output.from_json(json.loads(file.read_text(encoding="utf-8")))


def half(name: str, *, shown: bool) -> None:
    """Pairs of records and of accounts that were put together, copies, updates and contradictions."""
    data = load(name)
    records(name, data)
    accounts(name, data, shown=shown and name == "dev")
    found = {data.ref(c): data.ref(o) for c, o in data.linked.origins.items()}
    marked = {t.key: t.copies for t in data.told.values() if t.copies}
    good = sum({k, o} in [{a, b} for a, b in found.items()] for k, o in marked.items())
    print(f"{name:12} copies          {good} of {len(marked)} found, {len(found) - good} wrong")
    contradictions(name, data, shown=shown and name == "dev")


def records(name: str, data: Half) -> None:
    """Pairs of records of different reports: in one incident when they tell of one."""
    placed = [
        (incident.id, h, f) for incident in data.linked.incidents for h in incident.happenings for f in h.facts if f.kind != "condition"
    ]
    items = [(i, f.report, data.told[data.ref(f.report)].incident_at(Span(f.start, f.end))) for i, _, f in placed]
    pairs("records", name, [(i, report, gold) for i, report, gold in items if gold])


def pairs(what: str, name: str, items: Sequence[tuple[str, str, str]]) -> None:
    """Print precision, recall and F1 over pairs of items (predicted, report, gold) of different reports."""
    both = predicted = gold = 0
    for (a, one, g), (b, other, h) in combinations(items, 2):
        if one != other:
            both, predicted, gold = both + (a == b and g == h), predicted + (a == b), gold + (g == h)
    p, r = ratio(both, predicted), ratio(both, gold)
    print(f"{name:12} {what:15} P {p:.3f}  R {r:.3f}  F1 {f1(p, r):.3f}   ({gold} pairs)")


def accounts(name: str, data: Half, *, shown: bool) -> None:
    """Pairs of accounts (what one report tells of one incident): together when most of their records are in one incident."""
    votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for incident in data.linked.incidents:
        for happening in incident.happenings:
            for gold, count in data.gold(happening).items() if not happening.theme.startswith("condition") else ():
                votes[happening.report, gold][incident.id] += count
    items = [(max(v, key=lambda i: (v[i], i)), report, gold) for (report, gold), v in sorted(votes.items())]
    pairs("accounts", name, items)
    for (a, one, g), (b, other, h) in combinations(items, 2) if shown else ():
        if one != other and (a == b) != (g == h):
            print(f"    {'wrong' if a == b else 'missed'}: {data.ref(one)} ({g[-1]}), {data.ref(other)} ({h[-1]})")


def contradictions(name: str, data: Half, *, shown: bool) -> None:
    """Planted contradictions that stand on two sides of a dispute; disputes that hold none are wrong."""
    happenings = [h for i in data.linked.incidents for h in i.happenings]
    found = [d for i in data.linked.incidents for d in compare.disputes(i, data.linked.origins)]
    found += standing.disputes(happenings, data.linked.origins)
    plants = [p for p in data.plants if not p.update]
    held = {d.id: {n for n, p in enumerate(plants) if fits(d, p) and holds(d, p, data)} for d in found}
    hit = set().union(*held.values())
    p, r = ratio(sum(bool(v) for v in held.values()), len(found)), ratio(len(hit), len(plants))
    print(f"{name:12} contradictions  P {p:.3f}  R {r:.3f}  F1 {f1(p, r):.3f}   ({len(plants)} planted, {len(found)} disputes)")
    if shown:
        show(found, held, plants, hit, data)


def fits(dispute: Dispute, plant: Plant) -> bool:
    kind, _, field = plant.kind.partition(" ")
    if kind == "value":
        return dispute.kind == "value" and dispute.field == field
    return kind in (dispute.kind, dispute.field) or (kind == "denial" and dispute.kind == "control")


def holds(dispute: Dispute, plant: Plant, data: Half) -> bool:
    """Whether the two places that were planted stand on two sides."""
    exact = plant.kind.startswith("value")
    return any(
        any(says(s, plant.left, exact, data) for s in one.statements) and any(says(s, plant.right, exact, data) for s in other.statements)
        for one, other in permutations(dispute.sides, 2)
    )


def says(statement: Statement, place: tuple[str, Span], exact: bool, data: Half) -> bool:
    """Whether a statement is the one marked: the same count, or the same sentence."""
    fact = statement.fact
    where = Span(fact.start, fact.end) if exact else Span(fact.quote_start, fact.quote_start + len(fact.quote))
    return data.ref(fact.report) == place[0] and where.touches(place[1])


def show(found: Iterable[Dispute], held: Mapping[str, set[int]], plants: Sequence[Plant], hit: set[int], data: Half) -> None:
    for dispute in (d for d in found if not held[d.id]):
        print(f"    wrong: {dispute.kind} {dispute.field} ({dispute.about})")
        for side in dispute.sides:
            print("".join(f"      {side.value}: {data.ref(s.fact.report)} {s.fact.says}: {s.fact.text}\n" for s in side.statements), end="")
    for number, plant in enumerate(plants):
        if number not in hit:
            words = [f"{key} “{where.of(data.told[key].text)}”" for key, where in (plant.left, plant.right)]
            print(f"    missed: {plant.kind}: {' / '.join(words)}")


# ---------------------------------------------------------------- fitting


def fit() -> None:
    """Fit the weights by logistic regression on the candidate pairs of the development half, pulled towards the first guesses."""
    data = load("dev")
    held = {h.id: data.gold(h) for i in data.linked.incidents for h in i.happenings}
    gold = {ident: max(v, key=lambda g: (v[g], g)) for ident, v in held.items() if v}
    happenings = [h for a in data.accounts.values() for h in a.happenings if h.id in gold and not h.theme.startswith("condition")]
    mine = {h.id for h in happenings}
    pairs_ = [(a, b) for a, b in candidates(data.accounts.values()) if {a.id, b.id} <= mine]
    rows = [(seen(a, b, data.accounts), gold[a.id] == gold[b.id]) for a, b in pairs_]
    old: Mapping[str, float] = table("weights")["first"]
    names = sorted(set(old) - {"start"} | {n for found, _ in rows for n in found or {}})
    x = np.array([[1.0, *((found or {}).get(n, 0.0) for n in names)] for found, _ in rows])
    y = np.array([float(same) for _, same in rows])
    weights = regressed(x, y, np.array([old["start"], *(old.get(n, 0.0) for n in names)]), names)
    text = WEIGHTS.read_text(encoding="utf-8").split("[weights]")[0]
    lines = [f"{n} = {w:.2f}" for n, w in zip(("start", *names), weights, strict=True)]
    WEIGHTS.write_text(f"{text}[weights]\n" + "\n".join(lines) + "\n", encoding="utf-8")
    table.cache_clear()
    weights_now.cache_clear()
    print(f"fitted on {len(rows)} pairs, {int(y.sum())} of one incident: {np.mean((x @ weights > 0) == (y > 0)):.3f} right")


def regressed(x: Any, y: Any, start: Any, names: Sequence[str]) -> Any:
    """Weights with signs that make sense: what speaks for has none below nothing, what speaks against none above."""
    low = np.array([-9.0, *(0.0 if n in FOR else HELD.get(n, -9.0) for n in names)])
    high = np.array([9.0, *(0.0 if n in AGAINST else MOST.get(n, 9.0) for n in names)])
    weights = start.copy()
    for _ in range(STEPS):
        gradient = x.T @ (1 / (1 + np.exp(-x @ weights)) - y) + PULL * (weights - start)
        weights = np.clip(weights - RATE * gradient, low, high)
    return weights


# ---------------------------------------------------------------- other people's sets


def rows(name: str) -> list[dict[str, Any]]:
    """The documents of a set of the scoring kit; none, and a line that says so, where it is not there."""
    path = DATA / f"{name}.jsonl.gz"
    if not path.is_file() or not KIT.is_dir():
        print(f"{name}: not measured, {path} or {KIT} is not there")
        return []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def kit(name: str, docs: list[dict[str, Any]], lines: list[dict[str, Any]]) -> Mapping[str, Any]:
    """The scoring kit's figures for memberships."""
    sys.path.insert(0, str(KIT))
    from measures.stories import score  # type: ignore[import-not-found]

    figures: Mapping[str, Any] = score(name, docs, lines).figures
    return figures


def news() -> None:
    """Story clusters of news_cluster."""
    docs = rows("news_cluster")
    if docs:
        gists = [stories.gist_of(d["id"], d["meta"]["title"] or "", d["text"], d["meta"]["date_publish"]) for d in docs]
        groups = stories.stories(gists)
        b3 = kit("news_cluster", docs, [{"ref": r, "story": str(n)} for n, g in enumerate(groups) for r in g])["b3"]
        print(f"{'news_cluster':12} stories, B3     P {b3['p']:.3f}  R {b3['r']:.3f}  F1 {b3['f']:.3f}   ({len(docs)} reports)")


def ecb() -> None:
    """Event coreference of ECB+ over gold mentions."""
    import coreference

    docs = [d for d in rows("ecbplus") if d["split"] == "dev"]
    if docs:
        coreference.measure(docs, kit)


# ---------------------------------------------------------------- cost


def cost(reports: int = 2000) -> None:
    """CPU time of an account and of linking everything, on copies of the own set moved in time."""
    import cost as costs

    costs.measure(reports)


if __name__ == "__main__":
    main()

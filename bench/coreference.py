"""Event coreference on ECB+, two ways. In: the documents of the kit. Out: figures.

Over gold mentions: reports are grouped into stories by the linker, and within a story mentions with one head stem are one event; within our
event types are the mentions whose words the language's table of event words knows. And as a user has it: the incidents of the readings,
where a mention that no record rests on stands alone. Nothing of ECB+ is fitted.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any

from dateline import languages, pipeline
from dateline.intake import document_from_bytes
from dateline.link import stories
from dateline.link.accounts import account_of
from dateline.link.incidents import link
from dateline.link.words import stems, weight
from dateline.readers._event_types import lexicon
from dateline.readers._phrases import words_of

Json = dict[str, Any]
Kit = Callable[[str, list[Json], list[Json]], Mapping[str, Any]]


def measure(docs: list[Json], kit: Kit) -> None:
    """Print CoNLL F1 over all gold mentions, over those within our event types, and of the incidents on the latter."""
    kept = [known(doc) for doc in docs]
    told = by_story(docs)
    report("gold mentions", kit("ecbplus", docs, told))
    report("our types", kit("ecbplus", kept, told))
    report("incidents", kit("ecbplus", kept, by_incident(kept)))


def report(name: str, figures: Mapping[str, Any]) -> None:
    parts = "  ".join(f"{n} {figures[n]['f']:.3f}" for n in ("muc", "b3", "ceaf_e"))
    print(f"{'ecbplus dev':12} {name:15} CoNLL {figures['conll']:.3f}   ({parts}; {figures['mentions']['of']} mentions)")


def spans(doc: Json) -> list[Json]:
    """The gold action mentions in the sentences that were marked for coreference."""
    wanted = set(doc["meta"].get("coref_sentences") or [])
    ranges = [(a, b) for n, a, b in doc["extra"]["sents"] if n in wanted]
    return [s for s in doc["spans"] if "ACTION" in s["label"] and any(a <= s["start"] < b for a, b in ranges)]


def by_story(docs: list[Json]) -> list[Json]:
    """Mentions of one story with one head stem: its rarest."""
    groups = stories.stories(stories.gist_of(d["id"], "", d["text"], None) for d in docs)
    home = {ref: number for number, group in enumerate(groups) for ref in group}
    return [
        {"ref": d["id"], "start": s["start"], "end": s["end"], "story": f"{home[d['id']]} {head(d['text'][s['start'] : s['end']])}"}
        for d in docs
        for s in spans(d)
    ]


def head(words: str) -> str:
    return max(stems(words), key=lambda s: (weight(s), s), default="")


def known(doc: Json) -> Json:
    """The document with only the action mentions whose words the table of event words knows."""
    phrases = lexicon(languages.load("en")).anchors
    held = [s for s in doc["spans"] if "ACTION" not in s["label"] or any(phrases.find(words_of(doc["text"], s["start"], s["end"])))]
    ids = {s["id"] for s in held}
    return doc | {"spans": held, "clusters": [c | {"spans": [i for i in c["spans"] if i in ids]} for c in doc["clusters"]]}


def by_incident(docs: list[Json]) -> list[Json]:
    """The event records of the readings, by incident."""
    accounts, refs = [], {}
    for doc in docs:
        document = document_from_bytes(doc["text"].encode("utf-8"), doc["id"], ref=doc["id"], force=True)
        accounts.append(account_of(pipeline.read_document(document)))
        refs[document.id] = doc["id"]
        if sys.stderr.isatty():
            print(f"\r{len(accounts)} of {len(docs)} read", end="", file=sys.stderr)
    facts = [(incident.id, fact) for incident in link(accounts).incidents for fact in incident.facts if fact.kind == "event"]
    return [{"ref": refs[f.report], "start": f.start, "end": f.end, "story": ident} for ident, f in facts]

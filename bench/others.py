"""Against others, in one run: dateline beside spaCy's tokenizer with a rule matcher, over the same reports. In: nothing. Out: a table.

The matcher is given dateline's own words for events, tolls and conditions, so that both look for the same; it finds words and no records:
no places, times, counts, sources. It is a floor for what reading costs, not a rival. Figures that others published stand beside.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from itertools import islice
from typing import Any

from speed import WORDS, reports, yardstick

# As published or as measured by us earlier on other machines; reports a second on one core.
PUBLISHED = (
    ("a rule coder of news with its parser: 2,500 reports an hour", 2_500 / 3600),
    ("Giveme5W1H without parsing: 2 a second", 2.0),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=40, metavar="N", help="reports of 600 words that are read (40)")
    options = parser.parse_args()
    texts = list(islice(reports(), options.reports))
    words = sum(len(text.split()) for text in texts)
    rows = [("word pieces alone (the yardstick)", words / yardstick(texts)), ("dateline, all readers", words / seconds(texts, reading()))]
    if find_spec("spacy") is None:
        print("spaCy is not installed: pip install spacy")
    else:
        rows += [(name, words / seconds(texts, work)) for name, work in spacy_floors()]
    own = rows[1][1]
    print(f"{'':<62} {'words/CPU-s':>12} {'reports/CPU-s':>14} {'of dateline':>12}")
    for name, speed in [*rows, *((name, rate * WORDS) for name, rate in PUBLISHED)]:
        print(f"{name:<62} {speed:>12,.0f} {speed / WORDS:>14.2f} {speed / own:>12.2f}")


def seconds(texts: list[str], work: Callable[[str], object]) -> float:
    """The CPU seconds of work over all texts, warm."""
    work(texts[0])
    begun = time.process_time()
    for text in texts:
        work(text)
    return time.process_time() - begun


def reading() -> Callable[[str], object]:
    """dateline over a text."""
    from dateline import intake, pipeline

    return lambda text: pipeline.read_document(intake.document_from_bytes(text.encode("utf-8"), "text", given={"published": "2018-06-14"}))


def spacy_floors() -> Iterator[tuple[str, Callable[[str], Any]]]:
    """spaCy's tokenizer alone, and with a matcher of dateline's words."""
    import spacy
    from spacy.matcher import PhraseMatcher

    yield "spaCy's tokenizer", spacy.blank("en")
    language = spacy.blank("en")  # a new one: the tokenizer remembers words
    matcher = PhraseMatcher(language.vocab, attr="LOWER")
    for name, found in phrases().items():
        matcher.add(name, [language.make_doc(phrase) for phrase in found])
    yield "spaCy's tokenizer and a matcher of dateline's phrases", lambda text: matcher(language(text))


def phrases() -> dict[str, list[str]]:
    """The phrases of dateline's tables of events, tolls and conditions."""
    from dateline import languages

    def lists(table: Any) -> Iterator[str]:
        for value in table.values() if hasattr(table, "values") else table:
            if isinstance(value, str):
                yield value
            elif hasattr(value, "__iter__"):
                yield from lists(value)

    language = languages.load("en")
    return {name: sorted(set(lists(language.table(name)))) for name in ("events", "tolls", "conditions")}


if __name__ == "__main__":
    main()

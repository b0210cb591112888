"""What the lines around a line say about it. In: the words and the own features of every line of a report. Out: further features.

A page that somebody has pasted whole is a long row of short lines with one stretch of prose in it: the story. Short lines far from it are
furniture, the one that stands over it is its title, those between its paragraphs are headings or links to elsewhere. Nothing of this
speaks where a report shows no furniture at all: then a short line is a heading or a figure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_PAGED = frozenset({"lone_number", "page_number"})
_DIGITS = re.compile(r"\d+")
_RUNS = (3, 6)
_NEAR, _FAR = 2, 4
_TITLE = range(4, 26)
_BEST_TITLE = 13
_FAR_LINES, _WEB_SHARE, _WEB_LINES, _WEB_SURELY = 7, 0.12, 3, 8
_WEB = (
    "above", "below", "below_sure", "far", "short", "run_3", "run_6", "by_sure", "among_sure", "lone", "no_stop", "title_case", "caps",
    "heading_word", "item", "prose",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kinds:
    """Which features make a line furniture by itself (`sure`), which tell the time or the writer of a story (`head`)."""

    sure: frozenset[str]
    head: frozenset[str]


def surroundings(found: Sequence[set[str]], plain: Sequence[str], kinds: Kinds) -> None:
    """Add to the features of each line those of its place in the report and of the lines around it."""
    if not found:
        return
    sure = [bool(f & kinds.sure) for f in found]
    prose = [_is_prose(f) and not s for f, s in zip(found, sure, strict=True)]
    short = [{"short", "no_stop"} <= f and "item" not in f for f in found]
    times = Counter(map(skeleton, plain))
    first, last = _story(found, plain, sure, prose)
    follows = next((i for i in range(last + 1, len(found)) if sure[i]), len(found))
    title = _title(found, plain, sure, first, times, kinds)
    web = sum(sure) >= _WEB_LINES and (sum(sure) > _WEB_SHARE * len(found) or sum(sure) >= _WEB_SURELY)
    for i, features in enumerate(found):
        named = _repetition(features, plain[i], times)
        named |= _neighbours(i, found, sure, prose, short) | {
            "the_title": i == title,
            "under_title": i - 1 == title and "short" not in features,
        }
        named |= {"above": i < first, "below": i > last, "below_sure": i > follows, "inside": first <= i <= last}
        named |= {"far": i < first - _FAR_LINES or i > max(last, follows) + 1, "aside": not first <= i <= last and i != title}
        features |= {name for name, holds in named.items() if holds}
        if {"repeated", "by_page"} <= features:
            features.add("repeated_by_page")
        if web:
            features |= {"web", *(f"web_{name}" for name in _WEB if name in features)}
            features |= {f"web_aside_{name}" for name in ("short", "no_stop", "item", "prose") if {"aside", name} <= features}


def skeleton(words: str) -> str:
    """A line without its numbers, so that running heads with page numbers are alike."""
    return _DIGITS.sub("0", words.casefold())


def _is_prose(features: set[str]) -> bool:
    return "sentence" in features or "item_prose" in features or {"long", "verb"} <= features


def _repetition(features: set[str], words: str, times: Mapping[str, int]) -> dict[str, bool]:
    again = times[skeleton(words)] > 1 and "sentence" not in features and len(words) > _NEAR
    return {
        "repeated": again,
        "running_head": again and {"page_number", "no_stop"} <= features and "short" in features,
        "repeated_caps": again and "caps" in features,
        "repeated_often": again and times[skeleton(words)] > _NEAR,
    }


def _neighbours(i: int, found: Sequence[set[str]], sure: Sequence[bool], prose: Sequence[bool], short: Sequence[bool]) -> dict[str, bool]:
    before, after = sure[max(0, i - _NEAR) : i], sure[i + 1 : i + 1 + _NEAR]
    around = [*sure[max(0, i - _FAR) : i], *sure[i + 1 : i + 1 + _FAR]]
    run = _run(i, short)
    paged = [bool(_PAGED & f) for f in found[max(0, i - 1) : i + 2]]
    return {
        "prose": prose[i],
        "by_page": any(paged) and "no_stop" in found[i],
        "after_sure": i > 0 and sure[i - 1],
        "before_sure": i + 1 < len(sure) and sure[i + 1],
        "by_sure": any(before) or any(after),
        "between_sure": any(before) and any(after),
        "among_sure": sum(around) > len(around) / 2,
        "run_3": run >= _RUNS[0],
        "run_6": run >= _RUNS[1],
        "over_prose": i + 1 < len(prose) and prose[i + 1],
        "under_prose": i > 0 and prose[i - 1],
        "lone": short[i] and run == 1 and i + 1 < len(prose) and prose[i + 1] and i > 0 and prose[i - 1],
    }


def _run(i: int, short: Sequence[bool]) -> int:
    """How many short lines stand together around this one, counted up to the longest run asked for."""
    if not short[i]:
        return 0
    return 1 + _stretch(short, i - 1, -1) + _stretch(short, i + 1, 1)


def _stretch(short: Sequence[bool], i: int, step: int) -> int:
    count = 0
    while 0 <= i < len(short) and short[i] and count < _RUNS[1]:
        count, i = count + 1, i + step
    return count


def _story(found: Sequence[set[str]], plain: Sequence[str], sure: Sequence[bool], prose: Sequence[bool]) -> tuple[int, int]:
    """First and last line of the story: the stretch with the most prose and the least of anything else (largest sum of a run)."""
    best, total, start, span = 0.0, 0.0, 0, (len(plain), -1)
    for i, words in enumerate(plain):
        weight = (
            min(4.0, len(words) / 80) if prose[i] else -0.7 if sure[i] else 0.0 if "item" in found[i] or "quoted" in found[i] else -0.25
        )
        if total <= 0:
            total, start = 0.0, i
        total += weight
        if total > best:
            best, span = total, (start, i)
    return span


def _title(
    found: Sequence[set[str]], plain: Sequence[str], sure: Sequence[bool], first: int, times: Mapping[str, int], kinds: Kinds
) -> int | None:
    """The line that is likeliest the title: over the story or its first line, of a title's length, near the names and dates of its head."""
    chosen: tuple[float, int] | None = None
    for i in range(min(first + 2, len(found))):
        length = len(plain[i].split())
        if sure[i] or length not in _TITLE or found[i] & (kinds.head | _PAGED) or "stop" in found[i] or "item" in found[i]:
            continue
        near = any(f & kinds.head for f in found[i + 1 : i + 6])
        score = (
            min(length, _BEST_TITLE) + 3 * near + 2 * (times[skeleton(plain[i])] > 1) - 0.15 * max(0, first - i) - 3 * ("long" in found[i])
        )
        if chosen is None or score > chosen[0]:
            chosen = (score, i)
    return chosen[1] if chosen else None


def settled(leans: Sequence[float], change: float) -> list[bool]:
    """Which lines are furniture, given how much speaks for it at each (below nought: against it) when a change from one line to the next
    costs `change`: the best path of two states (Viterbi)."""
    best, came = (0.0, 0.0), []
    for lean in leans:
        stay, turn = (best[0], best[1] - change), (best[0] - change, best[1])
        came.append((stay[1] > stay[0], turn[1] >= turn[0]))
        best = (max(stay), max(turn) + lean)
    state, path = best[1] > best[0], []
    for step in reversed(came):
        path.append(state)
        state = step[state]
    return path[::-1]

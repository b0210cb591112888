"""The labels of the trained core, in the order of the rows of its output layers. Shared by training and reading.

Changing an order or a list means training again: the model card keeps the digest of this file's lists (`digest`).
"""

from __future__ import annotations

import hashlib
import json

from dateline.kinds import KINDS, kind

NAMES = ("PER", "ORG", "LOC")
VOICES = ("source", "cue", "content")
TYPES = tuple((name, t) for name in KINDS for t in kind(name).types)
STANCES = ("stated", "claimed", "alleged", "denied", "unverified", "confirmed")
MODALITIES = ("actual", "negated", "expected", "intended", "possible")
STATUSES = kind("condition").values["status"]
FIELDS = (
    "agent",
    "target",
    "place",
    "time",
    "instrument",
    "cause",
    "count",
    "of",
    "status",
    "facility",
    "holder",
    "from",
    "since",
    "until",
    "content",
    "about",
    "source",
    "cue",
)
VOICE_ROLES = ("source", "content")
PREDICATE_ROLES = ("ARG0", "ARG1", "ARG2", "ARGM-TMP", "ARGM-LOC")
PAIRS = tuple(f"record.{f}" for f in FIELDS) + tuple(f"voice.{r}" for r in VOICE_ROLES) + tuple(f"predicate.{r}" for r in PREDICATE_ROLES)
TRIGGERS = (*KINDS, "cue", "content", "predicate")
CUE_STANCES = (
    "claimed",
    "alleged",
    "denied",
    "unverified",
    "confirmed",
    "ordered",
    "called_for",
    "promised",
    "warned",
    "expected",
)
SOURCE_TYPES = (
    "official",
    "armed_group",
    "witness",
    "medical",
    "intergovernmental",
    "ngo",
    "company",
    "media",
    "expert",
    "social_media",
    "anonymous",
    "other",
)
UPOS = (
    "ADJ",
    "ADP",
    "ADV",
    "AUX",
    "CCONJ",
    "DET",
    "INTJ",
    "NOUN",
    "NUM",
    "PART",
    "PRON",
    "PROPN",
    "PUNCT",
    "SCONJ",
    "SYM",
    "VERB",
    "X",
)
RELATIONS = (
    "acl",
    "advcl",
    "advmod",
    "amod",
    "appos",
    "aux",
    "case",
    "cc",
    "ccomp",
    "clf",
    "compound",
    "conj",
    "cop",
    "csubj",
    "dep",
    "det",
    "discourse",
    "dislocated",
    "expl",
    "fixed",
    "flat",
    "goeswith",
    "iobj",
    "list",
    "mark",
    "nmod",
    "nsubj",
    "nummod",
    "obj",
    "obl",
    "orphan",
    "parataxis",
    "punct",
    "reparandum",
    "root",
    "vocative",
    "xcomp",
)
BIO = 3  # outside, begin, inside


def digest() -> str:
    """SHA-256 of all lists, to tell weights that were trained for other labels."""
    lists = [
        NAMES,
        VOICES,
        TYPES,
        STANCES,
        MODALITIES,
        STATUSES,
        FIELDS,
        VOICE_ROLES,
        PREDICATE_ROLES,
        TRIGGERS,
        CUE_STANCES,
        SOURCE_TYPES,
        UPOS,
        RELATIONS,
    ]
    return hashlib.sha256(json.dumps(lists).encode()).hexdigest()

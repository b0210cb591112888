"""A language: Nigerian Pidgin, as far as a few words go. It adds words to the tables of English, on which it rests; whoever wants to read
Pidgin in earnest adds to the other tables as well, and marks reports to see how well it does."""

from __future__ import annotations

from importlib import resources

from dateline.ports import Tongue

WORDS = ("dey", "don", "wey", "na", "una", "dem", "sey", "wit", "pipo", "kon", "go", "for", "di", "wen", "abi", "make", "dis", "im")
EXAMPLE = "Gunmen killed 14 pipo for Maiduguri market yestaday, police tok. Dem sey 30 pipo don run comot from di town."

TONGUE = Tongue("pcm", "Nigerian Pidgin", resources.files(__name__), WORDS, EXAMPLE, base="en")

"""The place index: building it, asking it, finding toponyms in text and telling which place is meant.

In: names and reports. Out: `Entry` candidates with coordinates. Knows nothing of records.
"""

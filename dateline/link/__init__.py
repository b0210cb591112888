"""What reports have to do with each other: copies, happenings told by several, and where they disagree.

In: readings. Out: `Copies`, `Incident`, `Dispute`, all of them proposals until a person judges. Everything here is a pure function.
"""

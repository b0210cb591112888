"""dateline: news of conflict and crisis, written down as attributed records."""

__version__ = "0.1.0"

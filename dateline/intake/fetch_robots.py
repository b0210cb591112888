"""What a site allows programs to fetch (robots.txt, RFC 9309). In: the answer of a site. Out: the rules in words, and what they allow.

No file allows all. A site that cannot give its file, because it fails, allows nothing for the time being.
"""

from __future__ import annotations

from protego import Protego

from dateline.intake.fetch_wire import Answer

AGENT = "dateline"
READ = 512_000  # bytes of a robots.txt that count
NOTHING = "# could not be had\nUser-agent: *\nDisallow: /\n"
RETRY = 1800.0  # seconds after which a site that failed is asked again
MOST_DELAY = 60.0


def rules(answer: Answer) -> str | None:
    """The rules that an answer means; None where the site failed to give them, so that nothing is allowed for now."""
    if answer.status == 200:
        return answer.body[:READ].decode("utf-8", "replace")
    return "" if 300 <= answer.status < 500 and answer.status != 429 else None


def allows(text: str, url: str) -> bool:
    """Whether the rules let this program fetch the URL."""
    return bool(Protego.parse(text).can_fetch(url, AGENT))


def delay(text: str) -> float | None:
    """How many seconds the rules ask to leave between two requests, up to a minute."""
    asked = float(Protego.parse(text).crawl_delay(AGENT) or 0)
    return min(asked, MOST_DELAY) if asked > 0 else None  # what is no number is not greater than anything

"""Fetching from a real server on this machine: what it may do to us, and what we may not do to it."""

from __future__ import annotations

import gzip
import os
import resource
import socket
import ssl
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from dateline import __version__
from dateline.errors import InputError
from dateline.intake import fetch
from dateline.intake.fetch import HOPS, Fetched, Fetcher, Known, Rules, agent
from dateline.intake.fetch_manners import Clock, Later, Manners
from dateline.intake.fetch_wire import Bounds

from .fetch_server import Asked, Server, Time, page, rules, serving, to

NEW = Known()
QUICK = Bounds(connect=5, silence=0.5, total=1, bytes=1_000_000)
BODY = b"<html><body><p>hello</p></body></html>"


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as found:
        yield found


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def get(server: Server, path: str = "/", known: Known = NEW, **more: object) -> Fetched:
    """One fetch with manners of its own."""
    with Manners(clock=Time().clock) as manners:
        return Fetcher(manners, rules(server, **more)).get(server.url(path), known)


def refused(server: Server, path: str = "/", **more: object) -> str:
    with pytest.raises(InputError) as told:
        get(server, path, **more)
    assert told.value.where == server.url(path)
    return told.value.reason


# ---------------------------------------------------------------- what comes


def test_a_page_comes_with_its_headers_and_the_time(server: Server) -> None:
    server.answers["/a?b=c"] = page(BODY, 'ETag: "x1"', "Last-Modified: Mon, 06 Nov 2023 10:00:00 GMT", "Set-Cookie: secret=1")
    found = get(server, "/a?b=c")
    assert found.raw == BODY
    assert found.known == Known('"x1"', "Mon, 06 Nov 2023 10:00:00 GMT")
    assert found.retrieval.at == "2023-11-14T22:13:20Z"
    assert dict(found.retrieval.headers)["content-type"] == "text/html"
    assert "set-cookie" not in dict(found.retrieval.headers)
    part = found.part()
    assert (part.where, part.name, part.source) == (server.url("/a?b=c"), "a", BODY)
    assert part.given == {"url": server.url("/a?b=c")}


def test_the_program_says_who_it_is_and_nothing_else(server: Server) -> None:
    server.answers["/"] = page(BODY)
    get(server, contact="monitor@example.org")
    headers = server.asked[-1].headers
    assert set(headers) == {"host", "user-agent", "accept", "accept-encoding", "connection"}
    assert headers["host"] == f"news.example.org:{server.port}"
    assert headers["user-agent"].startswith(f"dateline/{__version__} (+monitor@example.org; ")
    assert "\n" not in agent("a\r\nHost: b")


def test_a_packed_page_is_unpacked(server: Server) -> None:
    raw_deflate = zlib.compressobj(wbits=-15)
    for path, packed, name in (
        ("/gzip", gzip.compress(BODY), "gzip"),
        ("/members", gzip.compress(BODY[:10]) + gzip.compress(BODY[10:]), "x-gzip"),
        ("/zlib", zlib.compress(BODY), "deflate"),
        ("/raw", raw_deflate.compress(BODY) + raw_deflate.flush(), "deflate"),
        ("/plain", BODY, "identity"),
    ):
        server.answers[path] = page(packed, f"Content-Encoding: {name}")
        assert get(server, path).raw == BODY, path


def test_a_body_in_chunks_and_one_that_ends_with_the_connection(server: Server) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
    server.answers["/chunks"] = head + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=y\r\n world\r\n0\r\n\r\n"
    server.answers["/open"] = head + b"\r\nhello world"
    assert get(server, "/chunks").raw == get(server, "/open").raw == b"hello world"


def test_only_what_has_changed_comes_again(server: Server) -> None:
    def answer(asked: Asked) -> bytes:
        same = asked.headers.get("if-none-match") == '"x1"' and "if-modified-since" in asked.headers
        return page(b"", status="304 Not Modified") if same else page(BODY, 'ETag: "x1"', "Last-Modified: Mon, 06 Nov 2023 10:00:00 GMT")

    server.answers["/"] = answer
    first = get(server)
    again = get(server, known=first.known)
    assert (first.changed, again.changed, again.raw, again.known) == (True, False, b"", first.known)


def test_an_answer_that_nothing_has_changed_is_an_error_where_that_was_not_asked(server: Server) -> None:
    server.answers["/"] = page(b"", status="304 Not Modified")
    assert "304" in refused(server)


# ---------------------------------------------------------------- redirects


def test_redirects_are_followed_and_the_last_url_is_told(server: Server) -> None:
    server.answers |= {"/": to("/a", "301 Moved Permanently"), "/a": to(server.url("/b", "other.example.org")), "/b": page(BODY)}
    found = get(server)
    assert (found.retrieval.asked, found.retrieval.url) == (server.url("/"), server.url("/b", "other.example.org"))
    assert found.moved == server.url("/a")
    assert server.asked[-1].headers["host"] == f"other.example.org:{server.port}"


def test_so_many_redirects_and_no_more(server: Server) -> None:
    server.answers |= {f"/{n}": to(f"/{n + 1}") for n in range(20)}
    server.answers[f"/{HOPS}"] = page(BODY)
    assert get(server, "/0").raw == BODY
    server.answers[f"/{HOPS}"] = to("/")
    assert f"more than {HOPS}" in refused(server, "/0")


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        ("http://127.0.0.1/", "port 80 is not allowed"),
        ("file:///etc/passwd", "only http and https"),
        ("//169.254.169.254:{port}/latest/meta-data/", "169.254.169.254 of 169.254.169.254 is link-local"),
        ("http://[::1]:{port}/", "this machine"),
        ("http://inside.example.org:{port}/", "10.0.0.5 of inside.example.org is private"),
        ("http://localhost:{port}/", "local network"),
        ("http://name:pass@news.example.org:{port}/", "password in the URL"),
        ("http://news.example.org:22/", "port 22"),
        ("http://2130706433:{port}/", "plain form"),
    ],
)
def test_a_redirect_is_checked_like_the_first_url(server: Server, where: str, reason: str) -> None:
    server.answers["/"] = to(where.format(port=server.port))
    assert reason in refused(server, names={"inside.example.org": ["10.0.0.5"]})
    assert server.paths() == ["/"]


def test_no_redirect_from_https_down_to_http(server: Server, authority: trustme.CA) -> None:
    with secure(authority, "news.example.org") as safe:
        safe.answers["/"] = to(server.url("/"))
        server.answers["/"] = page(BODY)
        with Manners(clock=Time().clock) as manners, pytest.raises(InputError, match="down to http"):
            Fetcher(manners, rules(server, safe, trust=client(authority))).get(safe.url("/"))
    assert server.asked == []


# ---------------------------------------------------------------- names and addresses


def test_a_name_is_looked_up_once_a_request_and_that_address_is_connected_to(server: Server) -> None:
    """A name service that says something public first and something private afterwards gains nothing."""
    answers = iter([["127.0.0.1"], ["127.0.0.1"], ["10.0.0.1"], ["10.0.0.1"]])
    server.answers |= {"/": to("/again"), "/again": page(BODY)}
    reason = refused(server, resolve=lambda name, port: next(answers))
    assert "10.0.0.1 of news.example.org is private" in reason
    assert server.paths() == ["/"]


def test_one_bad_address_among_good_ones_is_enough(server: Server) -> None:
    server.answers["/"] = page(BODY)
    assert "is private" in refused(server, resolve=lambda name, port: ["127.0.0.1", "192.168.0.1"])
    assert server.connections == 0


def test_this_machine_is_refused_by_the_rules_that_a_user_has(server: Server) -> None:
    server.answers["/"] = page(BODY)
    with Manners() as manners, pytest.raises(InputError, match="this machine"):
        Fetcher(manners, Rules(ports=frozenset({server.port}))).get(f"http://127.0.0.1:{server.port}/")
    assert server.connections == 0


def test_proxies_and_passwords_of_the_environment_take_no_part(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving() as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "https_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        (tmp_path / ".netrc").write_text("machine news.example.org login a password b\n", encoding="utf-8")
        monkeypatch.setenv("HOME", str(tmp_path))
        server.answers["/"] = page(BODY)
        assert get(server).raw == BODY
        assert proxy.connections == 0
    assert "authorization" not in server.asked[-1].headers


# ---------------------------------------------------------------- secure lines


def secure(authority: trustme.CA, *names: str) -> object:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    return serving(context)


def client(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def test_the_certificate_is_that_of_the_name_and_not_of_the_address(authority: trustme.CA) -> None:
    with secure(authority, "news.example.org") as server:
        server.answers["/"] = page(BODY)
        assert get(server, trust=client(authority)).raw == BODY
    with secure(authority, "other.example.org", "127.0.0.1") as server:
        assert "certificate is not good" in refused(server, trust=client(authority))


def test_a_certificate_that_nobody_vouches_for_is_refused(authority: trustme.CA) -> None:
    with secure(authority, "news.example.org") as server:
        server.answers["/"] = page(BODY)
        assert "certificate is not good" in refused(server)
        assert server.asked == []


def test_a_server_that_does_not_speak_tls_is_named(server: Server) -> None:
    with Manners(clock=Time().clock) as manners, pytest.raises(InputError, match=r"secure connection|no answer"):
        Fetcher(manners, rules(server, bounds=QUICK)).get(f"https://news.example.org:{server.port}/")


# ---------------------------------------------------------------- hostile servers


def drip(piece: bytes, seconds: float = 0.2) -> Iterator[bytes | float]:
    while True:
        yield piece
        yield seconds


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (lambda: [5.0], "no answer in time"),
        (lambda: drip(b"H"), "took longer than 1 s"),
        (lambda: (piece for head in ([HEAD], drip(b"X-A: b\r\n", 0.1)) for piece in head), "took longer than 1 s"),
        (lambda: (piece for head in ([HEAD + b"\r\n"], drip(b"x")) for piece in head), "took longer than 1 s"),
        (lambda: drip(b"HTTP/1.1 100 Continue\r\n\r\n", 0.05), "took longer than 1 s"),
        (lambda: (piece for head in ([HEAD + b"\r\n"], drip(b"x" * 100_000, 0.0)) for piece in head), "more than 1 MB"),
        (
            lambda: (
                p for h in ([HEAD + b"Transfer-Encoding: chunked\r\n\r\n"], drip(b"2710\r\n" + b"x" * 10_000 + b"\r\n", 0.0)) for p in h
            ),
            "1 MB",
        ),
        (lambda: drip(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70_000, 0.0), "broken answer"),
        (lambda: (piece for head in ([HEAD], drip(b"X-A: b\r\n", 0.0)) for piece in head), "broken answer"),
        (lambda: HEAD + b"Content-Length: 100\r\n\r\nshort", "broken answer"),
        (lambda: HEAD + b"Content-Length: 999999999999\r\n\r\nx", "over the size limit"),
        (lambda: HEAD + b"Content-Length: 5\r\nContent-Length: 7\r\n\r\nhello w", "broken answer"),
        (lambda: HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n", "broken answer"),
        (lambda: HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhel", "broken answer"),
        (lambda: HEAD + b"Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n", "broken answer"),
        (lambda: HEAD + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nhello", "broken answer"),
        (lambda: HEAD + b"Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello", "broken answer"),
        (lambda: page(gzip.compress(BODY)[:-12], "Content-Encoding: gzip"), "broken off"),
        (lambda: page(gzip.compress(bytes(30_000_000)), "Content-Encoding: gzip"), "more than 1 MB"),
        (lambda: page(zlib.compress(bytes(30_000_000)), "Content-Encoding: deflate"), "more than 1 MB"),
        (lambda: page(b"x", "Content-Encoding: br"), "not asked for: br"),
        (lambda: page(b"x", "Content-Encoding: gzip, gzip"), "not asked for"),
        (lambda: page(b"x", kind="image/png"), "sends it as image/png"),
        (lambda: page(b"x", kind="video/mp4; codecs=x"), "sends it as video/mp4"),
        (lambda: b"", "broken answer"),
        (lambda: b"SSH-2.0-OpenSSH_9.2\r\n", "broken answer"),
        (lambda: b"HTTP/1.1 abc\r\n\r\n", "broken answer"),
        (lambda: page(b"", status="404 Not Found"), "answers 404 (not found)"),
        (lambda: page(b"", status="302 Found"), "answers 302"),
        (lambda: page(b"", status="799 Odd"), "answers 799"),
    ],
)
def test_a_hostile_server_costs_a_reason_and_little_time(server: Server, said: object, reason: str) -> None:
    server.answers["/"] = lambda asked: said()  # type: ignore[operator]
    begun, processor = time.monotonic(), time.process_time()
    found = refused(server, bounds=QUICK)
    assert reason in found
    assert found.isprintable()
    assert time.monotonic() - begun < 3
    assert time.process_time() - processor < 1


def test_a_bomb_takes_no_memory(server: Server) -> None:
    packer = zlib.compressobj(wbits=31)
    bomb = b"".join([packer.compress(bytes(1_000_000)) for _ in range(200)]) + packer.flush()
    server.answers["/"] = page(bomb, "Content-Encoding: gzip")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.monotonic()
    assert "over the size limit" in refused(server, bounds=Bounds(bytes=30_000_000))
    assert time.monotonic() - begun < 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64_000


def test_a_slow_handshake_is_given_up(authority: trustme.CA) -> None:
    """A server that takes the connection and never speaks TLS with it."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        silent = Server(listening.getsockname()[1], secure=True)
        begun = time.monotonic()
        assert "no answer in time" in refused(silent, bounds=QUICK)
        assert time.monotonic() - begun < 3


def test_no_thread_and_no_socket_is_left(server: Server) -> None:
    server.answers |= {"/": page(BODY), "/bad": HEAD + b"Content-Length: 9\r\n\r\nx"}
    get(server)
    before = set(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").is_dir() else set()
    for _ in range(3):
        get(server)
        refused(server, "/bad")
    after = set(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").is_dir() else set()
    assert len(after) <= len(before) + 2  # the server's own, in this process, may be closing


# ---------------------------------------------------------------- manners


def test_robots_are_asked_once_and_obeyed(server: Server) -> None:
    server.answers |= {"/open": page(BODY), "/closed/a": page(BODY)}
    server.answers["/robots.txt"] = page(b"User-agent: *\nDisallow: /\n\nUser-agent: dateline\nDisallow: /closed\n", kind="text/plain")
    with Manners(clock=Time().clock) as manners:
        fetcher = Fetcher(manners, rules(server))
        assert fetcher.get(server.url("/open")).raw == BODY
        found = fetcher.part(server.url("/closed/a"))
        assert isinstance(found, InputError)
        assert "robots.txt does not allow it" in found.reason
    assert [asked.path for asked in server.asked] == ["/robots.txt", "/open"]


def test_a_site_that_allows_nothing_is_told_from_one_that_fails(server: Server) -> None:
    server.answers["/robots.txt"] = page(b"User-agent: *\nDisallow: /\n", kind="text/plain")
    assert refused(server).endswith("does not allow it")
    server.answers["/robots.txt"] = [5.0]
    assert refused(server, bounds=QUICK) == "the site's robots.txt cannot be had: no answer in time"
    server.answers["/robots.txt"] = to("/robots.txt")
    server.answers["/"] = page(BODY)
    assert get(server).raw == BODY


def test_the_target_of_a_redirect_is_asked_of_its_own_robots(server: Server) -> None:
    server.answers |= {"/": to("/closed"), "/closed": page(BODY)}
    server.answers["/robots.txt"] = page(b"User-agent: *\nDisallow: /closed\n", kind="text/plain")
    assert "robots.txt does not allow it" in refused(server)
    assert server.paths() == ["/"]


@pytest.mark.parametrize(
    ("status", "fetched"), [("404 Not Found", True), ("403 Forbidden", True), ("500 Broken", False), ("429 Slow", False)]
)
def test_no_robots_allow_all_and_a_failing_site_nothing(server: Server, status: str, fetched: bool) -> None:
    server.answers |= {"/": page(BODY), "/robots.txt": page(b"", status=status)}
    if fetched:
        assert get(server).raw == BODY
    else:
        assert "cannot be had" in refused(server)


def test_two_requests_to_a_host_are_apart_also_in_two_calls(server: Server, tmp_path: Path) -> None:
    server.answers["/"] = page(BODY)
    time_ = Time()
    for _ in range(3):
        with Manners(tmp_path / "hosts.db", clock=time_.clock, gap=4) as manners:
            Fetcher(manners, rules(server, clock=time_.clock)).get(server.url("/"))
    assert time_.slept == [4, 4, 4]  # robots.txt, and three pages
    assert len(server.asked) == 4


def test_the_pause_that_a_site_asks_for_is_kept(server: Server) -> None:
    server.answers |= {"/": page(BODY), "/robots.txt": page(b"User-agent: *\nCrawl-delay: 9\n", kind="text/plain")}
    time_ = Time()
    with Manners(clock=time_.clock, gap=1) as manners:
        fetcher = Fetcher(manners, rules(server, clock=time_.clock))
        fetcher.get(server.url("/"))
        fetcher.get(server.url("/"))
    assert time_.slept == [1, 9]


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
@pytest.mark.parametrize("after", ["7200", "Wed, 15 Nov 2023 00:13:20 GMT"])
def test_a_site_that_has_too_much_to_do_is_left_alone(server: Server, tmp_path: Path, status: str, after: str) -> None:
    server.answers["/"] = page(b"", f"Retry-After: {after}", status=status)
    time_ = Time()
    for _ in range(2):
        with Manners(tmp_path / "hosts.db", clock=time_.clock) as manners, pytest.raises(Later) as told:
            Fetcher(manners, rules(server, clock=time_.clock)).get(server.url("/"))
        assert told.value.until == pytest.approx(1_700_000_000 + 7200, abs=20)
    assert server.paths() == ["/"]


@pytest.mark.parametrize(
    ("after", "seconds"), [("999999999", 86_400), ("1", 900), ("soon", 900), ("Wed, 99 Nov", 900), ("", 900), (None, 900)]
)
def test_nobody_is_left_alone_for_ever(server: Server, after: str | None, seconds: int) -> None:
    server.answers["/"] = page(b"", *([] if after is None else [f"Retry-After: {after}"]), status="503 Service Unavailable")
    with Manners(clock=Time().clock) as manners, pytest.raises(Later) as told:
        Fetcher(manners, rules(server)).get(server.url("/"))
    assert told.value.until == pytest.approx(1_700_000_000 + seconds, abs=5)


@pytest.mark.parametrize("delay", ["nan", "inf", "-7", "1e400", "0", "soon"])
def test_an_odd_pause_does_no_harm(server: Server, delay: str) -> None:
    server.answers |= {"/": page(BODY), "/robots.txt": page(f"User-agent: *\nCrawl-delay: {delay}\n".encode(), kind="text/plain")}
    time_ = Time()
    with Manners(clock=time_.clock) as manners:
        fetcher = Fetcher(manners, rules(server, clock=time_.clock))
        assert [fetcher.get(server.url("/")).raw for _ in range(2)] == [BODY, BODY]
    assert max(time_.slept) <= 60


@pytest.mark.parametrize(
    "text",
    [
        b"User-agent: *\nDisallow: /" + b"*a" * 2000 + b"b\n",
        b"User-agent: *\n" + b"Disallow: /x*y\n" * 30_000,
        b"User-agent: *\nDisallow: /" + b"%" * 500_000,
        b"a" * 900_000,
        b"\xff\xfe\0" * 1000,
    ],
)
def test_a_hostile_robots_file_takes_little(server: Server, text: bytes) -> None:
    server.answers |= {"/" + "a" * 3000: page(BODY), "/robots.txt": page(text, kind="text/plain")}
    begun = time.process_time()
    assert get(server, "/" + "a" * 3000).raw == BODY
    assert time.process_time() - begun < 3


def test_many_slow_steps_are_given_up_together(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "PATIENT", 0.02)
    for step in range(6):
        server.answers[f"/{step}"] = lambda asked, step=step: [0.15, to(f"/{step + 1}")]  # type: ignore[misc]
    assert refused(server, "/0") == "took longer than 0.4 s with all its redirects: given up"


def test_hosts_are_forgotten_after_a_day(tmp_path: Path) -> None:
    time_ = Time()
    with Manners(tmp_path / "hosts.db", clock=time_.clock) as manners:
        manners.wait("a.example.org", "a")
        manners.keep_robots("http://a.example.org", "x")
        time_.at += 2 * 86_400
        manners.wait("b.example.org", "b")
        manners.keep_robots("http://b.example.org", "x")
    assert b"a.example.org" not in sqlite_text(tmp_path / "hosts.db")
    assert b"b.example.org" in sqlite_text(tmp_path / "hosts.db")


def sqlite_text(path: Path) -> bytes:
    import sqlite3

    with sqlite3.connect(path) as connection:
        return "\n".join(connection.iterdump()).encode()


def test_the_clock_of_a_user_is_the_real_one() -> None:
    assert abs(Clock().now() - time.time()) < 5

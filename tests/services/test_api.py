"""services/api.py: what an answer means, what is asked again, and what is never done twice."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

import pytest
from publisher.errors import ServiceError, Uncertain
from publisher.services.api import Missing, Refused
from publisher.web import LARGEST, File

from tests.listening import (
    CUT,
    CUT_CHUNKS,
    CUT_HEAD,
    HANG,
    LOGIN,
    RESET,
    SILENT_END,
    Said,
    free_port,
    listening,
    said,
)  # fmt: skip
from tests.services.calling import KEY, Act, api, fails, read, without_waiting, write

GATEWAY = said(403, b"<html>Forbidden</html>")
AT_ONCE = {"retry_after": "0"}


# ── what is understood ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("act", [read, write])
@pytest.mark.parametrize(
    ("reply", "meant"),
    [
        (said(200, {"id": 7}), {"id": 7}),
        (said(201, []), []),
        (said(202, None), None),
        (said(204, b""), None),
        (said(200, b" \n "), None),
    ],
)
def test_what_a_service_answers_is_read_once(act: Act, reply: Said, meant: object) -> None:
    with listening(reply) as server:
        assert act(api(server)) == meant
        assert len(server.asked) == 1


def test_a_request_says_what_it_takes_and_its_headers_are_made_anew_for_each() -> None:
    made = iter(("first", "second"))
    with listening(said(503, b"", **AT_ONCE), said(200, {})) as server:
        service = api(server, headers=lambda: {"authorization": f"Token {next(made)}"})
        service.repeat("PUT", "/drafts/1", body={"a": 1}, query={"force": 1}, headers={"if-match": '"3"'})
        first, second = server.asked
        assert (first.headers["authorization"], second.headers["authorization"]) == ("Token first", "Token second")
        assert second.line == "PUT /v3/drafts/1?force=1 HTTP/1.1"
        assert (second.headers["accept"], second.headers["if-match"]) == ("application/json", '"3"')
        assert json.loads(second.body) == {"a": 1}


def test_a_file_that_is_sent_again_is_sent_whole() -> None:
    with listening(RESET, said(200, {"url": "https://example.org/a.png"})) as server:
        file = File("file", "a.png", b"\x89PNG", "image/png")
        service = api(server)
        assert service.repeat("POST", "/images", form={"ref": "a"}, file=file) == {"url": "https://example.org/a.png"}
        assert [asked.body.count(b"\x89PNG") for asked in server.asked] == [1, 1]


# ── what is refused: nothing happened ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("act", [read, write])
@pytest.mark.parametrize(
    ("status", "hint"),
    [(400, ""), (401, "Check the key"), (402, "plan"), (403, "no right"), (409, ""), (413, "too large"), (422, "")],
)
def test_a_refusal_is_told_once_in_the_words_of_the_service(act: Act, status: int, hint: str) -> None:
    with listening(said(status, {"message": "That\nwill not  do"})) as server:
        error = fails(act, api(server))
        assert isinstance(error, Refused)
        assert (type(error), error.status, error.retryable, error.exit_code) == (Refused, status, False, 1)
        assert f"/drafts: HTTP {status}, That will not do" in str(error)
        assert hint in error.hint
        assert len(server.asked) == 1


@pytest.mark.parametrize("act", [read, write])
@pytest.mark.parametrize("status", [404, 410])
def test_what_is_not_there_is_missing(act: Act, status: int) -> None:
    with listening(said(status, b"<h1>Not found</h1>")) as server:
        error = fails(act, api(server))
        assert isinstance(error, Missing)
        assert len(server.asked) == 1


@pytest.mark.parametrize("act", [read, write])
@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed_and_nothing_happened(act: Act, status: int) -> None:
    with listening() as elsewhere, listening(said(status, b"", location=f"{elsewhere.base}/{KEY}")) as server:
        error = fails(act, api(server))
        assert not isinstance(error, Uncertain)
        assert f"it leads elsewhere (HTTP {status}). Check base_url" in str(error)
        assert (len(server.asked), elsewhere.opened) == (1, 0)


@pytest.mark.parametrize(
    "body",
    [b"", b"[1, 2]", b'"words"', b'{"message": null}', b'{"error": {}}', b"null", b"\xff", b"[" * 100_000, b'{"message": {"a": 1}}'],
)  # fmt: skip
def test_whatever_stands_in_a_refusal_its_status_is_told(body: bytes) -> None:
    with listening(said(400, body)) as server:
        assert "POST /drafts: HTTP 400" in str(fails(write, api(server)))


def test_a_service_that_talks_a_lot_is_cut_short() -> None:
    with listening(said(400, {"message": "no " * 5000})) as server:
        assert len(str(fails(write, api(server)))) < 400


def test_what_cannot_be_sent_is_an_error_and_not_uncertain() -> None:
    with listening() as server:
        error = fails(lambda service: service.write("POST", "/drafts", {"subject": "half \ud83d"}), api(server))
        assert not isinstance(error, Uncertain)
        assert "POST /drafts: it holds characters that cannot be sent" in str(error)
        assert server.asked == []


# ── what is unclear ─────────────────────────────────────────────────────────────────────────────────────

UNCLEAR = {
    "cut body": CUT,
    "cut chunks": CUT_CHUNKS,
    "cut head": CUT_HEAD,
    "no answer": SILENT_END,
    "reset": RESET,
    "login page": LOGIN,
    "bad JSON": said(200, b'{"id": 7'),
    "deep JSON": said(200, b"[" * 100_000),
    "500": said(500, {"message": "oops"}),
    "502": said(502, b"<html>bad gateway</html>"),
    "503": said(503, b""),
    "504": said(504, b""),
    "408": said(408, {"message": "slow"}),
    "425": said(425, {"message": "early"}),
    "429": said(429, {"message": "too many"}),
    "403 of a gateway": GATEWAY,
    "403 without words": said(403, b""),
}
unclear = pytest.mark.parametrize("reply", UNCLEAR.values(), ids=UNCLEAR)


@unclear
def test_what_is_unclear_is_read_again_until_it_is_clear(reply: Said) -> None:
    with without_waiting(), listening(reply, reply, said(200, {"id": 7})) as server:
        assert read(api(server)) == {"id": 7}
        assert len(server.asked) == 3


@unclear
def test_what_stays_unclear_is_an_error_after_five_readings(reply: Said) -> None:
    with without_waiting(), listening(reply) as server:
        error = fails(read, api(server))
        assert (type(error), error.retryable) == (ServiceError, True)
        assert str(error).endswith("Run again later")
        assert len(server.asked) == 5


@unclear
def test_what_is_unclear_is_never_written_again(reply: Said) -> None:
    with without_waiting(), listening(reply, said(200, {"id": 7})) as server:
        error = fails(write, api(server))
        assert isinstance(error, Uncertain)
        assert error.exit_code == 3
        assert "POST /drafts: " in str(error)
        assert str(error).endswith("so it may or may not have happened")
        assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("name", "busy"), [("429", True), ("403 of a gateway", True), ("503", False), ("reset", False)]
)
def test_an_uncertain_call_may_be_tried_once_more_where_the_service_said_that_it_came_too_soon(
    name: str, *, busy: bool
) -> None:
    with listening(UNCLEAR[name]) as server:
        assert fails(write, api(server)).retryable is busy


@pytest.mark.parametrize(
    ("body", "meant"), [(b'{"id": "\\ud800"}', None), (b'{"id": "\\ud83d\\ude00"}', {"id": "\U0001f600"})]
)
def test_text_that_no_file_can_hold_is_no_answer(body: bytes, meant: object) -> None:
    with listening(said(200, body, **AT_ONCE)) as server:
        if meant:
            assert write(api(server)) == meant
        else:
            assert isinstance(fails(write, api(server)), Uncertain)


def test_silence_is_unclear() -> None:
    with listening(HANG, HANG, said(200, {})) as server:
        assert isinstance(fails(write, api(server, timeout=0.2)), Uncertain)
        assert read(api(server, timeout=0.2)) == {}
        assert len(server.asked) == 3


def test_an_answer_that_is_far_too_large_is_not_read_twice_and_may_have_been_acted_on() -> None:
    with listening(said(200, b"x" * (LARGEST + 1))) as server:
        error = fails(read, api(server))
        assert (type(error), error.retryable) == (ServiceError, False)
        assert "over 20 MB" in str(error)
        assert len(server.asked) == 1
        assert isinstance(fails(write, api(server)), Uncertain)
        assert len(server.asked) == 2


def test_where_nothing_arrived_a_write_is_made_again() -> None:
    port = free_port()

    def come_up(attempts: list[int]) -> Mapping[str, str]:
        attempts.append(1)
        if len(attempts) == 2:
            opened.append(server.__enter__())
        return {}

    server, opened, attempts = listening(said(201, {"id": 7}), port=port), [], []  # type: ignore[var-annotated]  # three
    service = api(f"http://127.0.0.1:{port}/v3", headers=lambda: come_up(attempts))
    try:
        assert write(service) == {"id": 7}
        assert (len(attempts), len(opened[0].asked)) == (2, 1)
    finally:
        server.__exit__(None, None, None)


def test_where_nothing_ever_arrives_nothing_happened() -> None:
    for act in (read, write):
        with without_waiting():
            error = fails(act, api(f"http://127.0.0.1:{free_port()}/v3"))
        assert (type(error), error.retryable) == (ServiceError, True)


# ── the key ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("act", [read, write])
@pytest.mark.parametrize(
    "reply",
    [
        said(401, {"message": f"the key {KEY} is not known"}),
        said(401, {"message": [KEY, {"authorization": f"Bearer {KEY}"}]}),
        said(500, {"message": f"{KEY}{KEY}"}),
        said(400, {"message": "x" * 290 + KEY}),
        said(200, f"<p>{KEY}</p>".encode(), content_type=f"text/html; key={KEY}"),
        said(302, b"", location=f"https://example.org/?key={KEY}"),
        Said(f"HTTP/1.1 {KEY} {KEY}\r\n\r\n".encode(), "close"),
        Said(f"HTTP/1.1 200 OK\r\n{KEY}\r\n\r\n".encode(), "close"),
    ],
    ids=["words", "a list", "twice", "at the cut", "a page", "a redirect", "a status line", "a header"],
)
def test_a_service_that_repeats_the_key_does_not_make_us_show_it(act: Act, reply: Said) -> None:
    with without_waiting(), listening(reply) as server:
        error = fails(act, api(server))
        assert not re.search(re.escape(KEY[:12]), str(error))


def test_a_key_in_an_address_is_not_shown() -> None:
    with listening(said(400, {"message": "no"})) as server:
        fails(lambda service: service.read(f"/drafts/{KEY}", {"key": KEY}), api(server))


def test_what_a_path_holds_cannot_break_a_line() -> None:
    with listening(said(400, {"message": "no"})) as server:
        error = fails(lambda service: service.read("/drafts/caf\u00e9" + "x" * 500), api(server))
        assert "GET /drafts/caf?xxx" in str(error)
        assert len(str(error)) < 200

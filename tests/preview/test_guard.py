import pytest
from publisher.preview import guard

from tests.preview.visiting import Visitor

EVERYWHERE = ["/", "/campaigns/a-letter/email", "/mail/a-letter", "/site/light/", "/events", "/assets/preview.js", "/x"]


@pytest.mark.parametrize("host", ["127.0.0.1:8420", "localhost:8420", "[::1]:8420", "LOCALHOST:8420"])
def test_this_machine_is_answered(writing: Visitor, host: str) -> None:
    assert writing.ask("/", host=host).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8420",
        "127.0.0.1",
        "127.0.0.1:80",
        "127.0.0.1.evil.example:8420",
        "",
        "0.0.0.0:8420",
    ],
)
def test_a_name_that_was_pointed_at_this_machine_is_refused_everywhere(writing: Visitor, host: str) -> None:
    for path in EVERYWHERE:
        answer = writing.ask(path, host=host)
        assert answer.status_code == 421
        assert "lamps" not in answer.text


def test_port_80_has_hosts_without_a_port() -> None:
    assert {"127.0.0.1", "localhost", "localhost:80"} <= guard.hosts(80)
    assert "localhost" not in guard.hosts(8420)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"])
def test_there_is_nothing_but_looking(writing: Visitor, method: str) -> None:
    for path in EVERYWHERE:
        answer = writing.ask(path, method=method, origin="https://evil.example")
        assert answer.status_code == 405
        assert answer.headers["allow"] == "GET, HEAD"


def test_head_answers_without_a_body(writing: Visitor) -> None:
    for path in EVERYWHERE:
        answer = writing.ask(path, method="HEAD")
        assert answer.status_code == (404 if path == "/x" else 200)
        assert "access-control-allow-origin" not in answer.headers


def test_every_answer_has_a_policy_and_no_door_for_others(writing: Visitor) -> None:
    for path in EVERYWHERE:
        if path != "/events":
            answer = writing.ask(path, origin="https://evil.example")
            policy = answer.headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "unsafe-eval" not in policy
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["cross-origin-resource-policy"] == "same-origin"
            assert "access-control-allow-origin" not in answer.headers


def test_what_is_looked_at_runs_no_script_and_loads_nothing_from_elsewhere(writing: Visitor) -> None:
    for path in ("/mail/a-letter", "/site/light/letters/a-letter/", "/site/dark/"):
        policy = writing.ask(path).headers["content-security-policy"]
        assert "script-src" not in policy
        assert "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox" in policy
        assert "allow-scripts" not in policy
        assert "img-src 'self'" in policy
        assert "frame-ancestors 'self'" in policy

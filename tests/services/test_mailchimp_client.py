"""The local Mailchimp server answers the vendor's own Python client as Mailchimp does.

The client (`mailchimp-marketing`) comes under a licence agreement of the vendor's, which whoever installs it accepts; so
it is not among the development tools, and the tests are skipped where it is not installed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.services.servers import remote
from tests.services.servers.serving import Server

vendor = pytest.importorskip(
    "mailchimp_marketing", reason="the vendor's client is installed by who accepts its licence"
)
SETTINGS = {"subject_line": "Three leaders", "title": "k3v9-river", "from_name": "Notes", "reply_to": "a@example.org"}


@pytest.fixture
def served() -> Iterator[tuple[Any, Server]]:
    there = remote("mailchimp")
    with Server(there) as server:
        client = vendor.Client({"api_key": there.key, "server": "us1"})
        for name in ("campaigns", "lists", "ping", "fileManager"):
            getattr(client, name).api_client.host = server.url
        yield client, server
        assert server.violations == []


def make(client: Any, server: Server, **settings: str) -> dict[str, Any]:
    audience = str(server.remote.options["audience"])
    body = {"type": "regular", "recipients": {"list_id": audience}, "settings": SETTINGS | settings}
    answer: dict[str, Any] = client.campaigns.create(body)
    return answer


def test_the_vendors_client_makes_fills_and_reads_a_campaign(served):
    client, server = served
    made = make(client, server)
    assert (made["status"], made["settings"]["title"]) == ("save", "k3v9-river")
    client.campaigns.set_content(made["id"], {"html": "<p>Hello</p>", "plain_text": "Hello"})
    content = client.campaigns.get_content(made["id"])
    assert "Hello" in content["html"]
    assert content["plain_text"].startswith("Hello")
    assert client.campaigns.get(made["id"])["settings"]["subject_line"] == "Three leaders"


def test_the_vendors_client_lists_changes_and_deletes(served):
    client, server = served
    first, second = make(client, server), make(client, server, title="k3v9-lake")
    listed = client.campaigns.list(count=1000, status="save")
    assert {one["id"] for one in listed["campaigns"]} == {first["id"], second["id"]}
    changed = client.campaigns.update(first["id"], {"settings": SETTINGS | {"subject_line": "Another"}})
    assert changed["settings"]["subject_line"] == "Another"
    client.campaigns.remove(second["id"])
    assert [one["id"] for one in client.campaigns.list()["campaigns"]] == [first["id"]]


def test_the_vendors_client_tells_a_refusal(served):
    client, server = served
    with pytest.raises(vendor.api_client.ApiClientError) as refused:
        client.campaigns.create({"type": "regular", "settings": {"subject_line": 3}})
    assert refused.value.status_code == 400
    assert server.remote.held() == []
    server.violations.clear()  # what we asked for is wrong on purpose

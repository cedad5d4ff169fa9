"""Brevo, Ghost, listmonk, Kit and MailerLite, local: each is as strict and as awkward as the vendor's own."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import string
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from brevo import Brevo as OfficialBrevo
from brevo import CreateEmailCampaignRequestRecipients, CreateEmailCampaignRequestSender
from brevo.core.api_error import ApiError
from brevo.errors import BadRequestError, NotFoundError
from hypothesis import given
from hypothesis import strategies as st

from tests.services.servers import ghost_content, gotemplate, nql
from tests.services.servers.base import Remote
from tests.services.servers.brevo import Brevo
from tests.services.servers.faults import Fault
from tests.services.servers.ghost import Ghost
from tests.services.servers.kit import Kit
from tests.services.servers.listmonk import Listmonk, normal_slug
from tests.services.servers.mailerlite import MailerLite
from tests.services.servers.serving import Server

Json = dict[str, Any]
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LATER = "2099-01-01T10:00:00+00:00"
PAGE = "<html><body><p>The river rose.</p></body></html>"


class Clock:
    """A time that moves when it is told to."""

    def __init__(self) -> None:
        self.time = NOON

    def __call__(self) -> datetime:
        return self.time

    def pass_on(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@contextmanager
def serving(service: Remote, headers: Json, *faults: Fault) -> Iterator[tuple[Any, httpx.Client, Server]]:
    """A service on a port, and a client that has its key; no exchange may break the vendor's description."""
    with (
        Server(service, faults) as server,
        # Nothing here is encrypted, and reading the certificates takes longer than a test.
        httpx.Client(base_url=server.url, headers=headers, timeout=10, verify=False) as client,
    ):
        yield service, client, server


def answers(reply: httpx.Response, status: int) -> Any:
    """The JSON of an answer that must have this status."""
    assert reply.status_code == status, reply.text
    return reply.json()


# ── Brevo ──

DRAFT = {
    "name": "Letter",
    "subject": "The river",
    "htmlContent": PAGE,
    "sender": {"name": "Example Notes", "email": "hello@example.org"},
    "previewText": "It rose.",
    "tag": "ref-1",
}


@pytest.fixture
def brevo() -> Iterator[tuple[Brevo, httpx.Client, Server]]:
    clock = Clock()
    with serving(Brevo(clock=clock), {"api-key": Brevo.key}) as made:
        yield made


def test_brevo_answers_an_id_alone_and_an_update_with_nothing(brevo):
    service, client, server = brevo
    made = answers(client.post("/emailCampaigns", json=DRAFT), 201)
    assert made == {"id": 1}
    changed = client.put("/emailCampaigns/1", json={"subject": "The sea", "recipients": {"listIds": [7]}})
    assert (changed.status_code, changed.content) == (204, b"")
    read = client.get("/emailCampaigns/1").json()
    assert (read["name"], read["subject"], read["status"], read["recipients"]["lists"]) == (
        "Letter",
        "The sea",
        "draft",
        [7],
    )
    assert client.delete("/emailCampaigns/1").status_code == 204
    assert answers(client.get("/emailCampaigns/1"), 404)["code"] == "document_not_found"
    assert (service.held(), service.sends, server.violations) == ([], 0, [])


def test_brevo_lists_newest_first_in_pages_without_searching(brevo):
    service, client, server = brevo
    for number in range(3):
        client.post("/emailCampaigns", json={**DRAFT, "name": f"n{number}"})
    service.person_sends("2")
    query = {"limit": 2, "excludeHtmlContent": "true"}
    page = client.get("/emailCampaigns", params=query).json()
    assert (page["count"], [(one["id"], one["htmlContent"]) for one in page["campaigns"]]) == (3, [(3, ""), (2, "")])
    rest = client.get("/emailCampaigns", params={**query, "offset": 2}).json()["campaigns"]
    assert [one["id"] for one in rest] == [1]
    oldest = client.get("/emailCampaigns", params={"sort": "asc", "status": "draft"}).json()
    assert [(one["id"], one["htmlContent"]) for one in oldest["campaigns"]] == [(1, PAGE), (3, PAGE)]
    assert answers(client.get("/emailCampaigns", params={"limit": 101}), 400)["code"] == "out_of_range"
    assert answers(client.get("/emailCampaigns", params={"status": "new"}), 400)["code"] == "invalid_parameter"
    assert not [line for line in server.violations if "query" not in line]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": None}, "missing_parameter"),
        ({"subject": None}, "missing_parameter"),
        ({"sender": None}, "missing_parameter"),
        ({"htmlContent": None}, "missing_parameter"),
        ({"htmlContent": "<p></p>"}, "invalid_parameter"),
        ({"htmlContent": "x" * 1024 * 1024}, "invalid_parameter"),
        ({"templateId": 4}, "invalid_parameter"),
        ({"sender": {"email": "old@example.org"}}, "invalid_parameter"),
        ({"sender": {"email": "hello@example.org", "id": 1}}, "invalid_parameter"),
        ({"recipients": {"listIds": [8]}}, "invalid_parameter"),
        ({"recipients": {"listIds": ["7"]}}, "invalid_parameter"),
        ({"scheduledAt": LATER}, "missing_parameter"),
        ({"scheduledAt": "soon"}, "invalid_parameter"),
    ],
)
def test_brevo_refuses_a_campaign_in_its_own_words(brevo, change, code):
    service, client, _ = brevo
    body = {name: value for name, value in {**DRAFT, **change}.items() if value is not None}
    refused = answers(client.post("/emailCampaigns", json=body), 400)
    assert (refused["code"], set(refused)) == (code, {"code", "message"})
    assert (service.held(), service.sends) == ([], 0)


def test_brevo_counts_what_a_date_a_status_or_a_call_sends(brevo):
    service, client, _ = brevo
    to = {"recipients": {"listIds": [7]}}
    client.post("/emailCampaigns", json={**DRAFT, **to, "scheduledAt": LATER})
    assert (service.sends, service.held()[0].status) == (1, "scheduled")
    assert answers(client.put("/emailCampaigns/1", json={"subject": "x"}), 400)["code"] == "campaign_processing"
    client.put("/emailCampaigns/1/status", json={"status": "draft"})
    client.put("/emailCampaigns/1", json={"scheduledAt": LATER})
    client.post("/emailCampaigns", json={**DRAFT, **to})
    client.post("/emailCampaigns/2/sendNow")
    assert (service.sends, service.held()[1].status) == (3, "sent")
    assert answers(client.post("/emailCampaigns/2/sendNow"), 400)["code"] == "campaign_sent"


def test_brevo_has_so_many_calls_an_hour():
    clock = Clock()
    with serving(Brevo(quota=2, clock=clock), {"api-key": Brevo.key}) as (_, client, _):
        clock.pass_on(60)
        first = client.get("/account")
        assert [first.headers[f"x-sib-ratelimit-{name}"] for name in ("limit", "remaining", "reset")] == [
            "2",
            "1",
            "3600",
        ]
        clock.pass_on(600)
        client.get("/account")
        over = client.get("/account")
        assert (over.status_code, over.headers["x-sib-ratelimit-reset"]) == (429, "3000")
        assert "retry-after" not in over.headers
        clock.pass_on(3000)
        assert client.get("/account").status_code == 200


def test_brevo_tests_go_to_contacts_with_a_list(brevo):
    service, client, _ = brevo
    client.post("/emailCampaigns", json=DRAFT)
    assert client.post("/emailCampaigns/1/sendTest", json={"emailTo": ["me@example.org"]}).status_code == 204
    refused = answers(
        client.post("/emailCampaigns/1/sendTest", json={"emailTo": ["x@example.org", "desk@example.org"]}), 400
    )
    assert (refused["unexistingEmails"], refused["withoutListEmails"]) == (["x@example.org"], ["desk@example.org"])
    client.post("/emailCampaigns/1/sendTest", json={"emailTo": []})
    assert service.tests == ["me@example.org", "me@example.org", "me@example.com"]
    assert (service.sends, client.get("/emailCampaigns/1").json()["testSent"]) == (0, True)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("https://notes.example.org/images/a-600.png", 201),
        ("http://127.0.0.1:8000/a.png", 400),
        ("http://localhost/a.png", 400),
        ("https://notes.example.org/a.webp", 400),
        ("a.png", 400),
        ("", 400),
    ],
)
def test_brevo_fetches_pictures_from_public_addresses_only(brevo, address, status):
    service, client, _ = brevo
    reply = answers(client.post("/emailCampaigns/images", json={"imageUrl": address}), status)
    assert len(service.uploads) == (status == 201)
    assert reply["url"].startswith("https://img.mailinblue.com/") if status == 201 else reply["code"]


def test_brevo_tells_the_account_in_pages_of_ten(brevo):
    service, client, server = brevo
    service.lists.update({number: (f"List {number}", 1) for number in range(20, 30)})
    lists = client.get("/contacts/lists").json()
    assert (len(lists["lists"]), lists["count"]) == (10, 12)
    assert answers(client.get("/contacts/lists", params={"limit": 51}), 400)["code"] == "out_of_range"
    assert [one["segmentName"] for one in client.get("/contacts/segments").json()["segments"]] == ["Lapsed members"]
    assert [one["active"] for one in client.get("/senders").json()["senders"]] == [True, False]
    assert client.get("/account").json()["companyName"] == "Example Notes"
    assert client.get("/contacts/attributes").json()["attributes"][1]["name"] == "FIRSTNAME"
    assert not [line for line in server.violations if "query" not in line]


def test_brevo_marks_what_the_api_did_to_foreign_campaigns(brevo):
    service, client, _ = brevo
    mine = service.person_creates("By hand")
    client.put(f"/emailCampaigns/{mine}", json={"subject": "Ours now"})
    assert [(one.foreign, one.touched) for one in service.held()] == [(True, True)]
    client.delete(f"/emailCampaigns/{service.person_creates('Other')}")
    assert [(one.subject, one.status, one.touched) for one in service.held()][1] == ("Other", "trashed", True)


def test_brevo_refuses_callers_bodies_and_methods_in_its_shape(brevo):
    _, client, _ = brevo
    for key in ("", "xkeysib-other"):
        assert answers(client.get("/account", headers={"api-key": key}), 401)["code"] == "unauthorized"
    assert answers(client.post("/emailCampaigns", content=b"{"), 400)["code"] == "bad_request"
    assert answers(client.post("/emailCampaigns", json=[]), 400)["code"] == "bad_request"
    assert answers(client.patch("/emailCampaigns"), 405)["code"] == "method_not_allowed"
    assert answers(client.get("/nothing"), 404)["code"] == "document_not_found"


@pytest.fixture
def official() -> Iterator[tuple[Brevo, OfficialBrevo, Server]]:
    """The vendor's own client, which meets the local server."""
    service = Brevo()
    with Server(service) as server, httpx.Client(timeout=10, verify=False) as connections:
        client = OfficialBrevo(api_key=service.key, base_url=server.url, max_retries=0, httpx_client=connections)
        yield service, client, server


def test_brevos_own_client_creates_gets_lists_updates_and_deletes(official):
    service, client, server = official
    sender = CreateEmailCampaignRequestSender(name="Example Notes", email="hello@example.org")
    recipients = CreateEmailCampaignRequestRecipients(list_ids=[7])
    campaigns = client.email_campaigns
    made = campaigns.create_email_campaign(
        name="Letter", sender=sender, subject="The river", html_content=PAGE, recipients=recipients, tag="ref-1"
    )
    read = campaigns.get_email_campaign(made.id)
    assert (read.status, read.tag, read.html_content, read.recipients.lists) == ("draft", "ref-1", PAGE, [7])
    assert read.sender.email == read.reply_to == "hello@example.org"
    listed = campaigns.get_email_campaigns(status="draft", limit=100, exclude_html_content=True)
    assert (listed.count, listed.campaigns[0].id, listed.campaigns[0].html_content) == (1, made.id, "")
    assert campaigns.update_email_campaign(made.id, subject="The sea", preview_text="It rose.") is None
    assert [(one.subject, one.preheader, one.reference) for one in service.held()] == [("The sea", "It rose.", "ref-1")]
    assert campaigns.send_test_email(made.id, email_to=["me@example.org"]) is None
    assert campaigns.delete_email_campaign(made.id) is None
    assert (service.held(), service.sends, service.tests, server.violations) == ([], 0, ["me@example.org"], [])


def test_brevos_own_client_reads_the_account_and_the_refusals(official):
    service, client, server = official
    assert client.account.get_account().company_name == "Example Notes"
    assert client.senders.get_senders().senders[0].email == "hello@example.org"
    assert {one.id for one in client.contacts.get_lists().lists} == {7, 9}
    assert client.contacts.get_segments().segments[0].segment_name == "Lapsed members"
    image = client.email_campaigns.upload_image_to_gallery(image_url="https://notes.example.org/a.png")
    assert image.url == service.uploads[0].address
    with pytest.raises(NotFoundError) as missing:
        client.email_campaigns.get_email_campaign(5)
    assert missing.value.body["code"] == "document_not_found"
    with pytest.raises(BadRequestError) as refused:
        client.email_campaigns.create_email_campaign(name="x", sender=CreateEmailCampaignRequestSender(id=2))
    assert refused.value.body["code"] == "invalid_parameter"
    with httpx.Client(timeout=10, verify=False) as connections:
        other = OfficialBrevo(api_key="x", base_url=server.url, max_retries=0, httpx_client=connections)
        with pytest.raises(ApiError) as unknown:
            other.account.get_account()
    assert (unknown.value.status_code, unknown.value.body["code"]) == (401, "unauthorized")
    assert server.violations == []


# ── Ghost ──


def token(service: Ghost, made: float, **changes: object) -> str:
    """A token as Ghost wants one, with `kid`, `alg`, `aud`, `exp` or `secret` changed; None leaves one out."""

    def part(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    number, _, secret = service.key.partition(":")
    values = {"alg": "HS256", "kid": number, "aud": "/admin/", "iat": int(made), "exp": int(made) + 300, **changes}
    kept = {name: value for name, value in values.items() if value is not None}
    head = part({name: kept[name] for name in ("alg", "kid") if name in kept} | {"typ": "JWT"})
    claims = part({name: kept[name] for name in ("iat", "exp", "aud") if name in kept})
    key = bytes.fromhex(str(changes.get("secret", secret)))
    signature = hmac.new(key, f"{head}.{claims}".encode(), hashlib.sha256).digest()
    return f"{head}.{claims}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


class Signed(httpx.Auth):
    """A fresh token for each request."""

    def __init__(self, service: Ghost) -> None:
        self.service = service

    def auth_flow(self, request: httpx.Request) -> Iterator[httpx.Request]:
        request.headers["Authorization"] = f"Ghost {token(self.service, self.service.now().timestamp())}"
        yield request


@pytest.fixture
def ghost() -> Iterator[tuple[Ghost, httpx.Client, Server]]:
    service = Ghost(clock=Clock())
    with serving(service, {"Accept-Version": "v5.0"}) as (_, client, server):
        client.auth = Signed(service)
        yield service, client, server


def new_post(client: httpx.Client, **fields: object) -> Json:
    """The post that a creation answers."""
    body = {"posts": [{"title": "The river", **fields}]}
    made: Json = answers(client.post("/posts/?source=html", json=body), 201)["posts"][0]
    return made


def kind(reply: httpx.Response, status: int) -> str:
    """The type of the one error in Ghost's shape."""
    (error,) = answers(reply, status)["errors"]
    assert {"message", "context", "type", "details", "property", "code", "id"} <= set(error)
    return str(error["type"])


def test_ghost_makes_a_draft_and_keeps_what_it_takes(ghost):
    service, client, _ = ghost
    body = {
        "title": "The river", "slug": "ref-1", "html": "<p>It <b>rose</b>.</p>", "custom_excerpt": "It rose.",
        "tags": [{"name": "Rivers"}, {"name": "#ref-1"}], "email_subject": "River news", "status": "draft",
        "id": "1" * 24, "uuid": "x", "newsletter": "default-newsletter", "whatever": 1,
    }  # fmt: skip
    reply = client.post("/posts/?source=html", json={"posts": [body]})
    post = answers(reply, 201)["posts"][0]
    assert reply.headers["location"].endswith(f"/ghost/api/admin/posts/{post['id']}/")
    assert reply.headers["content-version"] == "v6.27"
    assert (post["status"], post["slug"], post["html"], post["newsletter"]) == ("draft", "ref-1", None, None)
    assert post["id"] != body["id"]
    assert "whatever" not in post
    assert [(tag["slug"], tag["visibility"]) for tag in post["tags"]] == [
        ("rivers", "public"),
        ("hash-ref-1", "internal"),
    ]
    assert (post["primary_tag"]["name"], post["updated_at"]) == ("Rivers", "2026-11-22T12:00:00.000Z")
    read = client.get(f"/posts/{post['id']}/?formats=html,plaintext").json()["posts"][0]
    assert (read["html"], read["plaintext"]) == ("<p>It <strong>rose</strong>.</p>", "It rose.")
    (held,) = service.held()
    assert (held.reference, held.subject, held.preheader, service.sends) == ("ref-1", "River news", "It rose.", 0)


def test_ghost_takes_no_html_without_being_told_its_source(ghost):
    service, client, _ = ghost
    client.post("/posts/", json={"posts": [{"title": "T", "html": "<p>x</p>"}]})
    assert service.held()[0].html == ""


def test_eight_parallel_creates_with_one_slug_give_eight_posts(ghost):
    service, client, _ = ghost
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: new_post(client, slug="ref-1", tags=[{"name": "#ref-1"}]), range(8)))
    assert sorted(post["slug"] for post in made) == ["ref-1", *(f"ref-1-{number}" for number in range(2, 9))]
    assert len({post["id"] for post in made}) == len(service.held()) == 8
    assert len({post["tags"][0]["id"] for post in made}) == len(service.tags) == 1
    found = client.get("/posts/", params={"filter": "status:draft+tag:hash-ref-1", "fields": "id,slug"}).json()
    assert (len(found["posts"]), set(found["posts"][0])) == (8, {"id", "slug"})


def test_ghost_makes_slugs_its_own_way(ghost):
    _, client, _ = ghost
    assert new_post(client, slug="Ref_A.B:1/é Ü")["slug"] == "ref_a-b-1-e-u"
    assert new_post(client, title="It's the — river!")["slug"] == "its-the-river"
    assert len(new_post(client, title="x" * 255)["slug"]) == 185
    read = client.get("/posts/slug/its-the-river/").json()["posts"][0]
    assert read["title"] == "It's the — river!"
    assert kind(client.get("/posts/slug/nothing/"), 404) == "NotFoundError"


@given(st.text(max_size=60))
def test_slugs_hold_letters_digits_dashes_and_lines_alone_and_stay_as_they_are(text):
    made = ghost_content.slug(text)
    assert set(made) <= set(string.ascii_lowercase + string.digits + "-_")
    assert ghost_content.slug(made) == made


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"title": None}, 422, "ValidationError"),
        ({"title": "  "}, 422, "ValidationError"),
        ({"title": "x" * 256}, 422, "ValidationError"),
        ({"slug": "x" * 192}, 422, "ValidationError"),
        ({"custom_excerpt": "x" * 301}, 422, "ValidationError"),
        ({"email_subject": "x" * 301}, 422, "ValidationError"),
        ({"status": "new"}, 422, "ValidationError"),
        ({"tags": "a"}, 422, "ValidationError"),
        ({"tags": [{"name": ""}]}, 422, "ValidationError"),
    ],
)
def test_ghost_refuses_a_post_in_its_own_words(ghost, change, status, said):
    service, client, _ = ghost
    post = {name: value for name, value in {"title": "T", **change}.items() if value is not None}
    assert kind(client.post("/posts/", json={"posts": [post]}), status) == said
    assert service.held() == []
    assert kind(client.post("/posts/", json={"title": "T"}), 400) == "BadRequestError"
    assert kind(client.post("/posts/", content=b"{"), 400) == "BadRequestError"


def test_ghost_wants_the_last_time_and_knows_it_to_the_second(ghost):
    service, client, _ = ghost
    post = new_post(client)
    path = f"/posts/{post['id']}/?source=html"

    def put(at: str | None, **fields: object) -> httpx.Response:
        return client.put(path, json={"posts": [{**fields, **({"updated_at": at} if at else {})}]})

    assert kind(put(None, title="A"), 422) == "ValidationError"
    assert put(post["updated_at"], title="A").status_code == 200
    assert put(post["updated_at"], title="B").status_code == 200  # two writers within one second
    service.clock.pass_on(1)
    assert put(post["updated_at"], title="C").json()["posts"][0]["updated_at"] == "2026-11-22T12:00:01.000Z"
    stale = put(post["updated_at"], title="D")
    (error,) = answers(stale, 409)["errors"]
    assert (error["type"], error["code"]) == ("UpdateCollisionError", "UPDATE_COLLISION")
    assert error["details"] == {
        "clientUpdatedAt": "2026-11-22T12:00:00.000Z",
        "serverUpdatedAt": "2026-11-22T12:00:01.000Z",
    }
    assert service.held()[0].subject == "C"


def test_ghost_keeps_what_an_update_leaves_out_and_numbers_a_taken_slug(ghost):
    service, client, _ = ghost
    new_post(client, slug="taken")
    post = new_post(client, slug="ref-1", html="<p>x</p>", tags=[{"name": "#ref-1"}])
    body = {"posts": [{"title": "New", "slug": "taken", "updated_at": post["updated_at"]}]}
    changed = client.put(f"/posts/{post['id']}/", json=body).json()["posts"][0]
    assert (changed["title"], changed["slug"], changed["tags"][0]["name"]) == ("New", "taken-2", "#ref-1")
    assert service.held()[1].html == "<p>x</p>"


def test_ghost_gives_fifteen_and_never_more_than_a_hundred(ghost):
    _, client, _ = ghost
    for number in range(105):
        new_post(client, title=f"T{number}")
    first = client.get("/posts/").json()
    assert (len(first["posts"]), first["meta"]["pagination"]["total"]) == (15, 105)
    for limit in ("all", "500", "100"):
        page = client.get("/posts/", params={"limit": limit, "fields": "id"}).json()
        assert (len(page["posts"]), page["meta"]["pagination"]["pages"]) == (100, 2)
    rest = client.get("/posts/", params={"limit": 100, "page": 2}).json()
    assert (len(rest["posts"]), rest["meta"]["pagination"]["next"], rest["meta"]["pagination"]["prev"]) == (5, None, 1)
    ordered = client.get("/posts/", params={"order": "title desc", "limit": 2}).json()["posts"]
    assert [post["title"] for post in ordered] == ["T99", "T98"]
    assert kind(client.get("/posts/", params={"limit": "some"}), 422) == "ValidationError"


def test_ghost_lists_posts_in_every_state_unless_asked(ghost):
    service, client, _ = ghost
    for title in ("a", "b", "c"):
        new_post(client, title=title, tags=[{"name": f"#{title}"}])
    first, second, third = service.posts
    service.person_sends(first)
    service.person_schedules(second)

    def titles(text: str) -> list[str]:
        return sorted(post["title"] for post in client.get("/posts/", params={"filter": text}).json()["posts"])

    assert titles("") == ["a", "b", "c"]
    assert titles("status:draft") == ["c"]
    assert titles("status:-draft") == ["a", "b"]
    assert titles("status:[draft,scheduled]") == ["b", "c"]
    assert titles(f"id:{third}") == ["c"]
    assert titles("tag:[hash-a,hash-c]+status:published") == ["a"]
    assert titles("slug:a,(slug:b+status:scheduled)") == ["a", "b"]
    assert titles("title:~^'A'") == ["a"]
    assert titles("published_at:>'2026-11-23'") == ["b"]
    assert titles("published_at:null") == ["c"]
    for text in ("status:draft tag:hash-a", "status", "status:", "codeinjection_head:a", "created_at:>'soon'"):
        assert kind(client.get("/posts/", params={"filter": text}), 400) == "BadRequestError"


@given(st.text(st.characters(codec="ascii", exclude_characters="\\'\0"), max_size=12))
def test_a_quoted_value_in_a_filter_means_itself(text):
    wanted = nql.test(f"title:'{text}'")
    assert wanted({"title": text})
    assert not wanted({"title": text + "x"})


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ('<div class="a"><p style="color:red">a</p></div>', "<p>a</p>"),
        ("<h2 id='x'>T</h2>loose <i>words</i>", "<h2>T</h2><p>loose <em>words</em></p>"),
        ("<table><tr><td>c</td></tr></table>", "<p>c</p>"),
        ('<a href="https://example.org/?a=1&amp;b=2" class="x">l</a>', '<p><a href="https://example.org/?a=1&amp;b=2">l</a></p>'),
        ("<p>a</p><script>x()</script><style>p{}</style>", "<p>a</p>"),
        (
            "<p>a</p><!--kg-card-begin: html--> <table style='x'><tr><td>c</table> <!--kg-card-end: html--><p>b</p>",
            '<p>a</p><!--kg-card-begin: html-->\n<table style="x"><tbody><tr><td>c</td></tr></tbody></table>\n<!--kg-card-end: html--><p>b</p>',
        ),
    ],
)  # fmt: skip
def test_ghost_loses_markup_except_in_cards(sent, kept):
    assert ghost_content.kept(sent) == kept
    assert ghost_content.kept(kept) == kept


def test_ghost_counts_what_goes_public_with_and_without_mail(ghost):
    service, client, _ = ghost
    silent = new_post(client, status="published")
    assert (service.sends, silent["status"], silent["email"]) == (1, "published", None)
    post = new_post(client, email_only=True)
    path, body = f"/posts/{post['id']}/", {"posts": [{"status": "published", "updated_at": post["updated_at"]}]}
    assert kind(client.put(f"{path}?newsletter=nobody", json=body), 500) == "InternalServerError"
    assert service.held()[1].status == "draft"
    sent = client.put(f"{path}?newsletter=volunteers", json=body).json()["posts"][0]
    assert (sent["status"], sent["newsletter"]["slug"], sent["email"]["status"]) == ("sent", "volunteers", "pending")
    later = {"posts": [{"title": "L", "status": "scheduled", "published_at": "2026-11-22T12:01:00.000Z"}]}
    assert kind(client.post("/posts/", json=later), 422) == "ValidationError"
    later["posts"][0]["published_at"] = "2026-11-22T13:00:00.000Z"
    assert client.post("/posts/", json=later).json()["posts"][0]["status"] == "scheduled"
    assert service.sends == 3


@pytest.mark.parametrize(
    ("age", "changes", "status", "code"),
    [
        (0, {}, 200, ""),
        (299, {}, 200, ""),
        (-120, {}, 200, ""),  # a clock that is ahead
        (300, {"exp": None}, 401, "INVALID_JWT"),
        (300, {"exp": 9_999_999_999}, 401, "INVALID_JWT"),  # whatever exp says
        (10, {"exp": int(NOON.timestamp()) - 1}, 401, "INVALID_JWT"),
        (0, {"aud": "/content/"}, 401, "INVALID_JWT"),
        (0, {"aud": None}, 401, "INVALID_JWT"),
        (0, {"iat": None}, 401, "INVALID_JWT"),
        (0, {"alg": "HS512"}, 401, "INVALID_JWT"),
        (0, {"secret": "00"}, 401, "INVALID_JWT"),
        (0, {"kid": "0" * 24}, 401, "UNKNOWN_ADMIN_API_KEY"),
        (0, {"kid": None}, 400, "MISSING_ADMIN_API_KID"),
    ],
)
def test_ghost_takes_a_token_for_five_minutes(ghost, age, changes, status, code):
    service, client, _ = ghost
    made = token(service, NOON.timestamp() - age, **changes)
    client.auth = None
    reply = client.get("/posts/", headers={"Authorization": f"Ghost {made}"})
    assert reply.status_code == status
    assert not code or reply.json()["errors"][0]["code"] == code


def test_ghost_refuses_other_callers_and_sends_paths_without_a_slash_on(ghost):
    service, client, _ = ghost
    assert client.get("/posts").headers["location"] == "/ghost/api/admin/posts/"
    assert client.get("/posts").status_code == 301
    assert kind(client.get("/posts/", headers={"Accept-Version": "v9.0"}), 406) == "RequestNotAcceptableError"
    client.auth = None
    assert kind(client.get("/posts/"), 403) == "NoPermissionError"
    assert kind(client.get("/posts/", headers={"Authorization": "Bearer x"}), 401) == "UnauthorizedError"
    assert kind(client.get("/posts/", headers={"Authorization": "Ghost a.b"}), 400) == "BadRequestError"
    assert client.get("/site/").json()["site"]["url"] == f"{service.root}/"


def test_ghost_shows_a_key_the_site_and_keeps_the_test_mail_from_it(ghost):
    _, client, _ = ghost
    post = new_post(client)
    assert client.get("/config/").json()["config"]["version"] == "6.27.0"
    assert client.get("/users/").json()["users"][0]["email"] == "hello@example.org"
    bare = client.get("/newsletters/", params={"filter": "status:active"}).json()["newsletters"]
    sized = client.get("/newsletters/", params={"include": "count.active_members"}).json()["newsletters"]
    assert [("count" in one, one["slug"]) for one in bare] == [(False, "default-newsletter"), (False, "volunteers")]
    assert [one["count"]["active_members"] for one in sized] == [1200, 85]
    assert kind(client.post(f"/email_previews/posts/{post['id']}/", json={}), 403) == "NoPermissionError"


def test_ghost_numbers_pictures_of_one_name_and_serves_them(ghost):
    service, client, _ = ghost
    picture = {"file": ("a b.png", b"\x89PNG", "image/png")}
    first = answers(client.post("/images/upload/", files=picture, data={"ref": "r"}), 201)["images"][0]
    second = answers(client.post("/images/upload/", files=picture), 201)["images"][0]
    assert first == {"url": f"{service.root}/content/images/2026/11/a-b.png", "ref": "r"}
    assert second == {"url": f"{service.root}/content/images/2026/11/a-b-1.png", "ref": None}
    assert httpx.get(first["url"]).content == b"\x89PNG"
    wrong = {"file": ("a.txt", b"a", "text/plain")}
    assert kind(client.post("/images/upload/", files=wrong), 415) == "UnsupportedMediaTypeError"
    assert kind(client.post("/images/upload/", files=picture, data={"purpose": "x"}), 422) == "ValidationError"


def test_ghost_deletes_once_and_knows_its_ids(ghost):
    _, client, _ = ghost
    path = f"/posts/{new_post(client)['id']}/"
    assert client.delete(path).status_code == 204
    assert kind(client.delete(path), 404) == "NotFoundError"
    assert kind(client.get("/posts/12/"), 422) == "ValidationError"


# ── listmonk ──

MAIL = {
    "name": "Letter", "subject": "The river", "lists": [1], "content_type": "html", "body": PAGE, "altbody": "It rose.",
    "archive_slug": "ref-1", "tags": ["ref 1"], "from_email": "Example Notes <hello@example.org>",
}  # fmt: skip


@pytest.fixture
def listmonk() -> Iterator[tuple[Listmonk, httpx.Client, Server]]:
    with serving(Listmonk(clock=Clock()), {"Authorization": f"token {Listmonk.key}"}) as made:
        yield made


def test_listmonk_makes_a_draft_whatever_is_asked(listmonk):
    service, client, server = listmonk
    made = answers(client.post("/campaigns", json={**MAIL, "uuid": "mine", "status": "running"}), 200)["data"]
    assert (made["status"], made["archive_slug"], made["tags"]) == ("draft", "ref-1", ["ref-1"])
    assert made["uuid"] != "mine"
    assert (made["lists"], made["send_at"]) == ([{"id": 1, "name": "Members"}], None)
    read = client.get(f"/campaigns/{made['id']}").json()["data"]
    assert (read["body"], read["altbody"], service.sends) == (PAGE, "It rose.", 0)
    assert client.delete(f"/campaigns/{made['id']}").json() == {"data": True}
    assert answers(client.get(f"/campaigns/{made['id']}"), 400) == {"message": "Campaign not found"}
    assert not [line for line in server.violations if "answer" in line]


def test_listmonk_refuses_a_second_slug_with_the_databases_words(listmonk):
    service, client, _ = listmonk
    client.post("/campaigns", json=MAIL)
    second = answers(client.post("/campaigns", json={**MAIL, "archive_slug": "Ref/1"}), 500)
    assert "pq: duplicate key value violates unique constraint" in second["message"]
    assert "(archive_slug)=(ref-1)" in second["message"]
    other = client.post("/campaigns", json={**MAIL, "archive_slug": "ref-2"}).json()["data"]["id"]
    changed = client.put(f"/campaigns/{other}", json={"lists": [1], "archive_slug": "ref-1"})
    assert (changed.status_code, len(service.held())) == (500, 2)
    assert client.post("/campaigns", json={**MAIL, "archive_slug": ""}).json()["data"]["archive_slug"] is None


def test_eight_parallel_creates_with_one_slug_give_one_campaign(listmonk):
    service, client, _ = listmonk
    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda _: client.post("/campaigns", json=MAIL).status_code, range(8)))
    assert (sorted(replies), len(service.held())) == ([200] + [500] * 7, 1)


@given(st.text(max_size=40))
def test_a_stored_slug_stays_as_it_is(text):
    assert normal_slug(normal_slug(text)) == normal_slug(text)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": ""}, "Invalid length for `name`."),
        ({"subject": "x" * 5001}, "Invalid length for `subject`."),
        ({"lists": []}, "Invalid list IDs."),
        ({"lists": [3, 99]}, "Invalid list IDs."),  # what the key may not use is dropped, and nothing is left
        ({"from_email": "nobody"}, "Invalid `from_email`."),
        ({"messenger": "sms"}, "Unknown messenger sms."),
        ({"send_at": "2026-11-22T11:00:00Z"}, "`send_at` date should be in the future."),
        ({"body": "<p>{{ user.name }}</p>"}, 'function "user" not defined'),
        ({"body": "a stray {{ brace"}, "Error compiling campaign body"),
        ({"subject": "{{ if }}"}, "error compiling subject"),
        ({"altbody": '{{ "x }}'}, "unterminated quoted string"),
    ],
)
def test_listmonk_refuses_a_campaign_in_its_own_words(listmonk, change, said):
    service, client, _ = listmonk
    refused = answers(client.post("/campaigns", json={**MAIL, **change}), 400)
    assert said in refused["message"]
    assert (set(refused), service.held()) == ({"message"}, [])


def test_listmonk_drops_lists_without_a_word(listmonk):
    _, client, _ = listmonk
    made = client.post("/campaigns", json={**MAIL, "lists": [3, 2, 77]}).json()["data"]
    assert [one["id"] for one in made["lists"]] == [2]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{{ UnsubscribeURL }} {{ TrackView }} {{- .Subscriber.FirstName -}} {{/* a note */}}", ""),
        ('{{ "{{" }} {{ `{{` }} }}', ""),
        ('{{ if .Subscriber.FirstName }}a{{ else }}b{{ end }} {{ or .Subscriber.FirstName "friend" }}', ""),
        ("a\nb {{ nobody }}", 'template: content:2: function "nobody" not defined'),
        ("{{ if .A }}", "template: content:1: unexpected EOF"),
        ("{{ end }}", "template: content:1: unexpected {{end}}"),
        ("{{ else }}", "template: content:1: unexpected {{else}}"),
        ("{{}}", "template: content:1: missing value for command"),
        ("{{ .A", "template: content:1: unclosed action"),
        ("{{ {{ .A }} }}", "template: content:1: unclosed action"),
        ("{{ `a", "template: content:1: unterminated raw quoted string"),
        ("{{{ .A }}}", "template: content:1: unexpected '{' in operand"),
        ("{{/* open", "template: content:1: unexpected '/' in operand"),
    ],
)
def test_bodies_are_read_as_go_reads_them(text, fault):
    assert gotemplate.fault(text) == fault


@given(st.text(st.characters(exclude_characters="{"), max_size=80))
def test_text_without_an_opening_brace_is_always_taken(text):
    assert gotemplate.fault(text) == ""


def test_listmonk_keeps_what_an_update_leaves_out_but_lists(listmonk):
    service, client, server = listmonk
    number = client.post("/campaigns", json=MAIL).json()["data"]["id"]
    assert answers(client.put(f"/campaigns/{number}", json={"subject": "New"}), 400)["message"] == "Invalid list IDs."
    changed = client.put(f"/campaigns/{number}", json={"subject": "New", "lists": [2]}).json()["data"]
    assert (changed["subject"], changed["body"], changed["altbody"]) == ("New", PAGE, "It rose.")
    assert (changed["archive_slug"], [one["id"] for one in changed["lists"]]) == ("ref-1", [2])
    service.person_sends(str(number))
    refused = client.put(f"/campaigns/{number}", json={"lists": [1]})
    assert answers(refused, 400)["message"] == "Cannot update a running or a finished campaign"
    assert server.violations == []


def test_listmonk_makes_a_scheduled_one_without_a_date_a_draft_again(listmonk):
    service, client, _ = listmonk
    number = client.post("/campaigns", json=MAIL).json()["data"]["id"]
    status = f"/campaigns/{number}/status"
    assert "needs a `send_at`" in answers(client.put(status, json={"status": "scheduled"}), 400)["message"]
    client.put(f"/campaigns/{number}", json={"lists": [1], "send_at": LATER})
    assert client.put(status, json={"status": "scheduled"}).json()["data"]["status"] == "scheduled"
    assert (service.sends, service.held()[0].status) == (1, "scheduled")
    back = client.put(f"/campaigns/{number}", json={"lists": [1], "send_at": None}).json()["data"]
    assert back["status"] == "draft"
    client.put(status, json={"status": "running"})
    assert (service.sends, service.held()[0].status) == (2, "sending")
    assert answers(client.put(status, json={"status": "draft"}), 400)["message"].startswith("Only scheduled")


def test_listmonk_lets_a_key_that_may_not_send_schedule_nothing():
    service = Listmonk(may_send=False)
    with serving(service, {"Authorization": f"token {service.key}"}) as (_, client, _):
        number = client.post("/campaigns", json=MAIL).json()["data"]["id"]
        refused = client.put(f"/campaigns/{number}/status", json={"status": "running"})
        assert answers(refused, 403) == {"message": "permission denied: campaigns:send"}
        assert "campaigns:send" not in client.get("/profile").json()["data"]["user_role"]["permissions"]
        assert service.sends == 0


def test_listmonk_finds_by_tag_and_knows_no_tags(listmonk):
    _, client, _ = listmonk
    for number in range(3):
        client.post("/campaigns", json={**MAIL, "archive_slug": f"ref-{number}", "tags": [f"ref {number}", "all"]})

    def found(**query: object) -> list[str]:
        results = client.get("/campaigns", params=query).json()["data"]["results"]
        return [one["archive_slug"] for one in results]

    assert found(tag="ref-1") == ["ref-1"]
    assert found(tag=["ref-1", "all"]) == ["ref-1"]
    assert found(tag=["ref-1", "ref-2"]) == []
    assert found(tags="ref-1") == ["ref-2", "ref-1", "ref-0"]
    assert found(query="the RIVER", order="asc") == ["ref-0", "ref-1", "ref-2"]
    assert found(status=["draft", "running"], per_page=1, page=2) == ["ref-1"]
    assert found(status="finished") == []
    bare = client.get("/campaigns", params={"no_body": "true"}).json()["data"]
    assert ({one["body"] for one in bare["results"]}, bare["total"], bare["per_page"]) == ({""}, 3, 20)


def test_listmonk_gives_fifty_at_most_unless_all(listmonk):
    _, client, _ = listmonk
    for number in range(55):
        client.post("/campaigns", json={**MAIL, "archive_slug": f"ref-{number}"})
    sizes = {
        asked: len(client.get("/campaigns", params={"per_page": asked}).json()["data"]["results"])
        for asked in ("20", "100", "all", "x")
    }
    assert sizes == {"20": 20, "100": 50, "all": 55, "x": 20}


def test_listmonk_hides_what_is_for_other_lists(listmonk):
    service, client, _ = listmonk
    mine = service.person_creates("For the board")
    service.campaigns[int(mine)].lists = [3]
    assert client.get("/campaigns").json()["data"]["results"] == []
    assert answers(client.get(f"/campaigns/{mine}"), 403)["message"].startswith("permission denied")


def test_listmonk_renames_a_picture_that_it_has(listmonk):
    service, client, _ = listmonk
    picture = {"file": ("a b.png", b"\x89PNG", "image/png")}
    first, second = (answers(client.post("/media", files=picture), 200)["data"] for _ in range(2))
    assert first["url"] == f"{service.root}/uploads/a-b.png"
    assert second["filename"].startswith("a-b_")
    assert httpx.get(second["url"]).content == b"\x89PNG"
    listed = client.get("/media", params={"query": "A-B"}).json()["data"]
    assert [one["id"] for one in listed["results"]] == [second["id"], first["id"]]
    attached = client.post("/campaigns", json={**MAIL, "media": [first["id"], 99]}).json()["data"]
    assert attached["media"] == [{"id": first["id"], "filename": "a-b.png"}]
    kept = client.put(f"/campaigns/{attached['id']}", json={"lists": [1]}).json()["data"]
    assert kept["media"] == attached["media"]
    gone = client.put(f"/campaigns/{attached['id']}", json={"lists": [1], "media": []}).json()["data"]
    assert gone["media"] == []
    wrong = client.post("/media", files={"file": ("a.exe", b"x", "image/png")})
    assert answers(wrong, 400)["message"] == "Unsupported file type (exe)"


def test_listmonk_tests_go_to_subscribers_that_there_are(listmonk):
    service, client, _ = listmonk
    number = client.post("/campaigns", json=MAIL).json()["data"]["id"]
    path = f"/campaigns/{number}/test"
    assert answers(client.post(path, json={"subscribers": ["me@example.org"]}), 400)["message"].startswith("Invalid")
    assert answers(client.post(path, json=MAIL), 400)["message"] == "There are no subscribers to target."
    stranger = {**MAIL, "subscribers": ["x@example.org"]}
    assert answers(client.post(path, json=stranger), 400)["message"] == "No known subscribers to test."
    assert answers(client.post(path, json={**MAIL, "subscribers": [" Me@example.org"]}), 200) == {"data": True}
    assert (service.tests, service.sends) == (["me@example.org"], 0)


def test_listmonk_knows_its_callers_by_basic_and_by_token(listmonk):
    service, client, _ = listmonk
    user, _, secret = service.key.partition(":")
    assert client.get("/lists", auth=(user, secret)).json()["data"]["total"] == 2
    del client.headers["Authorization"]
    assert answers(client.get("/lists"), 403)["message"] == "invalid session"
    for header in ("token publisher:wrong", "token x", "Bearer x", "Basic !"):
        assert client.get("/lists", headers={"Authorization": header}).status_code == 403
    client.headers["Authorization"] = f"token {service.key}"
    assert answers(client.get("/settings"), 403)["message"] == "permission denied: settings:get"


# ── Kit ──

CAST = {
    "subject": "The river", "content": PAGE, "description": "ref-1", "preview_text": "It rose.", "public": False,
    "published_at": "2026-11-22T12:00:00Z", "send_at": None, "subscriber_filter": [],
}  # fmt: skip
WHOLE = {
    **CAST, "email_template_id": 2, "email_address": "hello@example.org", "thumbnail_alt": None, "thumbnail_url": None,
}  # fmt: skip


@pytest.fixture
def kit() -> Iterator[tuple[Kit, httpx.Client, Server]]:
    with serving(Kit(clock=Clock(), lag=30), {"X-Kit-Api-Key": Kit.key}) as made:
        yield made


def cast(client: httpx.Client, **fields: object) -> Json:
    """The broadcast that a creation answers."""
    made: Json = answers(client.post("/v4/broadcasts", json={**CAST, **fields}), 201)["broadcast"]
    return made


def test_kit_lists_late_and_reads_at_once(kit):
    service, client, server = kit
    made = cast(client)
    assert (made["status"], made["send_at"], made["email_template"]["id"]) == ("draft", None, 2)
    assert made["subscriber_filter"] == [{"all": [{"type": "all_subscribers"}]}]
    assert client.get("/v4/broadcasts").json()["broadcasts"] == []
    assert client.get(f"/v4/broadcasts/{made['id']}").json()["broadcast"]["description"] == "ref-1"
    service.clock.pass_on(30)
    assert [one["id"] for one in client.get("/v4/broadcasts").json()["broadcasts"]] == [made["id"]]
    assert server.violations == []


def test_kit_pages_by_cursor(kit):
    service, client, server = kit
    for number in range(5):
        cast(client, description=f"ref-{number}")
    service.clock.pass_on(60)
    seen, after = [], None
    while True:
        query = {"per_page": 2, "slim": "true", **({"after": after} if after else {})}
        page = client.get("/v4/broadcasts", params=query).json()
        seen += [one["description"] for one in page["broadcasts"]]
        assert {one["content"] for one in page["broadcasts"]} == {None}
        after = page["pagination"]["end_cursor"]
        if not page["pagination"]["has_next_page"]:
            break
    assert seen == [f"ref-{number}" for number in (4, 3, 2, 1, 0)]
    back = client.get("/v4/broadcasts", params={"before": after, "per_page": 2}).json()
    assert [one["description"] for one in back["broadcasts"]] == ["ref-2", "ref-1"]
    assert (back["pagination"]["has_previous_page"], back["pagination"]["has_next_page"]) == (True, True)
    assert answers(client.get("/v4/broadcasts", params={"per_page": 1001}), 422)["errors"]
    assert answers(client.get("/v4/broadcasts", params={"after": "x"}), 422)["errors"]
    assert server.violations == []


@pytest.mark.parametrize("name", [name for name in CAST if name != "send_at"])
def test_kit_requires_seven_fields_of_a_broadcast(kit, name):
    service, client, _ = kit
    body = {key: value for key, value in CAST.items() if key != name}
    refused = answers(client.post("/v4/broadcasts", json=body), 422)
    assert refused == {"errors": [f"{name.replace('_', ' ').capitalize()} is required"]}
    assert service.held() == []


@pytest.mark.parametrize("name", list(WHOLE))
def test_kit_requires_twelve_fields_of_an_update(kit, name):
    service, client, _ = kit
    path = f"/v4/broadcasts/{cast(client)['id']}"
    body = {key: value for key, value in {**WHOLE, "subject": "New"}.items() if key != name}
    assert answers(client.put(path, json=body), 422)["errors"]
    assert service.held()[0].subject == "The river"


def test_kit_updates_a_draft_that_stays_one(kit):
    service, client, server = kit
    path = f"/v4/broadcasts/{cast(client)['id']}"
    changed = answers(client.put(path, json={**WHOLE, "subject": "New"}), 200)["broadcast"]
    assert (changed["subject"], changed["status"], service.sends) == ("New", "draft", 0)
    assert client.delete(path).status_code == 204
    assert answers(client.get(path), 404) == {"errors": ["Not Found"]}
    assert server.violations == []


@pytest.mark.parametrize(("at", "status"), [(LATER, "scheduled"), ("2026-11-22T11:00:00Z", "sending")])
def test_kit_sends_by_a_date(kit, at, status):
    service, client, _ = kit
    made = cast(client, send_at=at)
    assert (made["status"], service.sends) == (status, 1)
    second = cast(client)
    client.put(f"/v4/broadcasts/{second['id']}", json={**WHOLE, "send_at": at})
    assert (service.held()[1].status, service.sends) == (status, 2)
    if status == "sending":
        for reply in (
            client.put(f"/v4/broadcasts/{made['id']}", json=WHOLE),
            client.delete(f"/v4/broadcasts/{made['id']}"),
        ):
            assert answers(reply, 422) == {"errors": ["Broadcast is already sending."]}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"email_template_id": 99}, "Email template not found"),
        ({"email_template_id": 35}, "Email template not found"),  # a starting point
        ({"email_address": "x@example.org"}, "Email address is not one of your sending addresses"),
        ({"subject": 3}, "Subject must be a string"),
        ({"public": "no"}, "Public must be true or false"),
        ({"send_at": "soon"}, "Send at is not a valid date"),
        ({"subscriber_filter": [{"all": [{"type": "tag", "ids": [99]}], "any": None, "none": None}]}, "Tag not found"),
        ({"subscriber_filter": [{"all": [{"type": "list", "ids": [1]}]}]}, "Subscriber filter is invalid"),
        ({"subscriber_filter": "all"}, "Subscriber filter is invalid"),
        (
            {"subscriber_filter": [{"all": [{"type": "tag", "ids": [11]}], "none": [{"type": "tag", "ids": [12]}]}]},
            "Only a single filter group is supported. Use one of `all`, `any`, or `none`.",
        ),
    ],
)
def test_kit_refuses_a_broadcast_in_its_own_words(kit, change, said):
    service, client, _ = kit
    assert answers(client.post("/v4/broadcasts", json={**CAST, **change}), 422) == {"errors": [said]}
    assert (service.held(), service.sends) == ([], 0)


def test_kit_writes_to_a_segment_or_a_tag(kit):
    _, client, server = kit
    group = {"all": [{"type": "segment", "ids": [18]}], "any": None, "none": None}
    made = cast(client, subscriber_filter=[group])
    assert made["subscriber_filter"] == [{"all": [{"type": "segment", "ids": [18]}]}]
    assert server.violations == []


def test_kit_takes_so_many_calls_in_a_rolling_minute_and_says_nothing_of_it():
    clock = Clock()
    with serving(Kit(limit=2, clock=clock), {"X-Kit-Api-Key": Kit.key}) as (_, client, _):
        client.get("/v4/account")
        clock.pass_on(40)
        client.get("/v4/account")
        over = client.get("/v4/account")
        assert answers(over, 429)["errors"]
        assert not [name for name in over.headers if "rate" in name or "retry" in name]
        clock.pass_on(20)
        assert client.get("/v4/account").status_code == 200


def test_kit_tells_whom_and_with_what_one_can_write(kit):
    _, client, _ = kit
    account = client.get("/v4/account").json()["account"]
    assert (account["name"], account["sending_addresses"][0]["email_address"]) == ("Example Notes", "hello@example.org")
    assert [one["name"] for one in client.get("/v4/tags").json()["tags"]] == ["Volunteers", "Members"]
    assert [one["id"] for one in client.get("/v4/segments").json()["segments"]] == [19, 18]
    templates = client.get("/v4/email_templates", params={"include_total_count": "true"}).json()
    assert [one["is_default"] for one in templates["email_templates"]] == [False, False, True]
    assert templates["pagination"]["total_count"] == 3


def test_kit_knows_its_callers(kit):
    service, client, _ = kit
    assert answers(client.get("/v4/account", headers={"X-Kit-Api-Key": "x"}), 401)["errors"]
    del client.headers["X-Kit-Api-Key"]
    assert answers(client.get("/v4/account"), 401)["errors"]
    assert client.get("/v4/account", headers={"Authorization": f"Bearer {service.key}"}).status_code == 200


# ── MailerLite ──

EMAIL = {"subject": "The river", "from_name": "Example Notes", "from": "hello@example.org", "content": PAGE}
LETTER = {"name": "ref-1", "type": "regular", "emails": [EMAIL], "groups": ["112233445566778899"]}


@pytest.fixture
def mailerlite() -> Iterator[tuple[MailerLite, httpx.Client, Server]]:
    headers = {"Authorization": f"Bearer {MailerLite.key}", "Accept": "application/json"}
    with serving(MailerLite(clock=Clock()), headers) as made:
        yield made


def test_mailerlite_shows_no_drafts_unless_asked(mailerlite):
    _, client, _ = mailerlite
    made = answers(client.post("/campaigns", json=LETTER), 201)["data"]
    assert (made["status"], made["missing_data"], type(made["id"])) == ("draft", [], str)
    unasked = client.get("/campaigns").json()
    assert (unasked["data"], unasked["meta"]["aggregations"]) == ([], {"total": 1, "draft": 1, "ready": 0, "sent": 0})
    drafts = client.get("/campaigns", params={"filter[status]": "draft"}).json()["data"]
    assert [one["name"] for one in drafts] == ["ref-1"]
    assert answers(client.get("/campaigns", params={"filter[status]": "all"}), 422)["errors"]


def test_mailerlite_keeps_the_content_to_itself(mailerlite):
    service, client, _ = mailerlite
    number = client.post("/campaigns", json=LETTER).json()["data"]["id"]
    assert PAGE not in client.get(f"/campaigns/{number}").text
    assert "river rose" not in client.get("/campaigns", params={"filter[status]": "draft"}).text
    assert service.held()[0].html == PAGE


def test_mailerlite_blanks_what_an_update_leaves_out(mailerlite):
    service, client, _ = mailerlite
    number = client.post("/campaigns", json=LETTER).json()["data"]["id"]
    bare = {"name": "ref-1", "type": "regular", "emails": [{**EMAIL, "content": None, "subject": "New"}]}
    changed = answers(client.put(f"/campaigns/{number}", json=bare), 200)["data"]
    (held,) = service.held()
    assert (held.subject, held.html) == ("New", "")
    assert (changed["missing_data"], changed["can_be_scheduled"]) == (["content", "groups"], False)
    assert answers(client.put(f"/campaigns/{number}", json={"name": "x"}), 422)["errors"].keys() == {"type", "emails"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"type": "other"}, "type"),
        ({"type": None}, "type"),
        ({"emails": []}, "emails"),
        ({"emails": [{**EMAIL, "subject": ""}]}, "emails.0.subject"),
        ({"emails": [{**EMAIL, "subject": "x" * 256}]}, "emails.0.subject"),
        ({"emails": [{**EMAIL, "from": "x@example.org"}]}, "emails.0.from"),
        ({"emails": [{**EMAIL, "from": None}]}, "emails.0.from"),
        ({"groups": ["1"]}, "groups.0"),
        ({"segments": ["1"]}, "segments.0"),
    ],
)
def test_mailerlite_refuses_a_campaign_as_laravel_does(mailerlite, change, field):
    service, client, _ = mailerlite
    refused = answers(client.post("/campaigns", json={**LETTER, **change}), 422)
    assert (refused["message"], list(refused["errors"])) == ("The given data was invalid.", [field])
    assert (service.held(), type(refused["errors"][field][0])) == ([], str)


def test_mailerlite_pages_by_number(mailerlite):
    service, client, _ = mailerlite
    service.limit = 1000
    for number in range(27):
        client.post("/campaigns", json={**LETTER, "name": f"ref-{number}"})
    query = {"filter[status]": "draft"}
    first = client.get("/campaigns", params=query).json()
    assert (len(first["data"]), first["data"][0]["name"], first["meta"]["last_page"]) == (25, "ref-26", 2)
    rest = client.get(first["links"]["next"]).json()
    assert ([one["name"] for one in rest["data"]], rest["links"]["next"]) == (["ref-1", "ref-0"], None)
    assert answers(client.get("/campaigns", params={"limit": 1000}), 422)["errors"].keys() == {"limit"}


def test_mailerlite_counts_schedules_and_changes_drafts_only(mailerlite):
    service, client, _ = mailerlite
    path = f"/campaigns/{client.post('/campaigns', json=LETTER).json()['data']['id']}"
    assert answers(client.post(f"{path}/schedule", json={}), 422)["errors"].keys() == {"delivery"}
    assert client.post(f"{path}/schedule", json={"delivery": "instant"}).json()["data"]["status"] == "ready"
    assert (service.sends, service.held()[0].status) == (1, "scheduled")
    assert answers(client.put(path, json=LETTER), 422)["message"] == "Only draft campaigns can be updated."
    assert client.post(f"{path}/cancel").json()["data"]["status"] == "draft"
    assert client.delete(path).status_code == 204
    assert answers(client.get(path), 404) == {"message": "Resource not found."}


def test_mailerlite_tells_its_limit_and_when_to_come_again():
    clock = Clock()
    headers = {"Authorization": f"Bearer {MailerLite.key}", "Accept": "application/json"}
    with serving(MailerLite(limit=2, clock=clock), headers) as (_, client, _):
        first = client.get("/groups")
        assert (first.headers["x-ratelimit-limit"], first.headers["x-ratelimit-remaining"]) == ("2", "1")
        clock.pass_on(20)
        client.get("/groups")
        over = client.get("/groups")
        assert (answers(over, 429), over.headers["retry-after"]) == ({"message": "Too Many Attempts."}, "40")
        clock.pass_on(40)
        assert client.get("/groups").status_code == 200


def test_mailerlite_tells_groups_and_segments_with_sizes(mailerlite):
    _, client, _ = mailerlite
    groups = client.get("/groups", params={"limit": 1}).json()
    assert (groups["data"][0]["active_count"], groups["meta"]["total"]) == (1200, 2)
    assert client.get("/segments").json()["data"][0]["total"] == 310


def test_mailerlite_refuses_own_content_on_a_small_plan_and_callers_without_headers():
    service = MailerLite(html=False)
    headers = {"Authorization": f"Bearer {service.key}", "Accept": "application/json"}
    with serving(service, headers) as (_, client, _):
        assert answers(client.post("/campaigns", json=LETTER), 403)["message"].startswith("Your plan")
        assert client.get("/groups", headers={"Accept": "text/html"}).status_code == 400
        assert answers(client.get("/groups", headers={"Authorization": "Bearer x"}), 401) == {
            "message": "Unauthenticated."
        }


# ── all five ──


@pytest.mark.parametrize("name", ["brevo", "listmonk", "kit"])
def test_a_request_that_a_vendor_does_not_describe_is_noticed(name, texts):
    make, headers = FIVE[name]
    service = make()
    path, body = CREATE[name]
    with serving(service, headers(service)) as (_, client, server):
        assert server.contract is not None
        client.post(path, json=body)
        client.get(path)
        assert server.violations == []
        client.post(path, json={**body, "subject": 3, "whatever": 1})
        assert [line.split(": ")[2] for line in server.violations] == ["request.subject", "request.whatever"]


FIVE: dict[str, tuple[Callable[[], Remote], Callable[[Remote], Json]]] = {
    "brevo": (Brevo, lambda service: {"api-key": service.key}),
    "listmonk": (Listmonk, lambda service: {"Authorization": f"token {service.key}"}),
    "kit": (Kit, lambda service: {"X-Kit-Api-Key": service.key}),
    "mailerlite": (MailerLite, lambda service: {"Authorization": f"Bearer {service.key}", "Accept": "application/json"}),
    "ghost": (Ghost, lambda service: {"Authorization": f"Ghost {token(service, time.time())}"}),
}  # fmt: skip
CREATE = {
    "brevo": ("/emailCampaigns", DRAFT),
    "listmonk": ("/campaigns", MAIL),
    "kit": ("/v4/broadcasts", CAST),
    "mailerlite": ("/campaigns", LETTER),
    "ghost": ("/posts/", {"posts": [{"title": "The river", "tags": [{"name": "#ref-1"}]}]}),
}


@pytest.mark.parametrize("name", FIVE)
def test_a_creation_whose_answer_is_lost_leaves_one_draft_with_our_reference(name):
    make, headers = FIVE[name]
    service = make()
    path, body = CREATE[name]
    with serving(service, headers(service), Fault("reset", "POST", moment="after")) as (_, client, server):
        with pytest.raises(httpx.TransportError):
            client.post(path, json=body)
        (held,) = service.held()
        assert (held.reference, held.subject, held.status) == ("ref-1", "The river", "draft")
        assert (held.foreign, held.touched, service.sends, server.writes) == (False, False, 0, 1)


@pytest.mark.parametrize("name", FIVE)
def test_a_call_after_a_person_is_marked(name):
    make, headers = FIVE[name]
    service = make()
    path, body = CREATE[name]
    with serving(service, headers(service)) as (_, client, _):
        client.post(path, json=body)
        number = service.held()[0].id
        service.person_edits(number, subject="By hand")
        assert (service.held()[0].subject, service.held()[0].touched) == ("By hand", False)
        one = f"{path}{number}/" if name == "ghost" else f"{path}/{number}"
        changed = WHOLE if name == "kit" else body
        if name == "ghost":
            at = client.get(one).json()["posts"][0]["updated_at"]
            changed = {"posts": [{"title": "Ours", "updated_at": at}]}
        assert client.put(one, json=changed).status_code in (200, 204)
        assert (service.held()[0].touched, service.held()[0].foreign) == (True, False)


@pytest.mark.parametrize("name", FIVE)
def test_errors_that_no_request_earned_have_the_vendors_shape(name):
    make, headers = FIVE[name]
    service = make()
    shape = {"brevo": "code", "listmonk": "message", "kit": "errors", "mailerlite": "message", "ghost": "errors"}[name]
    faults = [Fault(str(status), nth=number) for number, status in enumerate((401, 403, 429, 500), 1)]
    with serving(service, headers(service), *faults) as (_, client, _):
        for status in (401, 403, 429, 500):
            assert shape in answers(client.get("/anything"), status)

"""listmonk: Go templates, the unique slug, lists that are dropped unsaid."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publisher.errors import ConfigError, Conflict, ServiceError, Several, Uncertain, Unsupported
from publisher.model import Placeholder, PlaceholderName
from publisher.services import Sender, Service, Status, open_service

from tests.services.samples import message, picture, wanted
from tests.services.servers import gotemplate
from tests.services.servers.faults import Fault, Kind
from tests.services.servers.listmonk import Listmonk, normal_slug
from tests.services.servers.serving import Server

REFERENCE = "k3v9-river-main-0123456789ab"
UNSUBSCRIBE = Placeholder(PlaceholderName.UNSUBSCRIBE_URL).token
KEY = Listmonk.key


def listmonk(base_url: str, **options: object) -> Service:
    settings = {"base_url": base_url, "api_key": KEY, "audience": "1", **options}
    return open_service("main", "listmonk", settings, root=Path(), clock=lambda: datetime.now(UTC))


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(Listmonk()) as server:
        yield server
        assert (server.remote.sends, server.violations) == (0, [])


@pytest.fixture
def service(server) -> Service:
    return listmonk(server.url)


@pytest.fixture(scope="module")
def nowhere() -> Service:
    """A service for what is pure."""
    return listmonk("https://lists.example.org")


def sent(server: Server, method: str, path: str) -> dict:
    """The last body of a request."""
    return json.loads([one.body for one in server.log if (one.method, one.path) == (method, path)][-1])


# ── options ─────────────────────────────────────────────────────────────────────────────────────────────


def test_the_user_may_stand_beside_the_token_or_before_it(server):
    user, _, token = KEY.partition(":")
    assert listmonk(f"{server.root}/api/", user=user, api_key=token).find([REFERENCE], None) == {}
    assert listmonk(server.root).find([REFERENCE], None) == {}


@pytest.mark.parametrize(
    ("options", "said"),
    [({"base_url": ""}, "base_url: is missing"), ({"api_key": "secret-token"}, "user is missing")],
)
def test_what_is_missing_is_told_without_the_key(options, said):
    with pytest.raises((ConfigError, Several), match=said) as told:
        listmonk(**{"base_url": "https://lists.example.org", **options})
    assert "secret-token" not in str(told.value)


def test_a_wrong_token_is_told_without_it(server):
    service = listmonk(server.url, api_key="publisher:wrong-token")
    with pytest.raises(ServiceError, match="HTTP 403, invalid API credentials") as told:
        service.find([REFERENCE], None)
    assert "wrong-token" not in str(told.value)


# ── what a campaign says ────────────────────────────────────────────────────────────────────────────────


def test_a_campaign_is_made_with_everything_in_one_call(server):
    service = listmonk(server.url, template_id=4)
    sender = Sender("Notes, Example", "hello@example.org", "desk@example.org")
    payload = service.payload(wanted(sender=sender, audience="2, 1", tags=("local government", "rivers")), {})
    service.create(payload, REFERENCE)
    body = sent(server, "POST", "/campaigns")
    html, text = body.pop("body"), body.pop("altbody")
    assert body == {
        "name": "Three leaders",
        "subject": "Three leaders, one river",
        "lists": [1, 2],
        "from_email": '"Notes, Example" <hello@example.org>',
        "headers": [{"Reply-To": "desk@example.org"}],
        "type": "regular",
        "content_type": "html",
        "messenger": "email",
        "tags": ["local-government", "rivers"],
        "template_id": 4,
        "archive": False,
        "archive_slug": REFERENCE,
        "attribs": {"publisher": {"reference": REFERENCE, "digest": payload.digest}},
        "send_at": None,
    }
    assert re.search(r"<!-- publisher [0-9a-f]{64} [0-9a-f]{64} --></body></html>$", html)
    assert text == payload.text


def test_places_are_go_templates_and_the_postal_address_ours(nowhere):
    payload = nowhere.payload(wanted(), {})
    for tag in ("{{ MessageURL }}", "{{ UnsubscribeURL }}", "{{ ManageURL }}", "1 Mill Lane, Example"):
        assert payload.html.count(tag) == payload.text.count(tag) == 1
    assert 'Dear {{ or .Subscriber.FirstName "friend" }},' in payload.html


def test_a_reference_is_a_slug_already():
    assert normal_slug(REFERENCE) == REFERENCE


def test_outlooks_comments_outlive_gos_parser(nowhere):
    html = (
        "<!--[if !mso]><!--><p>a</p><!--<![endif]-->"
        "<!--[if mso | IE]><table style='x{y:z}'><![endif]--><!-- note --><!--[if mso]>{{x}}<![endif]-->"
    )
    payload = nowhere.payload(wanted(message=message(html=html + UNSUBSCRIBE)), {})
    assert payload.html == (
        "{{ Safe `<!--[if !mso]><!-->` }}<p>a</p>{{ Safe `<!--<![endif]-->` }}"
        "{{ Safe `<!--[if mso | IE]><table style='x{y:z}'><![endif]-->` }}<!-- note -->"
        "{{ Safe `<!--[if mso]>&#123;{x}}<![endif]-->` }}{{ UnsubscribeURL }}"
    )


PIECES = st.sampled_from(
    [
        "{",
        "}",
        "{{",
        "}}",
        "`",
        '"',
        "{{/*",
        " .x ",
        "- ",
        "https://x.example",
        "@TrackLink",
        "<a",
        "<!--[if",
        "-->",
        "\\",
    ]
)


@given(st.lists(PIECES, max_size=12).map("".join), st.sampled_from(["", "friend", 'a"}}{{ .x', "`\\", "Ü & ß"]))
def test_no_words_of_an_article_are_compiled(nowhere, words, fallback):
    name = Placeholder(PlaceholderName.FIRST_NAME, fallback).token
    said = message(
        f"x{words}{name}{words}",
        html=f"<p>{words}{name}{words}</p>{UNSUBSCRIBE}",
        text=f"{words}{name}{words} {UNSUBSCRIBE}",
    )
    payload = nowhere.payload(wanted(message=said), {})
    for text in (payload.subject, payload.html, payload.text):
        assert not gotemplate.fault(text)
        assert not re.search(r"https?://\S*@TrackLink", text)
        ours = (
            r"\{\{ (UnsubscribeURL|\.Subscriber\.FirstName|or \.Subscriber\.FirstName \"[^\"{}]*\"|Safe `[^`]*`) \}\}"
        )
        assert "{{" not in re.sub(ours, "", text)
    assert not re.search(r"<[A-Za-z/!?]", payload.text)


@pytest.mark.parametrize("audience", ["Members", "segment:3", "1, -2"])
def test_an_audience_is_ids_of_lists(nowhere, audience):
    with pytest.raises(Unsupported, match="Ids of lists as 1"):
        nowhere.payload(wanted(audience=audience), {})


def test_an_audience_is_needed():
    with pytest.raises(ServiceError, match=r"services\.main: an audience is missing: listmonk needs a list"):
        listmonk("https://lists.example.org", audience="").payload(wanted(), {})


def test_a_list_that_the_key_may_not_use_is_refused_before_anything_is_made(server, service):
    with pytest.raises(ServiceError, match="there is no list 3 that the key may use"):
        service.create(service.payload(wanted(audience="1, 3"), {}), REFERENCE)
    assert server.remote.campaigns == {}


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("Example Notes", "Example Notes <hello@example.org>"),
        ("", "hello@example.org"),
        ('The "Notes"', r'"The \"Notes\"" <hello@example.org>'),
        ("{{ .x }}", '"{ { .x }}" <hello@example.org>'),
    ],
)
def test_the_sender_is_one_line_of_mail(nowhere, name, line):
    said = nowhere.payload(wanted(sender=Sender(name, "hello@example.org")), {}).fields["from_email"]
    assert said == line


# ── finding and reading ─────────────────────────────────────────────────────────────────────────────────


def test_lists_are_read_to_their_end_or_to_the_time_asked_for(server, service):
    made = service.create(service.payload(wanted(), {}), REFERENCE)
    server.remote.campaigns[int(made.id)].made -= timedelta(days=40)
    for number in range(120):
        server.remote.person_creates(f"Week {number}")
    server.log.clear()
    assert set(service.find([REFERENCE], None)) == {REFERENCE}
    assert len(server.log) == 3
    for campaign in list(server.remote.campaigns.values())[1:80]:
        campaign.made -= timedelta(days=30)
    server.log.clear()
    assert service.find([REFERENCE], datetime.now(UTC) - timedelta(days=10)) == {}
    assert len(server.log) == 1


def test_a_campaign_whose_slug_a_person_changed_is_found_by_its_attributes(server, service):
    made = service.create(service.payload(wanted(), {}), REFERENCE)
    server.remote.campaigns[int(made.id)].fields["archive_slug"] = "november"
    assert service.find([REFERENCE], None)[REFERENCE].id == made.id
    assert service.read(made.id).reference == REFERENCE


def test_a_copy_with_our_attributes_does_not_count_before_the_slug(server, service):
    made = service.create(service.payload(wanted(), {}), REFERENCE)
    copy = int(server.remote.person_creates("Copy"))
    campaigns = server.remote.campaigns
    campaigns[copy].fields["attribs"] = campaigns[int(made.id)].fields["attribs"]
    campaigns[copy].made -= timedelta(days=3)
    assert service.find([REFERENCE], None)[REFERENCE].id == made.id


@pytest.mark.parametrize(
    ("act", "status"),
    [
        ("person_sends", Status.SENT),
        ("person_schedules", Status.SCHEDULED),
        ("person_trashes", Status.TRASHED),
        ("person_deletes", Status.ABSENT),
    ],
)
def test_what_a_person_did_with_the_campaign_is_seen(server, service, act, status):
    made = service.create(service.payload(wanted(), {}), REFERENCE)
    getattr(server.remote, act)(made.id)
    assert service.read(made.id).status is status
    listed = [draft.state.status for draft in service.find([REFERENCE], None).values()]
    assert listed == ([] if status is Status.ABSENT else [status])


@pytest.mark.parametrize("fields", [{"subject": "Mine"}, {"body": "<p>Mine</p>"}, {"altbody": "Mine"}])
def test_a_persons_edit_shows_also_of_the_text(server, service, fields):
    made = service.create(service.payload(wanted(), {}), REFERENCE)
    before = service.read(made.id)
    server.remote.campaigns[int(made.id)].fields.update(fields)
    after = service.read(made.id)
    assert (before.edited, after.edited) == (False, None)
    assert after.digest != before.digest


# ── writing ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_second_create_is_refused_by_the_database_and_uncertain_for_us(server, service):
    payload = service.payload(wanted(), {})
    made = service.create(payload, REFERENCE)
    with pytest.raises(Uncertain, match=r"HTTP 500, .*duplicate key"):
        service.create(payload, REFERENCE)
    assert service.find([REFERENCE], None)[REFERENCE].id == made.id
    assert len(server.remote.campaigns) == 1


def test_a_create_without_an_answer_is_found_later(server, service):
    server.strike(Fault(Kind.CUT, method="POST", moment="after"))
    with pytest.raises(Uncertain):
        service.create(service.payload(wanted(), {}), REFERENCE)
    assert set(service.find([REFERENCE], None)) == {REFERENCE}


def test_a_change_says_the_lists_again_and_nothing_of_a_time(server, service):
    made = service.create(service.payload(wanted(), {}), REFERENCE)
    service.fill(made, service.payload(wanted(message=message("Other"), audience="2"), {}), REFERENCE)
    body = sent(server, "PUT", f"/campaigns/{made.id}")
    assert body["lists"] == [2]
    assert "send_at" not in body
    assert service.read(made.id).edited is False


@pytest.mark.parametrize("act", ["person_sends", "person_deletes"])
def test_what_is_no_draft_any_more_is_not_written(server, service, act):
    made = service.create(service.payload(wanted(), {}), REFERENCE)
    getattr(server.remote, act)(made.id)
    with pytest.raises(Conflict, match="is no draft any more"):
        service.fill(made, service.payload(wanted(message=message("Other")), {}), REFERENCE)
    assert not any(held.touched for held in server.remote.held())


def test_a_picture_of_that_name_is_not_uploaded_again_by_another_run(server, service, tmp_path):
    image = picture(tmp_path)
    address = service.upload(image)
    assert listmonk(server.url).upload(image) == address
    assert [upload.name for upload in server.remote.uploads] == [image.name]


def test_test_mails_go_to_subscribers_alone(server, service):
    made = service.create(service.payload(wanted(), {}), REFERENCE)
    service.test(made.id, ["me@example.org"])
    assert server.remote.tests == ["me@example.org"]
    with pytest.raises(ServiceError, match=r"No known subscribers to test\. The addresses must be subscribers"):
        service.test(made.id, ["who@example.org"])


@pytest.mark.parametrize("may_send", [True, False])
def test_the_account_tells_the_lists_and_whether_the_role_may_send(may_send):
    with Server(Listmonk(may_send=may_send)) as server:
        account = listmonk(server.url, template_id=1).account()
    assert account.may_send is may_send
    assert [(one.id, one.name, one.size) for one in account.audiences] == [
        ("1", "Members", 1200),
        ("2", "Volunteers", 85),
    ]
    assert bool(account.notes) is may_send

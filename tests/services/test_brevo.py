"""Brevo: one call that makes a draft, paging back to it, and an hour's quota."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from publisher.errors import ConfigError, Conflict, Deferred, ServiceError, Uncertain, Unsupported
from publisher.model import Placeholder, PlaceholderName
from publisher.services import Draft, Sender, Service, Status, open_service

from tests.services.samples import message, picture, wanted, with_picture
from tests.services.servers.brevo import Brevo
from tests.services.servers.faults import Fault, Kind
from tests.services.servers.serving import Server

REFERENCE = "k3v9-river-main-0123456789ab"
UNSUBSCRIBE = Placeholder(PlaceholderName.UNSUBSCRIBE_URL).token
KEY = Brevo.key


def brevo(base_url: str, **options: object) -> Service:
    settings = {"base_url": base_url, "api_key": KEY, "audience": "7", **options}
    return open_service("main", "brevo", settings, root=Path(), clock=lambda: datetime.now(UTC))


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(Brevo()) as server:
        yield server
        assert (server.remote.sends, server.violations) == (0, [])


@pytest.fixture
def service(server) -> Service:
    return brevo(server.url)


@pytest.fixture(scope="module")
def nowhere() -> Service:
    """A service for what is pure."""
    return brevo("")


# ── what a campaign says ────────────────────────────────────────────────────────────────────────────────


def test_a_campaign_is_made_with_everything_in_one_call(server, service):
    sender = Sender("Example Notes", "hello@example.org", "desk@example.org")
    service.create(service.payload(wanted(sender=sender, audience="9, segment:3, -7"), {}), REFERENCE)
    (entry,) = server.log
    body = json.loads(entry.body)
    html = body.pop("htmlContent")
    assert (entry.method, entry.path) == ("POST", "/emailCampaigns")
    assert body == {
        "name": REFERENCE,
        "tag": REFERENCE,
        "subject": "Three leaders, one river",
        "previewText": "What the river review heard.",
        "sender": {"name": "Example Notes", "email": "hello@example.org"},
        "replyTo": "desk@example.org",
        "recipients": {"listIds": [9], "segmentIds": [3], "exclusionListIds": [7]},
        "mirrorActive": True,
    }
    assert re.search(r"<!-- publisher [0-9a-f]{64} [0-9a-f]{64} --></body></html>$", html)


def test_places_are_brevos_variables_and_the_postal_address_ours(nowhere):
    html = nowhere.payload(wanted(), {}).html
    for tag in ("{{ mirror }}", "{{ unsubscribe }}", "{{ update_profile }}", "1 Mill Lane, Example"):
        assert html.count(tag) == 1
    assert "Dear {{ contact.FIRSTNAME | default:'friend' }}," in html


@pytest.mark.parametrize(
    ("fallback", "tag"),
    [
        ("", "{{ contact.PRENOM }}"),
        ("Freundin & Freund", "{{ contact.PRENOM | default:'Freundin & Freund' }}"),
        ("O'Neil's", "{{ contact.PRENOM | default:'O’Neil’s' }}"),
        ("a' }}{{ contact.EMAIL", "{{ contact.PRENOM | default:'a’ contact.EMAIL' }}"),
        ("x&quot;&#39;|upper\\", "{{ contact.PRENOM | default:'x”’upper' }}"),
        ("<b>you</b>", "{{ contact.PRENOM | default:'byou/b' }}"),
    ],
)
def test_words_for_readers_without_a_name_cannot_break_out(fallback, tag):
    token = Placeholder(PlaceholderName.FIRST_NAME, fallback).token
    said = message(f"Dear {token}!", html=f"<p>{token}!</p>{UNSUBSCRIBE}")
    payload = brevo("", first_name="PRENOM").payload(wanted(message=said), {})
    assert payload.subject == f"Dear {tag}!"
    assert f"<p>{tag}!</p>" in payload.html


PIECES = st.sampled_from(["{", "}", "{{", "}}", "{%", "%}", "{#", " x ", "contact.EMAIL", "&#123;", "|", "\n"])


@given(st.lists(PIECES, max_size=12).map("".join), st.booleans())
def test_no_words_of_an_article_are_evaluated(nowhere, words, beside):
    tag = Placeholder(PlaceholderName.BROWSER_URL).token if beside else " "
    said = message(f"x{words}{tag}{words}", html=f"<p>{words}{tag}{words}</p>{UNSUBSCRIBE}")
    payload = nowhere.payload(wanted(message=said), {})
    for text in (payload.subject, payload.html.replace("{{ unsubscribe }}", "")):
        assert text.count("{{ mirror }}") == beside
        assert not re.search(r"\{[{%#]", text.replace("{{ mirror }}", "\0"))
        assert not re.search(r"\{\0", text.replace("{{ mirror }}", "\0"))


def test_pictures_are_shown_from_their_public_addresses(service, tmp_path):
    image = picture(tmp_path)
    payload = service.payload(with_picture(wanted(), image), {image.name: "https://example.org/images/a.jpg"})
    assert 'src="https://example.org/images/a.jpg"' in payload.html
    with pytest.raises(Unsupported):
        service.upload(image)


@pytest.mark.parametrize("times", [0, 2])
def test_the_link_for_leaving_stands_once(nowhere, times):
    said = message(html=f"<p>Hello</p>{UNSUBSCRIBE * times}")
    with pytest.raises(ServiceError, match=f"stands {times} times in the HTML"):
        nowhere.payload(wanted(message=said), {})


@pytest.mark.parametrize("audience", ["Members", "-7", "7;9"])
def test_an_audience_is_ids(nowhere, audience):
    with pytest.raises(Unsupported, match="Ids of lists as 7"):
        nowhere.payload(wanted(audience=audience), {})


def test_nobody_is_said_where_nobody_is_meant(server):
    service = brevo(server.url, audience="")
    service.create(service.payload(wanted(), {}), REFERENCE)
    assert "recipients" not in json.loads(server.log[0].body)


def test_the_name_of_the_attribute_is_checked():
    with pytest.raises(ConfigError, match="first_name"):
        brevo("", first_name="FIRST NAME")


# ── finding and reading ─────────────────────────────────────────────────────────────────────────────────


def test_the_list_is_read_back_to_the_time_asked_for(server, service):
    made = service.create(service.payload(wanted(), {}), REFERENCE)
    server.remote.campaigns[made.id].made -= timedelta(days=400)
    for number in range(250):
        server.remote.person_creates(f"Week {number}")
    server.log.clear()
    assert set(service.find([REFERENCE], None)) == {REFERENCE}
    assert len(server.log) == 3
    old = [server.remote.campaigns[number] for number in list(server.remote.campaigns)[:160]]
    for campaign in old:
        campaign.made -= timedelta(days=30)
    server.log.clear()
    assert service.find([REFERENCE], datetime.now(UTC) - timedelta(days=10)) == {}
    assert len(server.log) == 1


def test_the_html_is_left_out_of_lists(server, service):
    service.create(service.payload(wanted(), {}), REFERENCE)
    state = service.find([REFERENCE], None)[REFERENCE].state
    assert (state.digest, state.payload_digest) == ("", "")
    assert "excludeHtmlContent=true" in server.log[-1].query


def test_a_campaign_that_a_person_renamed_is_found_by_its_tag(server, service):
    made = service.create(service.payload(wanted(), {}), REFERENCE)
    server.remote.campaigns[made.id].fields["name"] = "November letter"
    assert service.find([REFERENCE], None)[REFERENCE].id == made.id
    assert service.read(made.id).reference == REFERENCE


def test_of_two_that_bear_our_reference_the_older_counts(server, service):
    made = service.create(service.payload(wanted(), {}), REFERENCE)
    service.create(service.payload(wanted(), {}), REFERENCE)
    assert service.find([REFERENCE], None)[REFERENCE].id == made.id


def test_a_persons_campaign_with_the_same_subject_is_not_ours(server, service):
    server.remote.person_creates("Three leaders, one river")
    assert service.find([REFERENCE], None) == {}


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


@pytest.mark.parametrize(
    "fields", [{"subject": "Mine"}, {"htmlContent": "<p>Mine, all of it</p>"}, {"recipients": {"listIds": [9]}}]
)
def test_a_persons_edit_shows_also_of_the_readers(server, service, fields):
    made = service.create(service.payload(wanted(), {}), REFERENCE)
    before = service.read(made.id)
    server.remote.campaigns[made.id].fields.update(fields)
    after = service.read(made.id)
    assert (before.edited, after.edited) == (False, None)
    assert after.digest != before.digest


# ── writing ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("act", ["person_sends", "person_schedules", "person_deletes"])
def test_what_is_no_draft_any_more_is_not_written(server, service, act):
    made = service.create(service.payload(wanted(), {}), REFERENCE)
    getattr(server.remote, act)(made.id)
    with pytest.raises(Conflict, match=f"campaign {made.id} is no draft any more"):
        service.fill(made, service.payload(wanted(message=message("Other")), {}), REFERENCE)
    assert not any(held.touched for held in server.remote.held())


def test_a_refusal_is_told_in_brevos_words_without_the_key(server, service):
    edition = wanted(sender=Sender("Example Notes", "nobody@example.org"))
    with pytest.raises(ServiceError, match=r"HTTP 400, Sender is invalid / inactive \(invalid_parameter\)") as told:
        service.create(service.payload(edition, {}), REFERENCE)
    assert KEY not in str(told.value)
    assert not isinstance(told.value, Uncertain)


@pytest.mark.parametrize("kind", [Kind.RESET, Kind.BAD_GATEWAY, Kind.LOGIN, Kind.CUT])
def test_a_create_without_a_full_answer_is_uncertain_and_made_once(server, service, kind):
    server.strike(Fault(kind, method="POST", moment="after"))
    with pytest.raises(Uncertain):
        service.create(service.payload(wanted(), {}), REFERENCE)
    assert len(server.remote.campaigns) == 1
    assert set(service.find([REFERENCE], None)) == {REFERENCE}


def test_an_answer_without_an_id_is_uncertain():
    transport = httpx.MockTransport(lambda _: httpx.Response(201, json={"ok": True}))
    settings = {"api_key": KEY}
    service = open_service("main", "brevo", settings, root=Path(), clock=lambda: datetime.now(UTC), network=transport)
    with pytest.raises(Uncertain, match=r"services\.main: create: the answer is not of the shape"):
        service.create(service.payload(wanted(), {}), REFERENCE)


def test_nothing_is_asked_once_the_hour_is_used_up():
    with Server(Brevo(quota=2)) as server:
        settings = {"base_url": server.url, "api_key": KEY}
        service = open_service(
            "main", "brevo", settings, root=Path(), clock=lambda: datetime.now(UTC), left=lambda: 30.0
        )
        service.create(service.payload(wanted(), {}), REFERENCE)
        service.find([REFERENCE], None)
        with pytest.raises(Deferred, match=r"the quota of 100 calls in 60 minutes is used up"):
            service.find([REFERENCE], None)
        assert len(server.log) == 2


def test_test_mails_go_to_the_people_named_alone(server, service):
    made = service.create(service.payload(wanted(), {}), REFERENCE)
    service.test(made.id, ["me@example.org"])
    service.test(made.id, [])
    assert server.remote.tests == ["me@example.org"]
    with pytest.raises(ServiceError, match=r"could not be sent to all recipients: who@example\.org"):
        service.test(made.id, ["who@example.org"])


def test_the_account_tells_lists_segments_and_active_senders(server):
    account = brevo(server.url, first_name="PRENOM").account()
    assert {(one.id, one.name, one.size) for one in account.audiences} == {
        ("7", "Members", 1200),
        ("9", "Volunteers", 85),
        ("segment:3", "Lapsed members", None),
    }
    assert account.senders == ("hello@example.org",)
    assert any("no contact attribute PRENOM" in note for note in account.notes)


def test_a_wrong_key_is_told_without_it(server):
    service = brevo(server.url, api_key="xkeysib-wrong")
    with pytest.raises(ServiceError, match=r"HTTP 401, Key not found") as told:
        service.account()
    assert "xkeysib-wrong" not in str(told.value)


def test_a_draft_that_was_found_is_filled(server, service):
    service.create(service.payload(wanted(), {}), REFERENCE)
    found = service.find([REFERENCE], None)[REFERENCE]
    changed = service.payload(replace(wanted(), message=message("Other")), {})
    service.fill(Draft(found.id, found.state), changed, REFERENCE)
    state = service.read(found.id)
    assert (state.subject, state.payload_digest, state.edited) == ("Other", changed.digest, False)

"""Kit: broadcasts that have no date, lists that lag, a filter that is always said, Liquid's tags."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from publisher.errors import ConfigError, Conflict, ServiceError, Uncertain, Unsupported
from publisher.model import Placeholder, PlaceholderName
from publisher.services import Payload, Service, Status, kit_broadcast, open_service
from publisher.services.base import Quota
from publisher.services.kit import FACTS

from tests.services.hostile import PIECES, placeholders, said
from tests.services.opened import opened, requests
from tests.services.samples import NOON, message, picture, wanted, with_picture
from tests.services.servers.faults import Fault
from tests.services.servers.kit import Kit

REFERENCE = "k3v9-river-local-0123456789ab"
KEY = "kit_5d2c8e41b7a09f36d1e4c2b8a7f60539"
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)  # as Liquid reads templates
NAME = "{{ subscriber.first_name }}"
CHOICE = ["{% if subscriber.first_name != blank %}", NAME, "{% else %}", "{% endif %}"]
TAG_FILTER = [{"all": [{"type": "tag", "ids": [11]}], "any": None, "none": None}]


def alone(network: Any = None, **options: Any) -> Service:
    """A service without a server, or with a transport that answers."""
    told = {"api_key": KEY, **options}
    return open_service("main", "kit", told, root=Path(), clock=lambda: NOON, network=network)


def answering(change: Callable[[dict[str, Any]], dict[str, Any]]) -> httpx.MockTransport:
    """A transport that answers with what it was told, changed, as a broadcast."""
    return httpx.MockTransport(
        lambda request: httpx.Response(201, json={"broadcast": {"id": 7, **change(json.loads(request.content))}})
    )


def made(service: Service, payload: Payload | None = None) -> str:
    """The id of a new draft."""
    return service.create(payload or service.payload(wanted(), {}), REFERENCE).id


# ── what is said ────────────────────────────────────────────────────────────────────────────────────────


def test_an_edition_is_said_in_liquids_tags():
    payload = alone().payload(wanted(), {})
    assert TAG.findall(payload.html) == [
        *CHOICE, "{{ unsubscribe_url }}", "{{ subscriber_preferences_url }}", "{{ address }}",
    ]  # fmt: skip
    assert '<a href="https://example.org/letters/river/">Read online</a>' in payload.html
    assert payload.html.startswith("<p>Dear ")  # the body: the account's email template is around it
    assert payload.text == ""
    assert payload.fields == {
        "email_address": "hello@example.org",
        "email_template_id": None,
        "published_at": "2026-11-24T12:00:00Z",
        "subscriber_filter": [],
    }


def test_a_draft_is_one_call_without_a_date(tmp_path):
    with opened("kit", tmp_path) as (service, server):
        payload = service.payload(wanted(), {})
        made(service, payload)
    (entry,) = server.log
    told = json.loads(entry.body)
    assert re.sub(r"<!-- publisher \w+ \w+ -->", "", told.pop("content")) == payload.html
    assert told == {
        "subject": "Three leaders, one river",
        "preview_text": "What the river review heard.",
        "description": REFERENCE,
        "public": False,
        "published_at": "2026-11-24T12:00:00Z",
        "send_at": None,
        "subscriber_filter": [],
        "email_address": "hello@example.org",
        "thumbnail_alt": None,
        "thumbnail_url": None,
    }
    assert server.remote.sends == 0


def test_a_change_says_all_twelve_fields_and_keeps_what_we_have_no_wish_for(tmp_path):
    with opened("kit", tmp_path) as (service, server):
        draft = service.create(service.payload(wanted(), {}), REFERENCE)
        there = server.remote.broadcasts[int(draft.id)].fields
        there |= {"email_template_id": 6, "thumbnail_url": "https://example.org/a.jpg", "thumbnail_alt": "A river"}
        service.fill(draft, service.payload(wanted(message=message("Other")), {}), REFERENCE)
        assert service.read(draft.id).subject == "Other"
    assert requests(server) == [
        "POST /v4/broadcasts", "GET /v4/broadcasts/1", "PUT /v4/broadcasts/1", "GET /v4/broadcasts/1",
    ]  # fmt: skip
    told = json.loads(server.log[2].body)
    assert len(told) == 12
    assert (told["send_at"], told["email_template_id"], told["thumbnail_alt"]) == (None, 6, "A river")


def test_config_may_name_the_email_template(tmp_path):
    with opened("kit", tmp_path, template=6) as (service, server):
        draft = service.create(service.payload(wanted(), {}), REFERENCE)
        service.fill(draft, service.payload(wanted(), {}), REFERENCE)
    assert [json.loads(server.log[place].body)["email_template_id"] for place in (0, 2)] == [6, 6]


@pytest.mark.parametrize(
    ("audience", "filters"),
    [
        ("everybody", []),
        ("tag:11", TAG_FILTER),
        ("segment:18", [{"all": [{"type": "segment", "ids": [18]}], "any": None, "none": None}]),
    ],
)
def test_whom_it_is_for_is_always_said(tmp_path, audience, filters):
    with opened("kit", tmp_path, audience=audience) as (service, server):
        draft = service.create(service.payload(wanted(), {}), REFERENCE)
        assert service.read(draft.id).edited is False
    assert json.loads(server.log[0].body)["subscriber_filter"] == filters


def test_a_campaigns_own_audience_wins():
    assert alone(audience="tag:12").payload(wanted(audience="tag:11"), {}).fields["subscriber_filter"] == TAG_FILTER
    assert alone(audience="tag:12").payload(wanted(audience="everybody"), {}).fields["subscriber_filter"] == []


@pytest.mark.parametrize("audience", ["members", "11", "tag:x", "tag:1,2", "form:3"])
def test_an_audience_that_is_none_is_refused_with_what_to_do(audience):
    with pytest.raises(Unsupported, match=r"is no audience\. `publisher services main` lists tags and segments"):
        alone().payload(wanted(audience=audience), {})


@pytest.mark.parametrize(
    ("key", "value", "what"),
    [
        ("audience", "members", "must be everybody, or tag: or segment:"),
        ("template", "classic", "valid integer"),
        ("send_at", "2026-11-24", "unknown key"),
    ],
)
def test_wrong_settings_are_named(key, value, what):
    with pytest.raises(ConfigError, match=what):
        alone(**{key: value})


def test_a_link_to_the_web_copy_needs_one():
    with pytest.raises(Unsupported, match=r"\{\{ browser_url \}\} leads nowhere"):
        alone().payload(wanted(page_url=""), {})
    assert alone().payload(wanted(page_url="", message=message(body="<p>Nothing to see</p>")), {})


def test_pictures_come_from_the_public_site(tmp_path):
    image = picture(tmp_path)
    edition = with_picture(wanted(), image)
    said_of = replace(edition.message, body=edition.message.html)
    payload = alone().payload(replace(edition, message=said_of), {image.name: "https://example.org/images/a.jpg"})
    assert 'src="https://example.org/images/a.jpg"' in payload.html
    with pytest.raises(Unsupported):
        alone().upload(image)
    with pytest.raises(Unsupported):
        alone().test("7", ["me@example.org"])


# ── nobody's words are a tag ────────────────────────────────────────────────────────────────────────────


def test_template_code_in_an_article_is_shown_as_it_is_written():
    payload = alone().payload(wanted(message=message("{% x %}", body="<code>{{ x }} {% y %}</code>")), {})
    assert payload.html == "<code>&#123;{ x }} &#123;% y %}</code>"
    assert payload.subject == "{\u2060% x %}"


@given(PIECES)
def test_only_our_own_tags_are_live(pieces):
    payload = alone().payload(wanted(message=said(pieces)), {})
    assert TAG.findall(payload.html) == [tag for each in placeholders(pieces) for tag in tags(each)]


def tags(placeholder: Placeholder) -> list[str]:
    """The tags that a placeholder becomes."""
    if placeholder.fallback:
        return CHOICE
    return [FACTS.tags[placeholder.name]] if placeholder.name in FACTS.tags else []


@pytest.mark.parametrize("fallback", ['a "friend"', "x }} {{ y", "{% endif %}", "{", "O’Hara", "\\"])
def test_any_words_may_stand_for_a_first_name(fallback):
    token = Placeholder(PlaceholderName.FIRST_NAME, fallback).token
    subject = alone().payload(wanted(message=message(f"Dear {token}!")), {}).subject
    assert TAG.findall(subject) == CHOICE
    assert subject.replace("\u2060", "").endswith(f"{{% else %}}{fallback}{{% endif %}}!")


# ── looking ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_draft_is_found_behind_a_thousand_others(tmp_path):
    with opened("kit", tmp_path) as (service, server):
        draft = made(service)
        for number in range(1003):
            server.remote.person_creates(f"Other {number}")
        server.log.clear()
        assert service.find([REFERENCE], None)[REFERENCE].id == draft
    first, second = (entry.query for entry in server.log)
    assert ("per_page=1000" in first, "slim=true" in first, "after=" in first) == (True, True, False)
    assert "after=" in second


def test_a_list_lags_and_reading_by_id_does_not(tmp_path):
    with opened("kit", tmp_path, there=Kit(lag=60.0)) as (service, _):
        draft = made(service)
        assert service.find([REFERENCE], None) == {}
        assert service.read(draft).status is Status.DRAFT
    assert FACTS.lags
    assert FACTS.settles > timedelta(minutes=5)  # the vendor's slowest case in a hundred


@pytest.mark.parametrize(("person", "status"), [("person_schedules", Status.SCHEDULED), ("person_sends", Status.SENT)])
def test_what_a_person_sent_or_scheduled_is_found(tmp_path, person, status):
    with opened("kit", tmp_path) as (service, server):
        getattr(server.remote, person)(made(service))
        assert service.find([REFERENCE], None)[REFERENCE].state.status is status


def test_a_deleted_broadcast_is_absent(tmp_path):
    with opened("kit", tmp_path) as (service, server):
        draft = made(service)
        server.remote.person_deletes(draft)
        assert service.read(draft).status is Status.ABSENT


def test_a_foreign_draft_with_our_subject_is_not_ours(tmp_path):
    with opened("kit", tmp_path) as (service, server):
        server.remote.person_creates(wanted().message.subject)
        assert service.find([REFERENCE], None) == {}


def test_a_note_that_a_person_wrote_behind_the_reference_does_no_harm(tmp_path):
    with opened("kit", tmp_path) as (service, server):
        draft = made(service)
        server.remote.broadcasts[int(draft)].fields["description"] = f"{REFERENCE} (Ada has seen it)"
        assert service.find([REFERENCE], None)[REFERENCE].id == draft
        server.remote.broadcasts[int(draft)].fields["description"] = f"{REFERENCE}-2"
        assert service.find([REFERENCE], None) == {}


def test_of_several_drafts_with_our_reference_the_oldest_counts(tmp_path):
    with opened("kit", tmp_path) as (service, _):
        first, _ = made(service), made(service)
        assert service.find([REFERENCE], None)[REFERENCE].id == first


def test_a_persons_edit_shows_and_our_own_write_does_not(tmp_path):
    with opened("kit", tmp_path) as (service, server):
        payload = service.payload(wanted(), {})
        draft = made(service, payload)
        ours = service.read(draft)
        assert (ours.edited, ours.payload_digest) == (False, payload.digest)
        fields = server.remote.broadcasts[int(draft)].fields
        digests = {ours.digest}
        for change in ({"subject": "Mine"}, {"subscriber_filter": TAG_FILTER}, {"email_address": "desk@example.org"}):
            fields |= change
            theirs = service.read(draft)
            digests.add(theirs.digest)
            assert theirs.edited is None
    assert len(digests) == 4


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"status": "draft"}, Status.DRAFT),
        ({"status": "completed"}, Status.SENT),
        ({"status": "aborted"}, Status.OTHER),
        ({"send_at": None}, Status.DRAFT),
        ({"send_at": "2026-11-24T13:00:00Z"}, Status.SCHEDULED),
        ({"send_at": "2026-11-24T11:00:00Z"}, Status.SENT),
        ({"send_at": "soon"}, Status.SCHEDULED),
    ],
)
def test_where_kit_says_no_status_the_date_tells(told, status):
    assert kit_broadcast.state(told, NOON).status is status


# ── when it goes wrong ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"status": "scheduled", "send_at": "2026-11-24T13:00:00Z"}, "it is 'scheduled' for"),
        ({"status": "draft", "send_at": "2026-11-24T13:00:00Z"}, "it is 'draft' for '2026-11-24T13:00:00Z', not a"),
        ({"status": "completed"}, "it is 'completed' for"),
        ({"public": True}, "it is public"),
        ({"description": None}, "its description is ''"),
        ({"subscriber_filter": [{"all": [{"type": "all_subscribers"}]}]}, "it is meant for other readers"),
    ],
)
def test_an_answer_that_is_not_the_draft_we_asked_for_is_told_loudly(change, problem):
    service = alone(answering(lambda told: {**told, **change}), audience="tag:11")
    with pytest.raises(ServiceError, match=f"services.main: broadcast 7: {problem}") as error:
        service.create(service.payload(wanted(), {}), REFERENCE)
    assert not isinstance(error.value, Uncertain)


def test_everybody_may_be_said_in_kits_own_words():
    everybody = {"subscriber_filter": [{"all": [{"type": "all_subscribers"}]}]}
    assert made(alone(answering(lambda told: {**told, **everybody}))) == "7"


def test_an_answer_that_is_no_broadcast_is_uncertain():
    service = alone(httpx.MockTransport(lambda request: httpx.Response(201, json={"ok": True})))
    with pytest.raises(Uncertain, match="the answer is no broadcast"):
        service.create(service.payload(wanted(), {}), REFERENCE)


@pytest.mark.parametrize("person", ["person_schedules", "person_sends", "person_deletes"])
def test_what_is_no_draft_any_more_is_not_changed(tmp_path, person):
    with opened("kit", tmp_path) as (service, server):
        draft = service.create(service.payload(wanted(), {}), REFERENCE)
        getattr(server.remote, person)(draft.id)
        with pytest.raises(Conflict, match="is no draft any more: it is"):
            service.fill(draft, service.payload(wanted(message=message("Other")), {}), REFERENCE)
    assert "PUT" not in {entry.method for entry in server.log}
    assert not any(held.touched for held in server.remote.held())


def test_a_refusal_is_told_in_kits_words_and_without_the_key(tmp_path):
    with (
        opened("kit", tmp_path, api_key="kit_no_such_key") as (service, _),
        pytest.raises(ServiceError, match="The API key is invalid") as error,
    ):
        service.find([REFERENCE], None)
    assert "kit_no_such_key" not in str(error.value)
    with (
        opened("kit", tmp_path, template=35) as (service, _),
        pytest.raises(ServiceError, match="Email template not found"),
    ):
        made(service)


@pytest.mark.parametrize("kind", ["429", "500", "503", "reset", "cut", "bad-json", "login"])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_creation_without_a_clear_answer_is_uncertain_and_never_made_twice(tmp_path, kind, moment):
    with opened("kit", tmp_path, Fault(kind, "POST", "/v4/broadcasts", moment=moment)) as (service, server):
        with pytest.raises(Uncertain):
            made(service)
        found = service.find([REFERENCE], None)
    assert len(found) == len(server.remote.held()) <= 1
    assert found or moment == "before"
    assert server.remote.sends == 0


def test_a_change_without_a_clear_answer_is_uncertain(tmp_path):
    with opened("kit", tmp_path, Fault("reset", "PUT", moment="after")) as (service, _):
        draft = service.create(service.payload(wanted(), {}), REFERENCE)
        changed = service.payload(wanted(message=message("Other")), {})
        with pytest.raises(Uncertain):
            service.fill(draft, changed, REFERENCE)
        assert service.read(draft.id).payload_digest == changed.digest


# ── account ─────────────────────────────────────────────────────────────────────────────────────────────


def test_the_account_names_tags_and_segments_as_config_takes_them(tmp_path):
    with opened("kit", tmp_path, template=35) as (service, server):
        account = service.account()
    assert (account.name, account.may_send) == ("Example Notes", True)
    assert {(each.id, each.name) for each in account.audiences} == {
        ("segment:18", "Readers in London"), ("segment:19", "Lapsed"), ("tag:11", "Members"), ("tag:12", "Volunteers"),
    }  # fmt: skip
    assert account.senders == ("hello@example.org", "desk@example.org")
    assert account.notes == ("Email templates: Text Only (6), Classic (2)", "There is no email template 35")
    assert {entry.method for entry in server.log} == {"GET"}


def test_the_quota_is_counted_here_since_no_header_tells_it():
    assert FACTS.quota == Quota(120, 60, "")

"""Buttondown: drafts that are said to be drafts, unique slugs, idempotency keys, Django's tags."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from publisher.errors import ConfigError, Conflict, Deferred, ServiceError, Uncertain, Unsupported
from publisher.model import Placeholder, PlaceholderName
from publisher.services import Payload, Service, Status, buttondown_email, open_service
from publisher.services.base import Quota
from publisher.services.buttondown import FACTS

from tests.services.hostile import PIECES, placeholders, said
from tests.services.opened import opened, requests
from tests.services.samples import message, picture, wanted, with_picture
from tests.services.servers.buttondown import Buttondown
from tests.services.servers.buttondown_house import KEY_WITHOUT_SENDING
from tests.services.servers.faults import Fault

REFERENCE = "k3v9-river-local-0123456789ab"
KEY = "9f2d41c7-5b1e-4c0a-8f43-b7d6e2a10c55"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}")  # as Django 5 reads templates
NAME = "{{ subscriber.metadata.first_name }}"
CHOICE = ["{% if subscriber.metadata.first_name %}", NAME, "{% else %}", "{% endif %}"]


def alone(network: Any = None, left: Callable[[], float] | None = None, **options: Any) -> Service:
    """A service without a server, or with a transport that answers."""
    told = {"api_key": KEY, **options}
    return open_service("main", "buttondown", told, root=Path(), clock=lambda: NOW, left=left, network=network)


def answering(answer: Callable[[httpx.Request], httpx.Response]) -> httpx.MockTransport:
    """A transport that answers every request."""
    return httpx.MockTransport(answer)


def made(service: Service, payload: Payload | None = None) -> str:
    """The id of a new draft."""
    return service.create(payload or service.payload(wanted(), {}), REFERENCE).id


# ── what is said ────────────────────────────────────────────────────────────────────────────────────────


def test_an_edition_is_said_in_djangos_tags():
    payload = alone().payload(wanted(), {})
    assert TAG.findall(payload.html) == [
        *CHOICE,
        "{{ email.absolute_url }}",
        "{{ unsubscribe_url }}",
        "{{ manage_subscription_url }}",
    ]
    assert "<p>1 Mill Lane, Example</p>" in payload.html
    assert payload.text == ""
    assert payload.fields == {
        "canonical_url": "https://example.org/letters/river/",
        "filters": {"filters": [], "groups": [], "predicate": "and"},
        "template": "naked",
    }


def test_a_draft_is_one_call_that_says_that_it_is_a_draft(tmp_path):
    with opened("buttondown", tmp_path) as (service, server):
        payload = service.payload(wanted(), {})
        made(service, payload)
    (entry,) = server.log
    told = json.loads(entry.body)
    body = told.pop("body")
    assert body.startswith("<!-- buttondown-editor-mode: fancy -->\n<!doctype html>")
    assert re.sub(r"<!-- publisher \w+ \w+ -->", "", body).endswith(payload.html)
    assert told == {
        "subject": "Three leaders, one river",
        "description": "What the river review heard.",
        "slug": REFERENCE,
        "status": "draft",
        "metadata": {"publisher_reference": REFERENCE, "publisher_digest": payload.digest},
        **payload.fields,
    }
    assert server.remote.sends == 0


def test_version_and_idempotency_key_stand_in_the_headers():
    seen: list[httpx.Headers] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers)
        return httpx.Response(201, json={"id": "em_1", "status": "draft", **json.loads(request.content)})

    service = alone(answering(answer))
    payload = service.payload(wanted(), {})
    service.create(payload, REFERENCE)
    service.fill(service.create(payload, REFERENCE), payload, REFERENCE)
    assert {headers["x-api-version"] for headers in seen} == {"2026-04-01"}
    assert [headers.get("x-idempotency-key") for headers in seen] == [
        *[f"{REFERENCE}-{payload.digest[:16]}-20261122"] * 2,
        None,
    ]


def test_a_change_says_everything_but_the_status(tmp_path):
    with opened("buttondown", tmp_path) as (service, server):
        draft = service.create(service.payload(wanted(), {}), REFERENCE)
        service.fill(draft, service.payload(wanted(message=message("Other")), {}), REFERENCE)
        assert service.read(draft.id).subject == "Other"
    patched = json.loads(server.log[1].body)
    assert set(patched) == {
        "subject", "description", "body", "slug", "metadata", "canonical_url", "filters", "template",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("audience", "tags", "predicate"),
    [("tag_1", ["tag_1"], "and"), ("tag_1, tag_2", ["tag_1", "tag_2"], "or")],
)
def test_an_audience_is_readers_with_any_of_some_tags(audience, tags, predicate):
    for payload in (
        alone(audience=audience).payload(wanted(), {}),
        alone(audience="tag_9").payload(wanted(audience=audience), {}),
    ):
        assert payload.fields["filters"] == {
            "filters": [{"field": "subscriber.tags", "operator": "contains", "value": tag} for tag in tags],
            "groups": [],
            "predicate": predicate,
        }


@pytest.mark.parametrize("audience", ["press people", "a,,b", "a,", "{{ x }}"])
def test_an_audience_that_is_none_is_refused_with_what_to_do(audience):
    with pytest.raises(Unsupported, match=r"is no audience\. `publisher services main` lists the tags"):
        alone().payload(wanted(audience=audience), {})


@pytest.mark.parametrize(
    ("key", "value", "what"),
    [
        ("audience", "a b", "must be the ids of subscriber tags"),
        ("first_name", "first-name", "hyphens break templates"),
        ("first_name", "x }}{{ y", "must be a metadata key"),
        ("template", "modern", "unknown key"),
    ],
)
def test_wrong_settings_are_named(key, value, what):
    with pytest.raises(ConfigError, match=what):
        alone(**{key: value})


def test_a_subject_has_2000_characters_at_most():
    assert len(alone().payload(wanted(message=message("x" * 2000)), {}).subject) == 2000
    with pytest.raises(ServiceError, match="2001 characters, and Buttondown takes 2000"):
        alone().payload(wanted(message=message("x" * 2001)), {})


def test_the_naked_template_needs_our_unsubscribe_tag():
    bare = message(html="<html><body>No way out</body></html>")
    with pytest.raises(ServiceError, match=r"\{\{ unsubscribe_url \}\} stands 0 times in the HTML"):
        alone().payload(wanted(message=bare), {})


# ── nobody's words are a tag ────────────────────────────────────────────────────────────────────────────


def test_template_code_in_an_article_is_shown_as_it_is_written():
    html = f"<body><code>{{{{ x }}}} {{% y %}} {{# z #}}</code>{Placeholder(PlaceholderName.UNSUBSCRIBE_URL).token}"
    payload = alone().payload(wanted(message=message("Use {{ x }}", html=html)), {})
    assert "<code>&#123;{ x }} &#123;% y %} &#123;# z #}</code>{{ unsubscribe_url }}" in payload.html
    assert payload.subject == "Use {\u2060{ x }}"


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


def test_a_draft_is_found_on_the_last_page(tmp_path):
    there = Buttondown()
    there.page_size = 3
    with opened("buttondown", tmp_path, there=there) as (service, server):
        draft = made(service)
        for number in range(7):
            there.person_creates(f"Other {number}")
        server.log.clear()
        assert service.find([REFERENCE], None)[REFERENCE].id == draft
    assert [re.findall(r"\bpage=\d+", entry.query) for entry in server.log] == [["page=1"], ["page=2"], ["page=3"]]


@pytest.mark.parametrize(
    ("person", "status"),
    [
        ("person_schedules", Status.SCHEDULED),
        ("person_sends", Status.SENT),
        ("person_trashes", Status.TRASHED),
    ],
)
def test_every_state_is_found(tmp_path, person, status):
    with opened("buttondown", tmp_path) as (service, server):
        payload = service.payload(wanted(), {})
        getattr(server.remote, person)(made(service, payload))
        state = service.find([REFERENCE], None)[REFERENCE].state
    assert (state.status, state.payload_digest) == (status, payload.digest)


def test_a_foreign_draft_with_our_subject_is_not_ours(tmp_path):
    with opened("buttondown", tmp_path) as (service, server):
        server.remote.person_creates(wanted().message.subject)
        assert service.find([REFERENCE], None) == {}


def test_a_draft_keeps_its_reference_when_a_person_gives_it_another_slug(tmp_path):
    with opened("buttondown", tmp_path) as (service, server):
        draft = made(service)
        server.remote.emails[server.remote.held()[0].id].fields["slug"] = "three-leaders"
        assert service.find([REFERENCE], None)[REFERENCE].id == draft
        assert service.read(draft).edited is False  # readers get the same; the digest tells of the slug


def test_the_list_begins_two_days_before_what_is_looked_for(tmp_path):
    with opened("buttondown", tmp_path) as (service, server):
        service.find([REFERENCE], datetime(2026, 11, 20, 0, 30, tzinfo=UTC))
    assert "creation_date__start=2026-11-18" in server.log[0].query
    assert "excluded_fields=body" in server.log[0].query


def test_a_persons_edit_shows_and_our_own_write_does_not(tmp_path):
    with opened("buttondown", tmp_path) as (service, server):
        payload = service.payload(wanted(), {})
        draft = made(service, payload)
        ours = service.read(draft)
        assert (ours.edited, ours.payload_digest, ours.address) == (
            False, payload.digest, f"https://buttondown.com/emails/{draft}",
        )  # fmt: skip
        server.remote.person_edits(draft, subject="Mine")
        theirs = service.read(draft)
    assert theirs.edited is None
    assert theirs.digest != ours.digest
    assert theirs.modified > ours.modified


def test_other_readers_are_an_edit(tmp_path):
    with opened("buttondown", tmp_path) as (service, server):
        draft = made(service)
        ours = service.read(draft)
        server.remote.emails[server.remote.held()[0].id].fields["filters"] = {
            "filters": [{"field": "subscriber.tags", "operator": "contains", "value": "tag_1"}],
            "groups": [],
            "predicate": "and",
        }
        theirs = service.read(draft)
    assert (ours.edited, theirs.edited) == (False, None)
    assert ours.digest != theirs.digest


def test_a_state_without_a_meaning_for_us_is_told_in_buttondowns_word():
    state = buttondown_email.state({"status": "errored", "id": "em_1"})
    assert (state.status, state.note) == (Status.OTHER, "Buttondown says that it is errored")


# ── when it goes wrong ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"status": "about_to_send"}, "it is 'about_to_send', not a draft"),
        ({"status": "sent"}, "it is 'sent', not a draft"),
        ({"metadata": {}, "slug": "other"}, "its reference is 'other'"),
        ({"filters": {"filters": [{"value": "tag_1"}], "groups": []}}, "it is meant for other readers"),
    ],
)
def test_an_answer_that_is_not_the_draft_we_asked_for_is_told_loudly(change, problem):
    service = alone(
        answering(lambda request: httpx.Response(201, json={"id": "em_1", **json.loads(request.content), **change}))
    )
    with pytest.raises(ServiceError, match=f"services.main: email em_1: {problem}") as error:
        service.create(service.payload(wanted(), {}), REFERENCE)
    assert not isinstance(error.value, Uncertain)


def test_an_answer_that_is_no_email_is_uncertain():
    service = alone(answering(lambda request: httpx.Response(201, json={"ok": True})))
    with pytest.raises(Uncertain, match="the answer is no email"):
        service.create(service.payload(wanted(), {}), REFERENCE)


def test_a_key_that_cannot_send_can_make_drafts(tmp_path):
    with opened("buttondown", tmp_path, api_key=KEY_WITHOUT_SENDING) as (service, server):
        assert service.read(made(service)).status is Status.DRAFT
    assert server.remote.sends == 0


def test_a_second_creation_the_same_day_gives_the_same_draft(tmp_path):
    with opened("buttondown", tmp_path) as (service, server):
        assert made(service) == made(service)
    assert len(server.remote.held()) == 1


def test_a_slug_that_is_taken_by_our_own_draft_gives_that_draft(tmp_path):
    there = Buttondown()
    with opened("buttondown", tmp_path, there=there) as (service, _):
        payload = service.payload(wanted(), {})
        draft = made(service, payload)
    # On another day the idempotency key is another.
    with opened("buttondown", tmp_path, there=there, clock=lambda: NOW) as (service, _):
        assert made(service, payload) == draft
        with pytest.raises(Uncertain, match=rf"email {draft} is there already\. Run again"):
            made(service, service.payload(wanted(message=message("Other")), {}))
    assert len(there.held()) == 1


def test_a_slug_that_somebody_else_has_is_told(tmp_path):
    with opened("buttondown", tmp_path) as (service, server):
        foreign = server.remote.person_creates("Mine")
        email = server.remote.emails[foreign]
        email.fields |= {"slug": REFERENCE, "metadata": {"publisher_reference": "another"}}
        with pytest.raises(ServiceError, match=r"already in use.*An email that is not ours has the slug"):
            made(service)
    assert [held.touched for held in server.remote.held()] == [False]


def test_a_call_that_meets_itself_is_uncertain():
    service = alone(answering(lambda request: httpx.Response(409)))
    with pytest.raises(Uncertain, match="another call may be at it"):
        service.create(service.payload(wanted(), {}), REFERENCE)


@pytest.mark.parametrize("kind", ["500", "503", "reset", "cut", "bad-json", "login"])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_creation_without_a_clear_answer_is_uncertain_and_never_made_twice(tmp_path, kind, moment):
    with opened("buttondown", tmp_path, Fault(kind, "POST", "/emails", moment=moment)) as (service, server):
        with pytest.raises(Uncertain):
            made(service)
        found = service.find([REFERENCE], None)
        made(service)
    assert len(server.remote.held()) == 1
    assert found or moment == "before"


@pytest.mark.parametrize("person", ["person_sends", "person_deletes"])
def test_what_is_no_draft_any_more_is_not_changed(tmp_path, person):
    with opened("buttondown", tmp_path) as (service, server):
        draft = service.create(service.payload(wanted(), {}), REFERENCE)
        getattr(server.remote, person)(draft.id)
        with pytest.raises(Conflict):
            service.fill(draft, service.payload(wanted(message=message("Other")), {}), REFERENCE)


def test_a_schedule_that_a_person_has_just_set_stays(tmp_path):
    with opened("buttondown", tmp_path) as (service, server):
        draft = service.create(service.payload(wanted(), {}), REFERENCE)
        server.remote.person_schedules(draft.id)
        with pytest.raises(Conflict, match="it is 'scheduled', not a draft"):
            service.fill(draft, service.payload(wanted(message=message("Other")), {}), REFERENCE)
    assert server.remote.held()[0].status == "scheduled"


def test_a_refusal_is_told_in_buttondowns_words_and_without_the_key(tmp_path):
    with (
        opened("buttondown", tmp_path, api_key="no-such-key") as (service, _),
        pytest.raises(ServiceError, match=r"Invalid or missing API key. \(unauthenticated\)") as error,
    ):
        service.find([REFERENCE], None)
    assert "no-such-key" not in str(error.value)


def test_what_the_schema_refuses_is_told_by_field():
    detail = [{"type": "missing", "loc": ["body", "input", "subject"], "msg": "Field required"}]
    service = alone(answering(lambda request: httpx.Response(422, json={"detail": detail})))
    with pytest.raises(ServiceError, match=r"body\.input\.subject: Field required"):
        service.create(service.payload(wanted(), {}), REFERENCE)


# ── pictures, test mails, account ───────────────────────────────────────────────────────────────────────


def test_a_picture_is_one_picture_however_often_it_is_uploaded(tmp_path):
    with opened("buttondown", tmp_path) as (service, server):
        image = picture(tmp_path)
        address = service.upload(image)
        assert service.upload(image) == address
        payload = service.payload(with_picture(wanted(), image), {image.name: address})
    assert f'<img src="{address}"' in payload.html
    assert payload.images == (image,)
    (kept,) = server.remote.uploads
    assert (kept.content, kept.content_type, kept.name) == (image.file.read_bytes(), "image/jpeg", image.name)


def test_a_picture_of_another_kind_is_refused(tmp_path):
    drawing = replace(picture(tmp_path), media_type="image/svg+xml")
    with pytest.raises(Unsupported, match="takes PNG, JPEG, GIF and WebP"):
        alone().upload(drawing)


def test_a_test_mail_goes_to_whom_it_is_for(tmp_path):
    with opened("buttondown", tmp_path) as (service, server):
        service.test(made(service), ["me@example.org"])
    assert (server.remote.tests, server.remote.sends) == (["me@example.org"], 0)
    assert requests(server)[-1].endswith("/send-draft")


def test_the_account_lists_tags_and_asks_for_a_key_that_cannot_send(tmp_path):
    with opened("buttondown", tmp_path) as (service, server):
        account = service.account()
        (press,) = account.audiences
        draft = service.create(service.payload(wanted(audience=press.id), {}), REFERENCE)
        assert service.read(draft.id).status is Status.DRAFT
    assert (account.name, account.may_send, press.name) == ("rivernotes (hello@example.org)", None, "press")
    assert "sending_access: none" in account.notes[0]
    assert requests(server)[:2] == ["GET /accounts/me", "GET /tags"]


def test_an_answer_that_says_that_no_call_is_left_is_believed():
    assert FACTS.quota == Quota(600, 60, "x-ratelimit-")
    limits = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "30"}
    service = alone(answering(lambda request: httpx.Response(404, json={}, headers=limits)), left=lambda: 10.0)
    assert service.read("em_1").status is Status.ABSENT
    with pytest.raises(Deferred, match="the quota of 600 calls"):
        service.read("em_1")

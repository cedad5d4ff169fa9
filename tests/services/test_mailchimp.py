"""Mailchimp: two calls make one draft, merge tags, what is asked of the API and what its answers mean."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from publisher.errors import ConfigError, Conflict, ServiceError, Uncertain, Unsupported
from publisher.model import Placeholder, PlaceholderName
from publisher.services import Carries, Payload, Service, Status, mailchimp_campaign, open_service
from publisher.services.mailchimp import FACTS

from tests.services.hostile import PIECES, placeholders, said
from tests.services.opened import opened, requests
from tests.services.samples import message, picture, wanted, with_picture
from tests.services.servers.faults import Fault
from tests.services.servers.mailchimp import Mailchimp
from tests.services.servers.mailchimp_account import LIST, OTHER_LIST, SEGMENT

REFERENCE = "k3v9-river-local-0123456789ab"
KEY = "0f1e2d3c4b5a69788796a5b4c3d2e1f0-us14"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TAG = re.compile(r"\*\|.*?\|\*", re.DOTALL)


def alone(network: Any = None, **options: Any) -> Service:
    """A service without a server, or with a transport that answers."""
    told = {"api_key": KEY, "audience": LIST, **options}
    return open_service("main", "mailchimp", told, root=Path(), clock=lambda: NOW, network=network)


def answering(answer: Callable[[httpx.Request], dict[str, Any]], status: int = 200) -> httpx.MockTransport:
    """A transport that answers every request with JSON."""
    return httpx.MockTransport(lambda request: httpx.Response(status, json=answer(request)))


def bodies(server: Any, method: str) -> list[Any]:
    """The JSON of the requests with a method."""
    return [json.loads(entry.body) for entry in server.log if entry.method == method]


def complete(service: Service, payload: Payload, reference: str = REFERENCE) -> str:
    """The id of a new draft with its content."""
    return service.fill(service.create(payload, reference), payload, reference).id


# ── what is said ────────────────────────────────────────────────────────────────────────────────────────


def test_an_edition_is_said_in_merge_tags():
    payload = alone().payload(wanted(), {})
    assert payload.text == (
        "Dear *|IF:FNAME|**|FNAME|**|ELSE:|*friend*|END:IF|*,\n\nCafé & crème: “façade”.\n\n"
        "*|ARCHIVE|*\n*|UNSUB|*\n*|UPDATE_PROFILE|*\n*|LIST:ADDRESSLINE|*\n"
    )
    assert '<a href="*|UNSUB|*">Leave</a> <a href="*|UPDATE_PROFILE|*">Change</a>' in payload.html
    assert payload.fields == {
        "from_name": "Example Notes",
        "reply_to": "hello@example.org",
        "audience": LIST,
        "segment": None,
        "folder": "",
        "tracking": False,
    }


def test_a_draft_is_two_calls_and_says_everything(tmp_path):
    with opened("mailchimp", tmp_path) as (service, server):
        payload = service.payload(wanted(), {})
        made = complete(service, payload)
    assert requests(server) == ["POST /campaigns", f"PUT /campaigns/{made}/content"]
    (created,), (content,) = bodies(server, "POST"), bodies(server, "PUT")
    assert created == {
        "type": "regular",
        "recipients": {"list_id": LIST},
        "settings": {
            "subject_line": "Three leaders, one river",
            "preview_text": "What the river review heard.",
            "title": REFERENCE,
            "from_name": "Example Notes",
            "reply_to": "hello@example.org",
            "auto_footer": False,
            "inline_css": False,
        },
        "tracking": {"opens": False, "html_clicks": False, "text_clicks": False},
    }
    assert content["plain_text"] == payload.text
    assert re.sub(r"<!-- publisher \w+ \w+ -->", "", content["html"]) == payload.html


def test_a_later_change_says_the_settings_again(tmp_path):
    with opened("mailchimp", tmp_path) as (service, server):
        made = complete(service, service.payload(wanted(), {}))
        changed = service.payload(wanted(message=message("Another subject")), {})
        service.fill(service.find([REFERENCE], None)[REFERENCE], changed, REFERENCE)
    (patched,) = bodies(server, "PATCH")
    assert patched["settings"]["subject_line"] == "Another subject"
    assert set(patched) == {"settings", "recipients", "tracking"}
    assert (server.remote.held()[0].subject, len(server.remote.held())) == ("Another subject", 1)
    assert made == server.remote.held()[0].id


def test_a_draft_whose_content_was_never_written_is_found_and_filled(tmp_path):
    there = Mailchimp()
    with opened("mailchimp", tmp_path, there=there) as (service, _):
        payload = service.payload(wanted(), {})
        service.create(payload, REFERENCE)
    with opened("mailchimp", tmp_path, there=there) as (service, server):
        (found,) = service.find([REFERENCE], None).values()
        state = service.read(found.id)
        assert (state.status, state.payload_digest, state.text) == (Status.DRAFT, "", "")
        service.fill(replace(found, state=state), payload, REFERENCE)
        assert service.read(found.id).payload_digest == payload.digest
    assert "PATCH" not in {entry.method for entry in server.log}  # its settings stand as they should
    assert len(there.held()) == 1


def test_folder_segment_and_tracking_are_said_where_config_has_them(tmp_path):
    options = {"folder": "7c1e5b90af", "audience": f"{LIST}/{SEGMENT}", "tracking": True}
    with opened("mailchimp", tmp_path, **options) as (service, server):
        complete(service, service.payload(wanted(), {}))
    (created,) = bodies(server, "POST")
    assert created["recipients"] == {"list_id": LIST, "segment_opts": {"saved_segment_id": SEGMENT}}
    assert created["settings"]["folder_id"] == "7c1e5b90af"
    assert set(created["tracking"].values()) == {True}
    assert "PATCH" not in {entry.method for entry in server.log}


def test_a_campaigns_own_audience_wins():
    fields = alone().payload(wanted(audience=f"{OTHER_LIST}/7"), {}).fields
    assert (fields["audience"], fields["segment"]) == (OTHER_LIST, 7)


@pytest.mark.parametrize("audience", ["our members", "a b", "a1/b", "a1/1/2", "/7"])
def test_an_audience_that_is_none_is_refused_with_what_to_do(audience):
    with pytest.raises(Unsupported, match=r"is no audience\. `publisher services main` lists them"):
        alone().payload(wanted(audience=audience), {})


def test_without_any_audience_nothing_is_made():
    with pytest.raises(Unsupported, match="no audience is named"):
        alone(audience="").payload(wanted(), {})


def test_a_subject_has_150_characters_at_most():
    assert alone().payload(wanted(message=message("x" * 150)), {}).subject == "x" * 150
    with pytest.raises(ServiceError, match="151 characters, and Mailchimp takes 150"):
        alone().payload(wanted(message=message("x" * 151)), {})


@pytest.mark.parametrize("times", [0, 2])
def test_the_unsubscribe_tag_stands_once_in_html_and_text(times):
    token = Placeholder(PlaceholderName.UNSUBSCRIBE_URL).token
    text = message().text.replace(token, token * times)
    with pytest.raises(ServiceError, match=f"stands {times} times in the plain text"):
        alone().payload(wanted(message=message(text=text)), {})


@pytest.mark.parametrize(
    ("key", "value", "what"),
    [
        ("audience", "a b", "must be an audience's id"),
        ("first_name", "first-name", "must be a merge field's tag"),
        ("api_key", "0f1e2d3c4b5a69788796a5b4c3d2e1f0", "does not end in its data centre"),
        ("api_key", "0f1e2d3c4b5a69788796a5b4c3d2e1f0-us1.evil.example", "does not end in its data centre"),
        ("segment", "7", "unknown key"),
    ],
)
def test_wrong_settings_are_named_and_never_shown(key, value, what):
    with pytest.raises(ConfigError, match=what) as error:
        alone(**{key: value})
    assert "0f1e2d" not in str(error.value)


# ── nobody's words are a tag ────────────────────────────────────────────────────────────────────────────


def test_what_looks_like_a_tag_is_shown_as_it_is_written():
    html = f"<html><body><pre>Hi *|FNAME|*</pre>{Placeholder(PlaceholderName.UNSUBSCRIBE_URL).token}</body></html>"
    text = f"Hi *|FNAME|* {Placeholder(PlaceholderName.UNSUBSCRIBE_URL).token}"
    payload = alone().payload(wanted(message=message("*|LIST:NAME|*", html=html, text=text)), {})
    assert "<pre>Hi &#42;|FNAME|*</pre>" in payload.html
    assert payload.text == "Hi *\u2060|FNAME|* *|UNSUB|*"
    assert payload.subject == "*\u2060|LIST:NAME|*"


@given(PIECES)
def test_only_our_own_tags_are_live(pieces):
    payload = alone().payload(wanted(message=said(pieces)), {})
    expected = [tag for each in placeholders(pieces) for tag in tags(each)]
    assert TAG.findall(payload.html) == expected
    assert TAG.findall(payload.text) == expected


def tags(placeholder: Placeholder) -> list[str]:
    """The tags that a placeholder becomes."""
    if placeholder.fallback:
        return ["*|IF:FNAME|*", "*|FNAME|*", "*|ELSE:|*", "*|END:IF|*"]
    return [FACTS.tags[placeholder.name]]


@pytest.mark.parametrize("fallback", ['a "friend"', "x|*y*|", "{{ x }}", "O’Hara & sons", "\\"])
def test_any_words_may_stand_for_a_first_name(fallback):
    token = Placeholder(PlaceholderName.FIRST_NAME, fallback).token
    payload = alone().payload(wanted(message=message(f"Dear {token}!")), {})
    assert TAG.findall(payload.subject) == ["*|IF:FNAME|*", "*|FNAME|*", "*|ELSE:|*", "*|END:IF|*"]
    assert payload.subject.endswith("*|END:IF|*!")


def test_the_first_name_may_have_another_field():
    token = Placeholder(PlaceholderName.FIRST_NAME).token
    assert alone(first_name="VORNAME").payload(wanted(message=message(token)), {}).subject == "*|VORNAME|*"


# ── looking ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_draft_is_found_behind_a_thousand_others(tmp_path):
    with opened("mailchimp", tmp_path) as (service, server):
        made = complete(service, service.payload(wanted(), {}))
        for number in range(1003):
            server.remote.person_creates(f"Other {number}")
        server.log.clear()
        assert service.find([REFERENCE], None)[REFERENCE].id == made
    assert [re.findall(r"(?:count|offset)=\d+", entry.query) for entry in server.log] == [
        ["count=1000", "offset=0"],
        ["count=1000", "offset=1000"],
    ]


@pytest.mark.parametrize(("person", "status"), [("person_schedules", Status.SCHEDULED), ("person_sends", Status.SENT)])
def test_what_a_person_sent_or_scheduled_is_found(tmp_path, person, status):
    with opened("mailchimp", tmp_path) as (service, server):
        getattr(server.remote, person)(complete(service, service.payload(wanted(), {})))
        assert service.find([REFERENCE], None)[REFERENCE].state.status is status


def test_an_archived_campaign_is_trashed_and_a_deleted_one_absent(tmp_path):
    with opened("mailchimp", tmp_path) as (service, server):
        made = complete(service, service.payload(wanted(), {}))
        server.remote.person_trashes(made)
        assert service.read(made).status is Status.TRASHED
        server.remote.person_deletes(made)
        assert service.read(made).status is Status.ABSENT
        assert service.find([REFERENCE], None) == {}


def test_a_foreign_draft_with_our_subject_is_not_ours(tmp_path):
    with opened("mailchimp", tmp_path) as (service, server):
        server.remote.person_creates(wanted().message.subject)
        assert service.find([REFERENCE], None) == {}


def test_of_several_drafts_with_our_reference_the_oldest_counts(tmp_path):
    with opened("mailchimp", tmp_path) as (service, _):
        payload = service.payload(wanted(), {})
        first = service.create(payload, REFERENCE)
        service.create(payload, REFERENCE)
        assert service.find([REFERENCE], None)[REFERENCE].id == first.id


def test_the_list_begins_a_day_before_what_is_looked_for(tmp_path):
    since = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    with opened("mailchimp", tmp_path) as (service, server):
        service.find([REFERENCE], since)
    assert "since_create_time=2026-11-19T09%3A30%3A00%2B00%3A00" in server.log[0].query
    assert "status=" not in server.log[0].query  # every state


def test_a_persons_edit_shows_and_a_second_look_does_not(tmp_path):
    with opened("mailchimp", tmp_path) as (service, server):
        made = complete(service, service.payload(wanted(), {}))
        ours = service.read(made)
        assert service.read(made) == ours
        server.remote.person_edits(made, html="<p>Mine</p>")
        theirs = service.read(made)
        assert theirs.digest != ours.digest
        assert theirs.payload_digest == ""
    assert ours.address == f"https://us14.admin.mailchimp.com/campaigns/show/?id={server.remote.campaigns[made].number}"


def test_readers_and_sender_count_as_edits_and_sizes_do_not():
    there = {"status": "save", "settings": {}, "recipients": {"list_id": "a", "recipient_count": 7}}
    moved = {**there, "recipients": {"list_id": "b"}}
    grown = {**there, "recipients": {"list_id": "a", "recipient_count": 8}}
    by = {name: mailchimp_campaign.digest(each) for name, each in (("is", there), ("moved", moved), ("grown", grown))}
    assert by["is"] == by["grown"] != by["moved"]


def test_a_state_that_we_do_not_know_is_told_in_mailchimps_word():
    state = mailchimp_campaign.state({"status": "canceled"}, None, "us1")
    assert (state.status, state.note) == (Status.OTHER, "Mailchimp says that it is canceled")


# ── when it goes wrong ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"status": "sent"}, "it is 'sent', not a draft"),
        ({"status": "schedule"}, "it is 'schedule', not a draft"),
        ({"recipients": {"list_id": "f6e5d4c3b2"}}, "it is meant for f6e5d4c3b2, segment none"),
        ({"settings": {"title": "Other"}}, "its title is 'Other'"),
    ],
)
def test_an_answer_that_is_not_the_draft_we_asked_for_is_told_loudly(change, problem):
    def answer(request: httpx.Request) -> dict[str, Any]:
        return {"id": "46a51a9a8f", "status": "save", **json.loads(request.content), **change}

    service = alone(answering(answer))
    with pytest.raises(ServiceError, match=f"services.main: campaign 46a51a9a8f: {problem}") as error:
        service.create(service.payload(wanted(), {}), REFERENCE)
    assert not isinstance(error.value, Uncertain)


def test_an_answer_that_is_no_campaign_is_uncertain():
    service = alone(answering(lambda request: {"ok": True}))
    with pytest.raises(Uncertain, match="the answer is no campaign"):
        service.create(service.payload(wanted(), {}), REFERENCE)
    with pytest.raises(ServiceError, match="the answer has no list of campaigns"):
        service.find([REFERENCE], None)


@pytest.mark.parametrize("person", ["person_schedules", "person_sends", "person_deletes"])
def test_what_is_no_draft_any_more_is_not_changed(tmp_path, person):
    with opened("mailchimp", tmp_path) as (service, server):
        made = service.create(service.payload(wanted(), {}), REFERENCE)
        getattr(server.remote, person)(made.id)
        with pytest.raises(Conflict, match="is no draft any more: it is"):
            service.fill(made, service.payload(wanted(message=message("Other")), {}), REFERENCE)
    assert not any(held.touched for held in server.remote.held())


def test_half_a_change_is_uncertain(tmp_path):
    with opened("mailchimp", tmp_path, Fault("401", "PUT", nth=2)) as (service, _):
        complete(service, service.payload(wanted(), {}))
        changed = service.payload(wanted(message=message("Other")), {})
        with pytest.raises(Uncertain, match="its settings were written"):
            service.fill(service.find([REFERENCE], None)[REFERENCE], changed, REFERENCE)


def test_a_refusal_is_told_in_mailchimps_words_and_without_the_key(tmp_path):
    with opened("mailchimp", tmp_path, api_key="0000-us14") as (service, _):
        with pytest.raises(ServiceError, match="Your API key may be invalid") as error:
            service.find([REFERENCE], None)
        assert "0000-us14" not in str(error.value)
    with (
        opened("mailchimp", tmp_path, folder="nowhere") as (service, _),
        pytest.raises(ServiceError, match=r"settings\.folder_id: The folder does not exist"),
    ):
        service.create(service.payload(wanted(), {}), REFERENCE)


def test_neither_the_key_nor_its_form_in_the_header_shows():
    token = base64.b64encode(f"publisher:{KEY}".encode()).decode()
    service = alone(answering(lambda request: {"detail": f"{KEY} {request.headers['authorization']}"}, 400))
    with pytest.raises(ServiceError) as error:
        service.account()
    assert KEY not in str(error.value)
    assert token not in str(error.value)


def test_a_403_without_json_is_too_many_calls(tmp_path):
    with opened("mailchimp", tmp_path, Fault("403-bare", "GET")) as (service, server):
        assert service.find([REFERENCE], None) == {}
    assert len(server.log) == 2
    with opened("mailchimp", tmp_path, Fault("403-bare", "POST")) as (service, _):
        with pytest.raises(Uncertain) as error:
            service.create(service.payload(wanted(), {}), REFERENCE)
        assert error.value.retryable


@pytest.mark.parametrize("kind", ["500", "503", "reset", "cut", "bad-json", "login"])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_creation_without_a_clear_answer_is_uncertain_and_never_made_twice(tmp_path, kind, moment):
    with opened("mailchimp", tmp_path, Fault(kind, "POST", "/campaigns", moment=moment)) as (service, server):
        with pytest.raises(Uncertain):
            service.create(service.payload(wanted(), {}), REFERENCE)
        found = service.find([REFERENCE], None)
    assert len(found) == len(server.remote.held()) <= 1
    assert found or moment == "before"


# ── pictures, test mails, account ───────────────────────────────────────────────────────────────────────


def test_a_picture_that_is_there_is_not_uploaded_again(tmp_path):
    there, image = Mailchimp(), picture(tmp_path)
    with opened("mailchimp", tmp_path, there=there) as (service, _):
        address = service.upload(image)
        shown = service.payload(with_picture(wanted(), image), {image.name: address})
        assert f'<img src="{address}"' in shown.html
        assert shown.images == (image,)
    with opened("mailchimp", tmp_path, there=there) as (service, server):
        service.upload(image)
        service.upload(image)
    assert requests(server) == ["GET /file-manager/files"]
    assert (len(there.uploads), there.uploads[0].content) == (1, image.file.read_bytes())


def test_a_test_mail_goes_to_whom_it_is_for(tmp_path):
    with opened("mailchimp", tmp_path) as (service, server):
        service.test(complete(service, service.payload(wanted(), {})), ["me@example.org", "you@example.org"])
    assert server.remote.tests == ["me@example.org", "you@example.org"]
    assert server.remote.sends == 0


def test_the_account_names_audiences_and_segments_as_config_takes_them(tmp_path):
    with opened("mailchimp", tmp_path) as (service, server):
        account = service.account()
    assert account.name == "River Notes"
    assert account.may_send is True  # the fake's user is the owner, and a key may do what its user may
    assert [(each.id, each.size, each.within) for each in account.audiences] == [
        (LIST, 1200, ""),
        (f"{LIST}/{SEGMENT}", 85, LIST),
        (OTHER_LIST, 40, ""),
    ]
    assert account.senders == ("*@example.org",)
    assert account.notes == ("Staff has no merge field FNAME: first_name would stay empty there",)
    assert {entry.method for entry in server.log} == {"GET"}


@pytest.mark.parametrize(("role", "may"), [("author", False), ("viewer", False), ("manager", True), (None, None)])
def test_an_authors_key_cannot_send(role, may):
    root = {"account_name": "x", "role": role, "lists": [], "domains": [], "total_items": 0}
    assert alone(answering(lambda request: root)).account().may_send is may


def test_ten_calls_at_once_are_all_that_mailchimp_takes():
    assert FACTS.connections == Mailchimp.simultaneous == 10
    assert FACTS.quota is None
    assert Carries.TAGS not in FACTS.carries
    assert alone().facts.settles == timedelta(seconds=60)
    assert alone(settles=5).facts.settles == timedelta(seconds=5)

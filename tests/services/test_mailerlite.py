"""MailerLite: a name that carries the digest, changes that say everything, lists that hide drafts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from publisher.errors import Conflict, ServiceError, Uncertain, Unsupported
from publisher.model import Placeholder, PlaceholderName
from publisher.services import Sender, Service, Status, open_service

from tests.services.samples import message, picture, wanted, with_picture
from tests.services.servers.faults import Fault, Kind
from tests.services.servers.mailerlite import MailerLite
from tests.services.servers.serving import Server

REFERENCE = "k3v9-river-main-0123456789ab"
UNSUBSCRIBE = Placeholder(PlaceholderName.UNSUBSCRIBE_URL).token
KEY = MailerLite.key
MEMBERS, VOLUNTEERS = "112233445566778899", "112233445566778900"


def mailerlite(base_url: str, network: httpx.MockTransport | None = None, **options: object) -> Service:
    settings = {"base_url": base_url, "api_key": KEY, "audience": MEMBERS, **options}
    return open_service("main", "mailerlite", settings, root=Path(), clock=lambda: datetime.now(UTC), network=network)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(MailerLite()) as server:
        yield server
        assert server.remote.sends == 0


@pytest.fixture
def service(server) -> Service:
    return mailerlite(server.url)


@pytest.fixture(scope="module")
def nowhere() -> Service:
    """A service for what is pure."""
    return mailerlite("")


# ── what a campaign says ────────────────────────────────────────────────────────────────────────────────


def test_a_change_says_as_much_as_a_new_campaign(server, service):
    payload = service.payload(wanted(audience=f"{VOLUNTEERS}, segment:223344556677889900"), {})
    made = service.create(payload, REFERENCE)
    service.fill(made, payload, REFERENCE)
    created, changed = (json.loads(entry.body) for entry in server.log)
    assert created == changed
    name = created.pop("name")
    assert created == {
        "type": "regular",
        "emails": [
            {
                "subject": "Three leaders, one river",
                "from_name": "Example Notes",
                "from": "hello@example.org",
                "content": payload.html,
            }
        ],
        "groups": [VOLUNTEERS],
        "segments": ["223344556677889900"],
    }
    assert re.fullmatch(rf"{REFERENCE} [A-Za-z0-9_-]{{43}}", name)
    assert server.remote.held()[0].html == payload.html


def test_the_version_of_the_api_is_pinned():
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"data": []})

    mailerlite("", httpx.MockTransport(answer)).account()
    assert {request.headers["x-version"] for request in seen} == {"2026-11-01"}
    assert {request.url.host for request in seen} == {"connect.mailerlite.com"}


def test_places_are_mailerlites_variables_and_the_postal_address_ours(nowhere):
    payload = nowhere.payload(wanted(), {})
    for tag in ("{$url}", "{$unsubscribe}", "{$preferences}", "1 Mill Lane, Example"):
        assert payload.html.count(tag) == 1
    assert "Dear {$name|default('friend')}," in payload.html
    assert (payload.text, payload.preheader) == ("", "")


PIECES = st.sampled_from(["{", "}", "$", "{$", "email}", "'", '"', ")", "&#36;", " "])


@given(st.lists(PIECES, max_size=12).map("".join), st.sampled_from(["", "friend", "a')}{$email}", "O'Neil", "&#39;)"]))
def test_no_words_of_an_article_are_evaluated(nowhere, words, fallback):
    name = Placeholder(PlaceholderName.FIRST_NAME, fallback).token
    said = message(f"x{words}{name}{words}", html=f"<p>{words}{name}{words}</p>{UNSUBSCRIBE}")
    payload = nowhere.payload(wanted(message=said), {})
    for text in (payload.subject, payload.html):
        ours = r"\{\$(name(\|default\('[^'{}()]*'\))?|unsubscribe)\}"
        assert text.count("{$") == len(re.findall(ours, text))
        assert not re.search(r"\{(?=\{\$)", text)


def test_pictures_are_shown_from_their_public_addresses(service, tmp_path):
    image = picture(tmp_path)
    payload = service.payload(with_picture(wanted(), image), {image.name: "https://example.org/images/a.jpg"})
    assert 'src="https://example.org/images/a.jpg"' in payload.html
    with pytest.raises(Unsupported):
        service.upload(image)


@pytest.mark.parametrize("audience", ["Members", "7, -9"])
def test_an_audience_is_ids_of_groups_and_segments(nowhere, audience):
    with pytest.raises(Unsupported, match="Ids of groups as 112233"):
        nowhere.payload(wanted(audience=audience), {})


def test_a_subject_of_over_255_characters_is_told(nowhere):
    with pytest.raises(ServiceError, match="has 256 characters, and MailerLite takes 255"):
        nowhere.payload(wanted(message=message("x" * 256)), {})


# ── finding and reading ─────────────────────────────────────────────────────────────────────────────────


def test_every_status_and_every_page_is_looked_through(server, service):
    made = service.create(service.payload(wanted(), {}), REFERENCE)
    for number in range(101):
        server.remote.person_creates(f"Week {number}")
    server.log.clear()
    assert service.find([REFERENCE], None)[REFERENCE].id == made.id
    assert [entry.query.partition("&")[0] for entry in server.log] == [
        "filter%5Bstatus%5D=draft",
        "filter%5Bstatus%5D=draft",
        "filter%5Bstatus%5D=ready",
        "filter%5Bstatus%5D=sent",
    ]


def test_a_later_run_knows_which_content_was_written(server, service):
    payload = service.payload(wanted(), {})
    service.create(payload, REFERENCE)
    assert mailerlite(server.url).find([REFERENCE], None)[REFERENCE].state.payload_digest == payload.digest


@pytest.mark.parametrize("name", [f"{REFERENCE} by hand", REFERENCE, f"{REFERENCE} {'!' * 43}"])
def test_a_name_without_a_digest_is_ours_and_its_content_unknown(server, service, name):
    made = service.create(service.payload(wanted(), {}), REFERENCE)
    server.remote.campaigns[made.id].title = name
    state = service.read(made.id)
    assert (state.reference, state.payload_digest) == (REFERENCE, "")


def test_of_two_that_bear_our_reference_the_older_counts(server, service):
    made = service.create(service.payload(wanted(), {}), REFERENCE)
    later = service.create(service.payload(wanted(), {}), REFERENCE)
    server.remote.campaigns[later.id].made += timedelta(seconds=5)
    assert service.find([REFERENCE], None)[REFERENCE].id == made.id


def test_a_persons_campaign_with_the_same_subject_is_not_ours(server, service):
    server.remote.person_creates("Three leaders, one river")
    server.remote.person_creates(f"{REFERENCE}-2 or so")
    assert service.find([REFERENCE], None) == {}


@pytest.mark.parametrize(
    ("act", "status"),
    [("person_sends", Status.SENT), ("person_schedules", Status.SCHEDULED), ("person_deletes", Status.ABSENT)],
)
def test_what_a_person_did_with_the_campaign_is_seen(server, service, act, status):
    made = service.create(service.payload(wanted(), {}), REFERENCE)
    getattr(server.remote, act)(made.id)
    assert service.read(made.id).status is status
    listed = [draft.state.status for draft in service.find([REFERENCE], None).values()]
    assert listed == ([] if status is Status.ABSENT else [status])


def test_a_persons_edit_shows_by_its_time(server, service):
    made = service.create(service.payload(wanted(), {}), REFERENCE)
    before = service.read(made.id)
    server.remote.person_edits(made.id, html="<p>Mine</p>")
    server.remote.campaigns[made.id].changed += timedelta(seconds=2)
    after = service.read(made.id)
    assert after.modified > before.modified
    assert (after.edited, after.digest) == (None, "")


# ── writing ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("act", ["person_sends", "person_schedules", "person_deletes"])
def test_what_is_no_draft_any_more_is_not_written(server, service, act):
    made = service.create(service.payload(wanted(), {}), REFERENCE)
    getattr(server.remote, act)(made.id)
    with pytest.raises(Conflict, match=f"campaign {made.id} is no draft any more"):
        service.fill(made, service.payload(wanted(message=message("Other")), {}), REFERENCE)
    assert not any(held.touched for held in server.remote.held())


@pytest.mark.parametrize("kind", [Kind.RESET, Kind.UNAVAILABLE, Kind.BAD_JSON])
def test_a_create_without_a_full_answer_is_uncertain_and_made_once(server, service, kind):
    server.strike(Fault(kind, method="POST", moment="after"))
    with pytest.raises(Uncertain):
        service.create(service.payload(wanted(), {}), REFERENCE)
    assert len(server.remote.campaigns) == 1
    assert set(service.find([REFERENCE], None)) == {REFERENCE}


def test_a_campaign_that_is_made_ready_is_told_loudly():
    made = {"id": "1", "name": "x", "status": "ready", "emails": [{"subject": "x"}]}
    service = mailerlite("", httpx.MockTransport(lambda _: httpx.Response(201, json={"data": made})))
    with pytest.raises(ServiceError, match="campaign 1 was made as scheduled, not as a draft") as told:
        service.create(service.payload(wanted(), {}), REFERENCE)
    assert not isinstance(told.value, Uncertain)


def test_an_answer_of_another_shape_is_uncertain():
    service = mailerlite("", httpx.MockTransport(lambda _: httpx.Response(201, json={"data": []})))
    with pytest.raises(Uncertain, match="the answer is not of the shape"):
        service.create(service.payload(wanted(), {}), REFERENCE)


def test_every_problem_is_told_in_mailerlites_words_without_the_key(server, service):
    edition = wanted(sender=Sender("Example Notes", "nobody@example.org"), audience="5")
    with pytest.raises(ServiceError, match=r"HTTP 422, The given data was invalid\. .*verified.*groups\.0") as told:
        service.create(service.payload(edition, {}), REFERENCE)
    assert KEY not in str(told.value)


def test_a_plan_without_html_is_told():
    with Server(MailerLite(html=False)) as server:
        service = mailerlite(server.url)
        with pytest.raises(ServiceError, match="HTTP 403, Your plan does not include content of your own"):
            service.create(service.payload(wanted(), {}), REFERENCE)


def test_the_account_tells_groups_and_segments(service):
    account = service.account()
    assert [(one.id, one.name, one.size) for one in account.audiences] == [
        (MEMBERS, "Members", 1200),
        (VOLUNTEERS, "Volunteers", 85),
        ("segment:223344556677889900", "Readers in London", 310),
    ]


def test_test_mails_cannot_be_said(service):
    with pytest.raises(Unsupported):
        service.test("1", ["me@example.org"])

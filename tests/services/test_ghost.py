"""Ghost: tokens, cards, tags and slugs, collisions; against a local server that is as awkward as the real one."""

from __future__ import annotations

import base64
import hashlib
import hmac
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
from publisher.errors import ConfigError, Conflict, ServiceError, Uncertain, Unsupported
from publisher.model import Placeholder, PlaceholderName
from publisher.services import Draft, Service, Status, open_service
from publisher.services.ghost import signer

from tests.services.samples import message, picture, wanted, with_picture
from tests.services.servers.faults import Fault, Kind
from tests.services.servers.ghost import Ghost
from tests.services.servers.serving import Server

REFERENCE = "k3v9-river-main-0123456789ab"
NAME = Placeholder(PlaceholderName.FIRST_NAME, "friend").token
KEY = Ghost.key


def ghost(base_url: str, root: Path = Path(), **options: object) -> Service:
    settings = {"base_url": base_url, "api_key": KEY, **options}
    return open_service("main", "ghost", settings, root=root, clock=lambda: datetime.now(UTC))


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(Ghost()) as server:
        yield server
        assert server.remote.sends == 0


@pytest.fixture
def service(server, tmp_path) -> Service:
    return ghost(server.url, tmp_path)


@pytest.fixture(scope="module")
def nowhere() -> Service:
    """A service for what is pure."""
    return ghost("https://notes.example.org")


def sent(server: Server, method: str) -> dict:
    """The last post that was sent in a request of that method."""
    return json.loads([entry.body for entry in server.log if entry.method == method][-1])["posts"][0]


# ── options and tokens ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("written", ["{root}", "{root}/", "{root}/ghost", "{root}/ghost/api/admin/"])
def test_the_address_of_the_site_or_of_the_api_will_do(server, written):
    assert ghost(written.format(root=server.root)).find([REFERENCE], None) == {}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"base_url": ""}, "base_url: is missing"),
        ({"api_key": "abc"}, "is no Admin API key"),
        ({"api_key": "6748592f4b9b7700010f6564:xyz"}, "is no Admin API key"),
    ],
)
def test_wrong_options_are_told_without_the_key(options, said):
    settings = {"base_url": "https://notes.example.org", "api_key": KEY, **options}
    with pytest.raises(ConfigError, match=said) as told:
        open_service("main", "ghost", settings, root=Path(), clock=lambda: datetime.now(UTC))
    assert settings["api_key"] not in str(told.value)


def test_a_token_is_signed_anew_for_each_request():
    moments = iter([datetime(2026, 11, 22, 12, tzinfo=UTC), datetime(2026, 11, 22, 12, 9, tzinfo=UTC)])
    sign = signer("abc", b"secret", lambda: next(moments))
    first, second = sign(), sign()
    head, claims, signature = (base64.urlsafe_b64decode(part + "==") for part in first.split("."))
    assert json.loads(head) == {"alg": "HS256", "typ": "JWT", "kid": "abc"}
    now = int(datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp())
    assert json.loads(claims) == {"iat": now, "exp": now + 300, "aud": "/admin/"}
    assert signature == hmac.new(b"secret", first.rpartition(".")[0].encode(), hashlib.sha256).digest()
    assert json.loads(base64.urlsafe_b64decode(second.split(".")[1] + "=="))["iat"] == now + 9 * 60


def test_a_clock_that_is_wrong_is_told_in_ghosts_words_without_the_key(server):
    service = open_service(
        "main",
        "ghost",
        {"base_url": server.url, "api_key": KEY},
        root=Path(),
        clock=lambda: datetime.now(UTC) - timedelta(minutes=10),
    )
    with pytest.raises(ServiceError, match=r"services\.main: .*Invalid token: jwt expired") as told:
        service.find([REFERENCE], None)
    assert KEY.partition(":")[2] not in str(told.value)


# ── what a post says ────────────────────────────────────────────────────────────────────────────────────


def test_a_post_is_a_draft_with_everything_that_it_should_have(server, service, tmp_path):
    image = picture(tmp_path)
    body = f'<div>\n<p class="figure"><img src="image:{image.name}" alt="A &quot;teal&quot; square"></p>\n<p>Hi {NAME}</p></div>'
    edition = wanted(message=message(body=body, images=(image,)), tags=("local government", "rivers"))
    address = service.upload(image)
    service.create(service.payload(edition, {image.name: address}), REFERENCE)
    post = sent(server, "POST")
    card = post.pop("html")
    assert post == {
        "title": "Three leaders",
        "slug": REFERENCE,
        "status": "draft",
        "custom_excerpt": "What the river review heard.",
        "email_subject": "Three leaders, one river",
        "tags": [{"name": "local government"}, {"name": "rivers"}, {"name": f"#{REFERENCE}"}],
        "feature_image": address,
        "feature_image_alt": 'A "teal" square',
        "canonical_url": None,
        "email_only": False,
    }
    assert re.fullmatch(
        r"<!--kg-card-begin: html-->\n<div><div>\n<p>Hi friend</p></div><!-- publisher [0-9a-f]{64} [0-9a-f]{64} --></div>\n"
        r"<!--kg-card-end: html-->",
        card,
    )
    (entry,) = [entry for entry in server.log if entry.path == "/posts/" and entry.method == "POST"]
    assert "source=html" in entry.query


def test_a_post_of_a_made_draft_carries_no_word_of_its_state(server, service):
    made = service.create(service.payload(wanted(), {}), REFERENCE)
    service.fill(made, service.payload(wanted(message=message("Other")), {}), REFERENCE)
    assert {"status", "slug"}.isdisjoint(sent(server, "PUT"))
    assert {"name": f"#{REFERENCE}"} in sent(server, "PUT")["tags"]


def test_a_picture_within_the_text_stays_there(nowhere, tmp_path):
    image = picture(tmp_path)
    body = f'<div><p>First words</p><p><img src="image:{image.name}" alt=""></p></div>'
    payload = nowhere.payload(
        wanted(message=message(body=body, images=(image,))), {image.name: "https://x.example/a.jpg"}
    )
    assert payload.fields["feature_image"] == ""
    assert 'src="https://x.example/a.jpg"' in payload.html


def test_places_are_filled_with_real_text_and_links(nowhere):
    tokens = " ".join(Placeholder(name).token for name in PlaceholderName if name is not PlaceholderName.FIRST_NAME)
    edition = wanted(message=message(f"Dear {NAME}", preheader=f"For {NAME}", body=f"<p>{NAME} {tokens}</p>"))
    payload = nowhere.payload(edition, {})
    account = "https://notes.example.org/#/portal/account/newsletters"
    assert (payload.subject, payload.preheader) == ("Dear friend", "For friend")
    assert payload.html == f"<p>friend https://example.org/letters/river/ {account} {account} 1 Mill Lane, Example</p>"
    assert payload.text == ""


def test_the_original_is_named_and_the_site_left_out_only_when_asked_for():
    service = ghost("https://notes.example.org", canonical=True, email_only=True)
    fields = service.payload(wanted(), {}).fields
    assert (fields["canonical_url"], fields["email_only"]) == ("https://example.org/letters/river/", True)


def test_a_long_excerpt_ends_at_a_word(nowhere):
    payload = nowhere.payload(wanted(message=message(preheader="river " * 80)), {})
    assert len(payload.preheader) <= 300
    assert payload.preheader.endswith("river…")


@pytest.mark.parametrize("change", [{"title": "x" * 256}, {"message": message("x" * 301)}])
def test_what_is_too_long_for_ghost_is_told_with_the_figure(nowhere, change):
    with pytest.raises(ServiceError, match=r"has (256|301) characters, and Ghost takes (255|300)"):
        nowhere.payload(wanted(**change), {})


def test_an_audience_cannot_be_said(nowhere):
    with pytest.raises(Unsupported, match="chooses the newsletter when publishing"):
        nowhere.payload(wanted(audience="members"), {})


PIECES = st.sampled_from(
    ["{", "}", "%%", "first_name", ', "x"', "{name}", "%%{uuid}%%", "<!--kg-card-end: html-->", NAME, " "]
)


@given(st.lists(PIECES, max_size=14).map("".join))
def test_no_words_of_an_article_are_replaced_by_ghost(nowhere, words):
    html = nowhere.payload(wanted(message=message(body=f"<p>{words}</p>")), {}).html
    assert not re.search(r"\{\w", html)  # what Ghost looks for in a card, where it looks at all
    assert not re.search(r"%%(\{|&#123;)", html)  # and in the finished mail, after references are read
    assert "<!--kg-card" not in html


AWKWARD = [
    "Loose words<!-- and a comment --><p>beside an element</p>",
    '<p>{first_name} <code>{x}</code> <a href="https://example.org/{id}" title="{name}">{uuid, "x"}</a></p>',
    "<p>%%{uuid}%% <!--kg-card-end: html--></p>",
]


@pytest.mark.parametrize("body", AWKWARD)
def test_what_ghost_rewrites_is_sent_as_it_will_come_back(server, service, body):
    made = service.create(service.payload(wanted(message=message(body=body)), {}), REFERENCE)
    assert service.read(made.id).edited is False
    stored = server.remote.posts[made.id].html
    assert not re.search(r"\{\w|%%\{", stored)
    assert len(re.findall("<!--kg-card", stored)) == 2


def test_braces_in_an_address_lead_to_the_same_place(nowhere):
    html = nowhere.payload(wanted(message=message(body=AWKWARD[1])), {}).html
    assert 'href="https://example.org/%7Bid}"' in html


def test_the_bare_address_of_the_site_has_the_slash_that_ghost_gives_it(nowhere):
    html = nowhere.payload(wanted(message=message(body='<a href="https://notes.example.org">x</a>')), {}).html
    assert html == '<a href="https://notes.example.org/">x</a>'


# ── finding and reading ─────────────────────────────────────────────────────────────────────────────────


def test_many_references_are_found_in_few_calls_with_short_addresses(server, service):
    payload = service.payload(wanted(), {})
    references = [f"k3v9-river-main-{number:012x}" for number in range(40)]
    for reference in references[:3]:
        service.create(payload, reference)
    server.log.clear()
    assert set(service.find(references, None)) == set(references[:3])
    assert len(server.log) == 2
    assert max(len(entry.query) for entry in server.log) < 4000


def test_a_persons_post_with_the_same_subject_is_not_ours(server, service):
    server.remote.person_creates("Three leaders, one river")
    assert service.find([REFERENCE], None) == {}


def test_a_copy_that_bears_our_tag_does_not_count_before_the_first(server, service):
    made = service.create(service.payload(wanted(), {}), REFERENCE)
    copied = server.remote.posts[made.id]
    server.remote.posts["f" * 24] = replace(
        copied, id="f" * 24, slug="copy", made=copied.made + timedelta(hours=1), fields={**copied.fields}
    )
    server.remote.posts = dict(reversed(server.remote.posts.items()))
    assert service.find([REFERENCE], None)[REFERENCE].id == made.id


@pytest.mark.parametrize(
    ("act", "status"),
    [
        ("person_sends", Status.SENT),
        ("person_schedules", Status.SCHEDULED),
        ("person_deletes", Status.ABSENT),
    ],
)
def test_what_a_person_did_with_the_post_is_seen(server, service, act, status):
    made = service.create(service.payload(wanted(), {}), REFERENCE)
    getattr(server.remote, act)(made.id)
    assert service.read(made.id).status is status
    assert [draft.state.status for draft in service.find([REFERENCE], None).values()] == (
        [] if status is Status.ABSENT else [status]
    )


@pytest.mark.parametrize("edit", [{"html": "<p>Mine</p>"}, {"subject": "Mine"}])
def test_a_persons_edit_shows(server, service, edit):
    made = service.create(service.payload(wanted(), {}), REFERENCE)
    before = service.read(made.id)
    server.remote.person_edits(made.id, **edit)
    after = service.read(made.id)
    assert before.edited is False
    assert after.edited is None
    assert after.digest != before.digest


def answering(answer: object) -> Service:
    """A service whose every call is answered by this."""
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=answer))
    settings = {"base_url": "https://notes.example.org", "api_key": KEY}
    return open_service("main", "ghost", settings, root=Path(), clock=lambda: datetime.now(UTC), network=transport)


def test_an_answer_of_another_shape_is_a_plain_error():
    with pytest.raises(ServiceError, match=r"services\.main: find: the answer is not of the shape") as told:
        answering({"posts": 7}).find([REFERENCE], None)
    assert not isinstance(told.value, Uncertain)
    with pytest.raises(Uncertain, match=r"services\.main: create: the answer is not of the shape"):
        answering({}).create(ghost("https://x.example").payload(wanted(), {}), REFERENCE)


# ── writing ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_slug_that_a_persons_post_has_does_not_matter(server, service):
    service.create(service.payload(wanted(), {}), "k3v9-lake-main-ba9876543210")
    server.remote.person_creates(REFERENCE)
    made = service.create(service.payload(wanted(), {}), REFERENCE)
    assert server.remote.posts[made.id].slug == f"{REFERENCE}-2"
    assert service.find([REFERENCE], None)[REFERENCE].id == made.id
    assert len(server.remote.posts) == 3


def test_a_second_create_removes_itself_and_takes_the_first(server, service):
    payload = service.payload(wanted(), {})
    first = service.create(payload, REFERENCE)
    again = service.create(payload, REFERENCE)
    assert again.id == first.id
    assert again.state.payload_digest == payload.digest
    assert list(server.remote.posts) == [first.id]


def test_a_second_create_of_other_content_leaves_it_to_the_next_run(server, service):
    first = service.create(service.payload(wanted(), {}), REFERENCE)
    with pytest.raises(Uncertain, match=f"had made post {first.id} after all"):
        service.create(service.payload(wanted(message=message("Other")), {}), REFERENCE)
    assert list(server.remote.posts) == [first.id]


def test_a_second_create_that_cannot_be_removed_is_uncertain(server, service):
    service.create(service.payload(wanted(), {}), REFERENCE)
    server.strike(Fault(Kind.FORBIDDEN, method="DELETE", nth=0))
    with pytest.raises(Uncertain, match="is a second draft beside"):
        service.create(service.payload(wanted(), {}), REFERENCE)


def test_a_create_without_an_answer_is_uncertain_and_found_later(server, service):
    server.strike(Fault(Kind.RESET, method="POST", path="/posts/", moment="after"))
    with pytest.raises(Uncertain, match="may or may not have happened"):
        service.create(service.payload(wanted(), {}), REFERENCE)
    assert set(service.find([REFERENCE], None)) == {REFERENCE}


def test_a_post_that_comes_back_published_is_told_loudly():
    service = answering({"posts": [{"id": "f" * 24, "status": "published", "slug": REFERENCE}]})
    with pytest.raises(ServiceError, match=r"was made as 'published', not as a draft\. Look at it in Ghost at once"):
        service.create(service.payload(wanted(), {}), REFERENCE)


def test_a_change_meanwhile_is_a_conflict(server, service):
    made = service.create(service.payload(wanted(), {}), REFERENCE)
    server.remote.posts[made.id].changed += timedelta(seconds=5)
    server.remote.person_edits(made.id, html="<p>Mine</p>")
    server.remote.posts[made.id].changed += timedelta(seconds=5)
    with pytest.raises(Conflict, match="was changed meanwhile"):
        service.fill(made, service.payload(wanted(message=message("Other")), {}), REFERENCE)
    assert "Mine" in server.remote.posts[made.id].html


def test_a_write_of_ours_that_did_arrive_is_no_conflict(server, service):
    made = service.create(service.payload(wanted(), {}), REFERENCE)
    changed = service.payload(wanted(message=message("Other")), {})
    server.strike(Fault(Kind.RESET, method="PUT", moment="after"))
    with pytest.raises(Uncertain):
        service.fill(made, changed, REFERENCE)
    server.remote.posts[made.id].changed += timedelta(seconds=5)
    puts = sum(entry.method == "PUT" for entry in server.log)
    filled = service.fill(made, changed, REFERENCE)
    assert filled.state.payload_digest == changed.digest
    assert sum(entry.method == "PUT" for entry in server.log) == puts + 1


def test_a_persons_edit_of_a_write_that_did_arrive_is_a_conflict(server, service):
    made = service.create(service.payload(wanted(), {}), REFERENCE)
    changed = service.payload(wanted(message=message("Other")), {})
    service.fill(made, changed, REFERENCE)
    server.remote.person_edits(made.id, subject="Mine")
    server.remote.posts[made.id].changed += timedelta(seconds=5)
    with pytest.raises(Conflict):
        service.fill(made, changed, REFERENCE)


def test_a_published_post_is_not_written(server, service):
    made = service.create(service.payload(wanted(), {}), REFERENCE)
    server.remote.person_sends(made.id)
    with pytest.raises(Conflict, match="is no draft any more"):
        service.fill(Draft(made.id, service.read(made.id)), service.payload(wanted(), {}), REFERENCE)
    assert not server.remote.held()[0].touched


def test_pictures_are_uploaded_once_in_a_run(server, service, tmp_path):
    image = picture(tmp_path)
    assert service.upload(image) == service.upload(image)
    assert [upload.name for upload in server.remote.uploads] == [image.name]


def test_test_mails_are_not_for_keys(service):
    with pytest.raises(Unsupported):
        service.test("f" * 24, ["me@example.org"])


def test_the_account_is_the_site_with_its_newsletters(service):
    account = service.account()
    assert account.name == "Example Notes (Ghost 6.27)"
    assert any("Example Notes, Volunteers" in note for note in account.notes)


def test_a_picture_of_the_whole_document_is_not_needed(service, tmp_path):
    payload = service.payload(with_picture(wanted(), picture(tmp_path)), {})
    assert "image:" not in payload.html

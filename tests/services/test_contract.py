"""What every service promises to delivery.

A new service joins by one line in `SERVICES`, one that speaks to an API by one in `REMOTES`, with its local server.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from publisher.errors import Conflict, Unsupported
from publisher.services import Carries, Draft, Payload, RemoteState, Service, Status, Wanted, open_service
from publisher.services.readable import words

from tests.services.samples import NOON, message, picture, pile, wanted, with_picture
from tests.services.servers.base import Remote
from tests.services.servers.brevo import Brevo
from tests.services.servers.buttondown import Buttondown
from tests.services.servers.ghost import Ghost
from tests.services.servers.kit import Kit
from tests.services.servers.listmonk import Listmonk
from tests.services.servers.mailchimp import Mailchimp
from tests.services.servers.mailerlite import MailerLite
from tests.services.servers.serving import Server

SERVICES: dict[str, Callable[[Path], Service]] = {
    "outbox": lambda root: open_service("local", "outbox", {}, root=root, clock=lambda: NOON),
    "pile": pile,
}
REMOTES: dict[str, Callable[[], Remote]] = {
    "brevo": Brevo,
    "buttondown": Buttondown,
    "ghost": Ghost,
    "kit": Kit,
    "listmonk": lambda: Listmonk(may_send=False),
    "mailchimp": Mailchimp,
    "mailerlite": MailerLite,
}
NEVER_FORBIDDEN = {"Brevo", "Ghost", "Kit", "Mailchimp"}  # a key may do what its user may, and these users may send
REFERENCE = "k3v9-river-local-0123456789ab"
OTHER = "k3v9-lake-local-ba9876543210"
NEVER = "999999"  # an id, for services whose ids are numbers too


@contextmanager
def beside(remote: Remote, root: Path) -> Iterator[Service]:
    """A service, and the local server that it speaks to; nothing is sent meanwhile, and nothing said wrongly."""
    with Server(remote) as server:
        options = {"base_url": server.url, "api_key": remote.key, **remote.options}
        yield open_service("local", remote.name, options, root=root, clock=lambda: datetime.now(UTC))
        assert (remote.sends, server.violations) == (0, [])


@pytest.fixture(params=[*SERVICES, *REMOTES])
def service(request, tmp_path) -> Iterator[Service]:
    if request.param in SERVICES:
        yield SERVICES[request.param](tmp_path)
    else:
        with beside(REMOTES[request.param](), tmp_path) as made:
            yield made


def complete(service: Service, payload: Payload) -> Draft:
    """A draft with its content, as delivery makes it."""
    made = service.create(payload, REFERENCE)
    return service.fill(made, payload, REFERENCE) if service.facts.fill_after_create else made


@pytest.fixture
def edition() -> Wanted:
    return wanted()


def test_nothing_is_found_before_anything_was_made(service):
    assert service.find([REFERENCE], None) == {}
    assert service.read(NEVER).status is Status.ABSENT


def test_a_payload_is_pure(service, edition):
    assert service.payload(edition, {}) == service.payload(edition, {})
    assert service.payload(edition, {}).digest == service.payload(edition, {}).digest


@pytest.mark.parametrize("part", ["subject", "preheader", "text", "html"])
def test_every_part_of_a_message_that_is_carried_counts_in_the_digest(service, edition, part):
    said = edition.message
    change = {part: getattr(said, part) + "Other"} | ({"body": said.body + "Other"} if part == "html" else {})
    changed = service.payload(replace(edition, message=replace(said, **change)), {})
    carries = {"preheader": Carries.PREHEADER, "text": Carries.TEXT}
    carried = part not in carries or carries[part] in service.facts.carries
    assert (changed.digest != service.payload(edition, {}).digest) is carried


def test_what_was_created_is_a_draft_that_is_found_by_its_reference(service, edition):
    made = service.create(service.payload(edition, {}), REFERENCE)
    found = service.find([OTHER, REFERENCE], None)
    assert set(found) == {REFERENCE}
    assert found[REFERENCE].id == made.id
    assert found[REFERENCE].state.status is Status.DRAFT
    state = service.read(made.id)
    assert (state.status, state.reference, state.subject) == (Status.DRAFT, REFERENCE, edition.message.subject)


def test_reading_twice_gives_the_same_digest(service, edition):
    made = service.create(service.payload(edition, {}), REFERENCE)
    assert service.read(made.id) == service.read(made.id)


def test_filling_changes_the_same_draft(service, edition):
    made = service.create(service.payload(edition, {}), REFERENCE)
    before = service.read(made.id)
    changed = service.payload(replace(edition, message=message("Another subject")), {})
    assert service.fill(made, changed, REFERENCE).id == made.id
    after = service.read(made.id)
    assert after.subject == "Another subject"
    assert after.digest != before.digest or not after.digest
    assert set(service.find([REFERENCE], None)) == {REFERENCE}
    assert after.status is Status.DRAFT


def test_filling_with_the_same_content_gives_the_same_digest(service, edition):
    payload = service.payload(edition, {})
    made = complete(service, payload)
    before = service.read(made.id)
    service.fill(made, payload, REFERENCE)
    assert service.read(made.id).digest == before.digest


def test_the_words_that_come_back_are_those_that_were_written(service, edition):
    """So that a plan shows what a change changes, and nothing else."""
    payload = service.payload(edition, {})
    state = service.read(complete(service, payload).id)
    assert state.html is not None or state.text is not None or state.digest == ""  # gives no content back
    assert state.html is None or words(state.html) == words(payload.html) != []


def test_drafts_do_not_touch_each_other(service, edition):
    payload = service.payload(edition, {})
    first = service.create(payload, REFERENCE)
    before = service.read(first.id)
    second = service.create(service.payload(replace(edition, message=message("Lake")), {}), OTHER)
    assert second.id != first.id
    assert service.read(first.id) == before
    assert set(service.find([REFERENCE, OTHER], None)) == {REFERENCE, OTHER}


def test_pictures_are_uploaded_once_or_refused_at_once(service, edition, tmp_path):
    image = picture(tmp_path)
    if Carries.IMAGES not in service.facts.carries:
        with pytest.raises(Unsupported):
            service.upload(image)
        return
    address = service.upload(image)
    assert address == service.upload(image)
    made = service.create(service.payload(with_picture(edition, image), {image.name: address}), REFERENCE)
    assert service.read(made.id).status is Status.DRAFT


def test_a_test_mail_is_sent_or_refused_at_once(service, edition):
    made = complete(service, service.payload(edition, {}))
    refusal = nullcontext() if Carries.TEST in service.facts.carries else pytest.raises(Unsupported)
    with refusal:
        service.test(made.id, ["me@example.org"])
    assert service.read(made.id).status is Status.DRAFT


def test_no_key_is_known_to_be_able_to_send_where_that_can_be_forbidden(service):
    assert (service.account().may_send is True) is (type(service).__name__ in NEVER_FORBIDDEN)


def test_the_required_placeholders_stand_in_html_and_text(service, edition):
    payload = service.payload(edition, {})
    for name in service.facts.required:
        assert payload.html.count(service.facts.tags[name]) == 1
        assert payload.text.count(service.facts.tags[name]) == (Carries.TEXT in service.facts.carries)


def test_a_draft_that_is_gone_is_not_filled(service, edition):
    with pytest.raises(Conflict):
        service.fill(Draft(NEVER, RemoteState(Status.ABSENT)), service.payload(edition, {}), REFERENCE)

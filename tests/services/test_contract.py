"""What every service promises to delivery. A new service joins by one line in `SERVICES`."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from publisher.errors import Conflict, Unsupported
from publisher.services import Carries, Draft, RemoteState, Service, Status, Wanted, open_service

from tests.services.samples import NOON, message, picture, pile, wanted, with_picture

SERVICES: dict[str, Callable[[Path], Service]] = {
    "outbox": lambda root: open_service("local", "outbox", {}, root=root, clock=lambda: NOON),
    "pile": pile,
}
REFERENCE = "k3v9-river-local-0123456789ab"
OTHER = "k3v9-lake-local-ba9876543210"


@pytest.fixture(params=SERVICES)
def service(request, tmp_path) -> Service:
    return SERVICES[request.param](tmp_path)


@pytest.fixture
def edition() -> Wanted:
    return wanted()


def test_nothing_is_found_before_anything_was_made(service):
    assert service.find([REFERENCE], None) == {}
    assert service.read("k3v9-never-made").status is Status.ABSENT


def test_a_payload_is_pure(service, edition):
    assert service.payload(edition, {}) == service.payload(edition, {})
    assert service.payload(edition, {}).digest == service.payload(edition, {}).digest


@pytest.mark.parametrize(
    "change", [{"subject": "Other"}, {"preheader": "Other"}, {"text": "Other"}, {"html": "<p>Other"}]
)
def test_every_part_of_a_message_counts_in_the_digest(service, edition, change):
    changed = replace(edition, message=message(**change))
    assert service.payload(changed, {}).digest != service.payload(edition, {}).digest


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
    assert after.digest != before.digest
    assert set(service.find([REFERENCE], None)) == {REFERENCE}
    assert after.status is Status.DRAFT


def test_filling_with_the_same_content_gives_the_same_digest(service, edition):
    payload = service.payload(edition, {})
    made = service.create(payload, REFERENCE)
    before = service.read(made.id)
    service.fill(made, payload, REFERENCE)
    assert service.read(made.id).digest == before.digest


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
    made = service.create(service.payload(edition, {}), REFERENCE)
    refusal = nullcontext() if Carries.TEST in service.facts.carries else pytest.raises(Unsupported)
    with refusal:
        service.test(made.id, ["me@example.org"])
    assert service.read(made.id).status is Status.DRAFT


def test_no_key_can_send(service):
    assert service.account().may_send is False


def test_the_required_placeholders_stand_in_html_and_text(service, edition):
    payload = service.payload(edition, {})
    for name in service.facts.required:
        assert payload.html.count(service.facts.tags[name]) == 1
        assert payload.text.count(service.facts.tags[name]) == 1


def test_a_draft_that_is_gone_is_not_filled(service, edition):
    with pytest.raises(Conflict):
        service.fill(Draft("k3v9-never-made", RemoteState(Status.ABSENT)), service.payload(edition, {}), REFERENCE)

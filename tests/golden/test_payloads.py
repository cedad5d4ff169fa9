"""What each service would be told of the example's four campaigns, compared with what was looked at and kept.

Of the HTML only that stands here which differs from the message's own: the service's tags, what is kept from being taken
for one, the pictures' addresses. `make golden` writes the files anew.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from typing import Any

import pytest
from publisher.model import Edition
from publisher.pipeline import Workspace
from publisher.services import Form, Payload, Service, built_in, open_service
from publisher.services.base import Sender, Wanted

from tests.golden.test_golden import FEBRUARY, SLUGS, compare, readable, workspace
from tests.services.servers import SERVICES, remote

__all__ = ["workspace"]  # the fixture
NAMES = [name for name in built_in() if name in SERVICES]


def opened(name: str, workspace: Workspace) -> Service:
    """The service, with a key that its own local server would take; nothing is called."""
    there = remote(name)
    options = {"api_key": there.key, "base_url": "http://127.0.0.1:9", **there.options}
    return open_service("main", name, options, root=workspace.project.root, clock=lambda: FEBRUARY)


def wanted(workspace: Workspace, edition: Edition) -> Wanted:
    config, campaign = workspace.config, edition.campaign
    message = workspace.message(edition)
    return Wanted(
        edition.key,
        "main",
        campaign.title,
        message,
        Sender(config.sender.name, config.sender.email, config.sender.reply_to or ""),
        FEBRUARY,
        config.organisation.address or "",
        f"https://example.org{edition.path}",
        "",
        campaign.tags,
    )


def told(payload: Payload, neutral: str) -> str:
    """A payload for people to read."""
    changed = difflib.unified_diff(
        readable(neutral).splitlines(), readable(payload.html).splitlines(), n=0, lineterm=""
    )
    lines = [line for line in list(changed)[2:] if not line.startswith("@@")]
    fields = json.dumps(_steady(payload.fields), ensure_ascii=False, indent=2, sort_keys=True)
    return "\n".join(
        [
            f"subject    {payload.subject}",
            f"preheader  {payload.preheader}",
            f"fields     {fields}",
            "",
            *lines,
            "",
            payload.text,
        ]
    )


def _steady(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields without content hashes, which vary by library."""
    return {key: readable(value).rstrip("\n") if isinstance(value, str) else value for key, value in fields.items()}


@pytest.mark.parametrize("template", SLUGS)
@pytest.mark.parametrize("name", NAMES)
def test_what_a_service_is_told_is_as_it_was_looked_at(workspace: Workspace, name: str, template: str) -> None:
    service = opened(name, workspace)
    edition = Edition(workspace.by_slug[SLUGS[template]])
    draft = wanted(workspace, edition)
    images = {image.name: f"https://pictures.example.org/{image.name}" for image in draft.message.images}
    payload = service.payload(draft, images)
    neutral = draft.message.html if service.facts.form is Form.DOCUMENT else draft.message.body
    compare(f"{name}/{template}.txt", told(payload, neutral))

"""What is known to be wrong in the vendors' descriptions, each with its reason. As little as can be."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True)
class Excuse:
    """One place where a description is wrong; `path` and `place` are patterns of `fnmatch`.

    `path` is the description's own template, in which "*" also meets "{…}". `place` looks like
    `request.settings.title`, `answer.errors` or `query.status`.
    """

    contract: str
    path: str
    place: str
    why: str


def _listmonk() -> tuple[Excuse, ...]:
    """What listmonk's description leaves out or has otherwise: `cmd/campaigns.go` and `cmd/media.go` are what counts."""
    later = "the description is older than the field, which the code reads and writes"
    taken = ("altbody", "archive", "archive_slug", "attribs", "body", "headers", "media", "subscribers", "template_id")
    told = (
        "altbody", "archive", "archive_meta", "archive_slug", "archive_template_id", "attribs", "body_source",
        "bounces", "clicks", "created_at", "headers", "id", "media", "sent", "status", "to_send", "updated_at", "uuid",
        "views",
    )  # fmt: skip
    empty = "a campaign that has no such time has null there"
    return (
        *(Excuse("listmonk.yaml", "/campaigns*", f"request.{name}", later) for name in taken),
        *(Excuse("listmonk.yaml", "/campaigns*", f"answer.data.{name}", later) for name in told),
        *(Excuse("listmonk.yaml", "/campaigns*", f"answer.data.results.*.{name}", later) for name in told),
        *(Excuse("listmonk.yaml", "/campaigns*", f"answer.data*.{name}", empty) for name in ("send_at", "started_at")),
        Excuse("listmonk.yaml", "/campaigns*", "request.send_at", "a time, or null; the description has an object"),
        Excuse("listmonk.yaml", "/campaigns*", "answer.data.lists.*", "objects with id and name, not numbers"),
        Excuse("listmonk.yaml", "/campaigns", "query.tag", "the code reads `tag`; `tags`, as described, does nothing"),
        Excuse("listmonk.yaml", "/campaigns", "query.status.*", "the description lists four of the six"),
        Excuse("listmonk.yaml", "/lists", "answer.data.query", "every page of results has it"),
        Excuse("listmonk.yaml", "/media", "request", "a multipart body is no text"),
        Excuse("listmonk.yaml", "/media", "query.*", "pages and a search, which the code has and the description not"),
        Excuse("listmonk.yaml", "/media", "answer.data", "a page of results, not a bare list"),
    )


EXCUSES = (
    *_listmonk(),
    *(
        Excuse("buttondown.json", "/emails", f"answer.results.{number}", "`excluded_fields` leaves out `body`, which is required")
        for number in ("?", "??")
    ),
    Excuse(
        "brevo.yaml", "/emailCampaigns*", "answer*recipients.segments",
        "the vendor's client 5.1.0 has it; the description is older",
    ),
    Excuse(
        "brevo.yaml", "/contacts/segments", "answer.segments.*",
        "`name` is required there, and neither an example nor the vendor's client has it",
    ),
    Excuse(
        "kit.json", "/v4/broadcasts/{id}", "request.send_at",
        "an update's type has no null, which is what a draft is made with; create and update disagree",
    ),
    Excuse(
        "kit.json", "/v4/broadcasts*", "answer*.subscriber_filter*",
        "the groups `any` and `none` can be set, and are not described in answers",
    ),
    Excuse("kit.json", "/v4/*", "answer.pagination.total_count", "there where `include_total_count` asks for it"),
    Excuse(
        "mailchimp.json", "/campaigns*", "answer*.send_time",
        "a campaign that was not sent has an empty text there; the description says date-time",
    ),
    Excuse(
        "mailchimp.json", "*", "answer.errors",
        "the messages per field, which every client reads; the description's problem document leaves them out",
    ),
)  # fmt: skip

# Operations that a vendor has and a description here leaves out: (contract, path, why).
UNCOVERED = (
    ("mailchimp.json", "/lists/*/segments*", "the file has 39 of the vendor's paths, not this one"),
    ("kit.json", "/v4/account*", "the file has the broadcasts only"),
    ("kit.json", "/v4/email_templates*", "the file has the broadcasts only"),
    ("kit.json", "/v4/segments*", "the file has the broadcasts only"),
    ("kit.json", "/v4/tags*", "the file has the broadcasts only"),
    ("listmonk.yaml", "/profile", "what the key may do; the code has it"),
)


def excused(contract: str, path: str, place: str) -> bool:
    """Whether the description `contract` is known to be wrong there."""
    return any(
        excuse.contract == contract and fnmatchcase(path, excuse.path) and fnmatchcase(place, excuse.place)
        for excuse in EXCUSES
    )


def uncovered(contract: str, path: str) -> bool:
    """Whether the description is known to leave that path out."""
    return any(contract == name and fnmatchcase(path, "*" + pattern) for name, pattern, _ in UNCOVERED)

"""What each view shows, as values: a snapshot and a campaign in, plain facts for the templates of assets/ out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from publisher.checks.email import CLIPPED
from publisher.errors import PublisherError
from publisher.model import Campaign, Channel, Edition, Verdict
from publisher.preview import samples
from publisher.preview.comparison import compared_all
from publisher.preview.settings import Settings
from publisher.preview.snapshot import Snapshot, Tally, separate
from publisher.render import addresses

VIEWS = (("email", "Email"), ("text", "Plain text"), ("page", "Page"), ("proof", "Proof"), ("findings", "Findings"))
"""The views of a campaign, in the order of their keys 1 to 5."""


@dataclass(frozen=True, slots=True)
class Row:
    """A campaign in the list and at the head of its views. `tally` is None until the checks have run."""

    slug: str
    title: str
    path: str
    when: str
    state: str
    channels: str
    tally: Tally | None


@dataclass(frozen=True, slots=True)
class Tab:
    """A link to a view; `badge` says what is behind it before one looks."""

    name: str
    label: str
    href: str
    badge: str = ""
    alarming: bool = False


@dataclass(frozen=True, slots=True)
class Toggle:
    """A setting as a link that switches it."""

    key: str
    label: str
    href: str
    on: bool


@dataclass(frozen=True, slots=True)
class Problem:
    """An error as three things to read."""

    where: str
    what: str
    hint: str


@dataclass(frozen=True, slots=True)
class Inbox:
    """A message as a row of an inbox shows it."""

    sender: str
    subject: str
    preheader: str
    when: str


def row(snapshot: Snapshot, campaign: Campaign) -> Row:
    """A campaign's row."""
    stands = snapshot.standings.get(campaign.path)
    at = stands.at.astimezone(snapshot.opened.config.zone) if stands and stands.at else campaign.date
    return Row(
        slug=campaign.slug,
        title=campaign.title,
        path=campaign.path,
        when=day_and_time(at) if at else "no date",
        state=stands.state if stands else state(campaign, snapshot.opened.now),
        channels=", ".join(str(channel) for channel in Channel if channel in campaign.channels),
        tally=snapshot.tallies.get(campaign.path),
    )


def state(campaign: Campaign, now: datetime) -> str:
    """`draft` without a date, `scheduled` before it, then `public`: by its date alone, where the schedule is broken."""
    if campaign.date is None:
        return "draft"
    return "public" if Edition(campaign).public_at(now) else "scheduled"


def day_and_time(moment: datetime) -> str:
    """`3 November 2026, 09:00`."""
    return f"{moment.day} {moment:%B %Y, %H:%M}"


def problems(error: PublisherError) -> list[Problem]:
    """One or more errors, each to be read by itself."""
    return [Problem(one.where, one.what, one.hint) for one in separate(error)]


def attempt(snapshot: Snapshot, campaign: Campaign, view: str, settings: Settings) -> dict[str, object]:
    """What a view shows, or the problems in its place: one broken campaign hides no other."""
    try:
        return LOOKS[view](snapshot, campaign, settings)
    except PublisherError as error:
        return {"problems": _in_its_place(snapshot, campaign, error)}


def _in_its_place(snapshot: Snapshot, campaign: Campaign, error: PublisherError) -> list[Problem]:
    """What the error says; where a finding says the same it is shown instead, for it knows the line."""
    try:
        found = [Problem(str(one.where), one.what, one.hint) for one in snapshot.findings(campaign)]
    except PublisherError:
        found = []
    return [next((one for one in found if problem.what in one.what), problem) for problem in problems(error)]


# ── the head of every view ──────────────────────────────────────────────────────────────────────────────


def address(slug: str, view: str, settings: Settings) -> str:
    """Where a view of a campaign is."""
    return f"/campaigns/{quote(slug)}/{view}{settings.query}"


def head(snapshot: Snapshot, campaign: Campaign, view: str, settings: Settings) -> dict[str, object]:
    """The controls: tabs, settings, and the campaigns before and after."""
    campaigns = snapshot.campaigns
    number = next(at for at, one in enumerate(campaigns) if one.path == campaign.path)
    around = {"previous": number - 1, "next": number + 1}
    return {
        "row": row(snapshot, campaign),
        "view": view,
        "settings": settings,
        "tabs": tabs(snapshot, campaign, settings),
        "toggles": toggles(campaign.slug, view, settings),
        "position": f"{number + 1} of {len(campaigns)}",
        **{
            name: address(campaigns[at].slug, view, settings) if 0 <= at < len(campaigns) else ""
            for name, at in around.items()
        },
    }


def tabs(snapshot: Snapshot, campaign: Campaign, settings: Settings) -> list[Tab]:
    """The views of a campaign."""
    badges = {"proof": _proven(snapshot, campaign), "findings": _found(snapshot.tally(campaign))}
    return [
        Tab(name, label, address(campaign.slug, name, settings), *badges.get(name, ("", False)))
        for name, label in VIEWS
    ]


def _proven(snapshot: Snapshot, campaign: Campaign) -> tuple[str, bool]:
    try:
        proofs = snapshot.opened.proofs(campaign)
    except PublisherError:
        return "!", True
    good = sum(proof.verdict is not Verdict.NOT_FOUND for proof in proofs)
    return (f"{good}/{len(proofs)}", good < len(proofs)) if proofs else ("", False)


def _found(tally: Tally) -> tuple[str, bool]:
    total = tally.errors + tally.warnings + tally.notes
    return (str(total) if total else "", tally.errors > 0)


def toggles(slug: str, view: str, settings: Settings) -> list[Toggle]:
    """The settings that mean something in a view."""
    names = {"email": ("dark", "phone", "imageless"), "page": ("dark", "phone")}.get(view, ())
    known = {"dark": ("d", "Dark"), "phone": ("m", "Phone"), "imageless": ("i", "Images off")}
    return [
        Toggle(*known[name], href=address(slug, view, settings.toggled(name)), on=getattr(settings, name))
        for name in names
    ]


# ── the views ───────────────────────────────────────────────────────────────────────────────────────────


def email(snapshot: Snapshot, campaign: Campaign, settings: Settings) -> dict[str, object]:
    """The message in a frame, as an inbox announces it, and its sizes. Raises PublisherError."""
    message, config = snapshot.message(campaign), snapshot.opened.config
    inbox = Inbox(
        sender=config.sender.name,
        subject=samples.line(message.subject),
        preheader=samples.line(message.preheader),
        when=f"{campaign.date.day} {campaign.date:%b}" if campaign.date else "",
    )
    return {
        "inbox": inbox,
        "frame": f"/mail/{quote(campaign.slug)}{settings.query}",
        "facts": [
            f"Subject {len(inbox.subject)} characters",
            f"Preheader {len(inbox.preheader)} characters",
            f"HTML {size(message.html)} of {CLIPPED / 1000:.0f} kB",
            f"Text {size(message.text)}",
        ],
        "unsent": Channel.NEWSLETTER not in campaign.channels,
    }


def text(snapshot: Snapshot, campaign: Campaign, _: Settings) -> dict[str, object]:
    """The plain text, with its size. Raises PublisherError."""
    message, config = snapshot.message(campaign), snapshot.opened.config
    page = addresses.absolute(config, Edition(campaign).path)
    shown = samples.text(message, config, page=page)
    return {
        "text": shown,
        "facts": [f"Text {size(message.text)}", f"{len(shown.split()):,} words"],
        "unsent": Channel.NEWSLETTER not in campaign.channels,
    }


def page(snapshot: Snapshot, campaign: Campaign, settings: Settings) -> dict[str, object]:
    """The web page in a frame. Raises PublisherError."""
    drawn = snapshot.page(campaign, settings.scheme)
    return {
        "frame": addresses.rooted(snapshot.local(settings.scheme).config, drawn.path),
        "facts": [addresses.absolute(snapshot.opened.config, drawn.path), f"HTML {size(drawn.html)}"],
    }


def proof(snapshot: Snapshot, campaign: Campaign, _: Settings) -> dict[str, object]:
    """Each quotation, block or in running text, beside the words of its report. Raises SourceError."""
    examined = snapshot.opened.examined(campaign)
    return {
        "comparisons": compared_all(campaign, examined.proofs, examined.own),
        "reports": list(campaign.reports),
    }


def findings(snapshot: Snapshot, campaign: Campaign, _: Settings) -> dict[str, object]:
    """What the checks found. Raises PublisherError."""
    return {"findings": list(snapshot.findings(campaign))}


LOOKS = {"email": email, "text": text, "page": page, "proof": proof, "findings": findings}


def size(content: str) -> str:
    """Its size in UTF-8: `26.8 kB`, of 1,000 bytes each as mail programs count."""
    return f"{len(content.encode()) / 1000:.1f} kB"

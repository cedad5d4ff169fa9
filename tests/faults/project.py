"""The small project that a scenario pushes, and what a service must hold of each of its letters."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PIL import Image
from publisher.delivery import reference
from publisher.services import Carries, Facts

from tests.services.servers.base import Held

ID = "k3v9"
SERVICE = "main"
SITE = "https://notes.example.org"
SEAL = re.compile(r"<!-- publisher [0-9a-f]{64} [0-9a-f]{64} -->")


@dataclass(frozen=True)
class Letter:
    """One campaign: its file, and the sentences by which its draft is known to be whole."""

    slug: str
    subject: str
    opening: str
    closing: str
    preheader: str = "Who stayed that night, and what the water left behind in the rooms."
    picture: bool = False

    @property
    def reference(self) -> str:
        """What finds its draft."""
        return reference(ID, self.slug, SERVICE)

    @property
    def file(self) -> str:
        """The campaign's text."""
        tomorrow = datetime.now(UTC) + timedelta(days=1)
        picture = "\n![A river between two banks](images/river.png)\n" if self.picture else ""
        return (
            f"---\ntitle: {self.subject}\ntemplate: newsletter\ndate: {tomorrow:%Y-%m-%d} 08:30\n"
            "summary: What happened when the river rose in the night, and who stayed to help.\n"
            f'channels: [newsletter]\nemail: {{subject: "{self.subject}", preheader: "{self.preheader}"}}\n---\n'
            f'Dear {{{{ first_name or "friend" }}}},\n\n{self.opening}\n{picture}\n{self.closing}\n'
        )

    def changed(self) -> Letter:
        """The same letter a day later."""
        return replace(self, subject=f"{self.subject} again", closing=f"{self.closing} This was added on Friday.")

    def reworded(self) -> Letter:
        """The same letter with other words under the same subject."""
        return replace(self, closing=f"{self.closing} This was added on Friday.")


RIVER = Letter("river", "The river rose", "The water came at four.", "Nobody was hurt in the end.", picture=True)
LAKE = Letter("lake", "The lake froze", "The ice came in the night.", "The swans have moved to the weir.")
SEA = Letter("sea", "The sea was calm", "We went out at seven.", "All boats are back in the harbour.", picture=True)


def write(folder: Path, letters: Sequence[Letter], service: Mapping[str, object]) -> None:
    """The whole project, its config and its letters; `service` is what config says of the one service."""
    since = datetime.now(UTC) - timedelta(days=9)
    (folder / "campaigns" / "images").mkdir(parents=True, exist_ok=True)
    (folder / "config.yaml").write_text(
        f"id: {ID}\ntitle: River Notes\nurl: {SITE}\nsince: {since:%Y-%m-%d}\n"
        "sender: {name: River Notes, email: hello@example.org}\n"
        'organisation: {name: River Notes, address: "1 Quay, Harrowbeck ZZ1 4AA"}\n'
        f"services:\n  {SERVICE}: {json.dumps(dict(service))}\n",
        encoding="utf-8",
    )
    if not (folder / "campaigns" / "images" / "river.png").exists():
        Image.new("RGB", (640, 320), (30, 90, 160)).save(folder / "campaigns" / "images" / "river.png")
    for letter in letters:
        (folder / "campaigns" / f"{letter.slug}.md").write_text(letter.file, encoding="utf-8")


def lacking(held: Held, letter: Letter, facts: Facts, uploaded: Sequence[str]) -> str:
    """What a draft lacks of being whole: subject, both sentences, seal, picture, plain text; empty where nothing is.

    `uploaded` are the addresses of the pictures that the service took.
    """
    if held.subject != letter.subject:
        return f"its subject is {held.subject!r}"
    if Carries.PREHEADER in facts.carries and held.preheader != letter.preheader:
        return f"its preheader is {held.preheader!r}"
    texts = {"HTML": held.html} | ({"plain text": held.text} if Carries.TEXT in facts.carries else {})
    for name, text in texts.items():
        for sentence in (letter.opening, letter.closing):
            if sentence not in text:
                return f"its {name} lacks {sentence!r}"
        if "first_name or" in text:
            return f"its {name} has a placeholder of ours"
    if not SEAL.search(held.html) and " " not in held.reference:
        return "it has no seal, neither in its HTML nor beside its reference"
    if letter.picture and not any(image.startswith(SITE) or image in uploaded for image in held.images):
        return f"its pictures are {held.images}"
    return ""

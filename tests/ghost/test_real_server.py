"""One edition, one draft, never published by us: the real command against the real Ghost, and against what can go wrong.

Each test has a project of its own; what must never be is counted at its end (`conftest.desk_of`).
"""

from __future__ import annotations

import re
import shutil
import threading
import time
from collections.abc import Callable
from datetime import datetime

import httpx
import pytest
from PIL import Image
from selectolax.lexbor import LexborHTMLParser

from tests.ghost.desk import BODY, Desk
from tests.ghost.gateway import Gateway
from tests.ghost.person import Person
from tests.services.servers.faults import Fault, Kind

pytestmark = pytest.mark.ghost

ADDED = ("integration", "added")
CHANGED = BODY.replace("The kettle", "The urn")
SENT = ("publishes", "schedules")


def changed(desk: Desk, slug: str = "river") -> None:
    """The campaign as it is after somebody here went on writing."""
    desk.letter(slug, subject="Another subject", body=CHANGED)


def is_new(desk: Desk, slug: str = "river") -> bool:
    """Whether Ghost holds the changed campaign, all of it."""
    post = desk.post(slug)
    return post["email_subject"] == "Another subject" and "The urn" in post["html"]


def writes_of(desk: Desk, *arguments: str) -> int:
    """The writing calls of a push in which nothing goes wrong."""
    with desk.through() as server:
        said = desk.push(*arguments, url=server.root)
        assert said.code == 0, said
    return server.writes


# ── create, read back, update ───────────────────────────────────────────────────────────────────────────


def test_a_push_makes_one_complete_draft(desk, person):
    reference = desk.letter()
    said = desk.pushed()
    post = desk.post()
    assert (post["status"], post["slug"], post["email"]) == ("draft", reference, None)
    assert (post["title"], post["email_subject"], post["custom_excerpt"]) == (
        "On the river",
        "A letter on the river",
        "What the letter is about, in one line.",
    )
    assert [tag["name"] for tag in post["tags"]] == ["local government", "rivers", f"#{reference}"]
    assert "It was cold, and then it was not." in post["plaintext"]
    assert f"{desk.site.url}/ghost/#/editor/post/{post['id']}" in said.out
    assert person.acts(post["id"]) == [ADDED]


def test_what_was_made_is_read_back(desk):
    desk.letter()
    desk.pushed()
    (held,) = desk.tell("status", "--remote", "--json").json
    assert held["state"]["status"] == "draft"
    assert held["state"]["subject"] == "A letter on the river"
    assert held["state"]["edited"] is False  # the card came back as it was sent
    (step,) = desk.tell("plan", "--days", "3650", "--json").json["steps"]
    assert step["action"] == "skip"


def test_a_second_push_writes_nothing(desk, person):
    desk.letter()
    assert writes_of(desk) == 1
    before = desk.post()
    assert writes_of(desk) == 0
    assert desk.post() == before
    assert person.acts(before["id"]) == [ADDED]


def test_a_changed_campaign_changes_the_same_post(desk, person):
    reference = desk.letter()
    desk.pushed()
    before = desk.post()
    changed(desk)
    planned = desk.tell("plan", "--days", "3650")
    assert "subject: “A letter on the river” → “Another subject”" in planned.out
    assert writes_of(desk) == 1
    assert is_new(desk)
    post = desk.post()
    assert (post["id"], post["slug"], post["status"]) == (before["id"], reference, "draft")
    assert post["tags"] == before["tags"]
    assert writes_of(desk) == 0
    assert sorted(person.acts(post["id"])) == [ADDED, ("integration", "edited")]


HARD = [
    "| a | b |\n|---|---|\n| 1 | 2 |\n",
    "```html\n<!--kg-card-end: html-->\n{first_name} %%{uuid}%%\n```\n",
    "A footnote.[^1]\n\n[^1]: Its words.\n",
    "> Café — “façade” 🙂 &amp; <b>bold</b> < > \u2028 ends.\n",
    "::: aside\nBeside it.\n:::\n\n::: button\n[Read](https://example.org/?a=1&b=2#c)\n:::\n",
    "1. one\n2. two\n\n- x\n  - y\n",
    "<div class='x' style='color:red'>raw <br/> HTML &nbsp; &copy; &#123;x}</div>\n",
    "[{name}](https://example.org/{name}?a={b}) in a link\n",
    "Long. " * 10_000,
    "https://notes.example.org/posts/x/ and {site} links http://127.0.0.1:1/ __GHOST_URL__\n",
    "~~gone~~ `{{ code }}` H~2~O\n\n***\n\nline  \nbreak\n",
]


@pytest.mark.parametrize("body", HARD, ids=range(len(HARD)))
def test_markup_comes_back_as_it_was_sent(desk, body):
    desk.letter(body=body)
    desk.pushed("river")
    (held,) = desk.tell("status", "--remote", "--json").json
    assert held["state"]["edited"] is False
    desk.letter(body=body, subject="Another subject")
    desk.pushed("river")
    assert writes_of(desk, "river") == 0


def test_the_projects_own_address_in_a_text_is_not_taken_for_an_edit(desk):
    """Ghost stores addresses of its site in a form of its own, and gives them back as they were."""
    desk.letter(body=f"Read [on the site]({desk.site.url}/about/) and at <{desk.site.url}>.")
    desk.pushed()
    (held,) = desk.tell("status", "--remote", "--json").json
    assert held["state"]["edited"] is False


def test_the_ghosts_own_list_of_services_is_read(desk, site):
    said = desk.tell("services")
    assert said.code == 0
    assert "Notes of a Trust (Ghost 5.130)" in said.out
    assert "A person chooses the newsletter when publishing: Notes of a Trust." in said.out


def test_a_wrong_key_is_told_without_it(desk, monkeypatch):
    desk.letter()
    right = desk.site.key
    try:
        desk.site.key = right.partition(":")[0] + ":" + "ab" * 32
        for verb in ("services", "push"):
            said = desk.tell(verb, *(("river",) if verb == "push" else ()))
            assert said.code == 1
            assert "401" in said.err
            assert "ab" * 16 not in said.out + said.err
    finally:
        desk.site.key = right
    assert desk.person.with_tag(desk.reference()) == []


# ── pictures, tags, slugs, placeholders ─────────────────────────────────────────────────────────────────


def drawn(desk: Desk, name: str = "teal.png", colour: str = "teal") -> None:
    """A picture beside the campaigns."""
    (desk.root / "campaigns" / "images").mkdir(exist_ok=True)
    Image.new("RGB", (1400, 700), colour).save(desk.root / "campaigns" / "images" / name)


def test_a_picture_is_uploaded_once_and_seen(desk):
    drawn(desk)
    desk.letter(body=f"First words.\n\n![A teal square](images/teal.png)\n\n{BODY}")
    assert writes_of(desk) == 2  # the upload, the post
    (address,) = re.findall(r'<img[^>]*src="([^"]+)"', desk.post()["html"])
    assert address.startswith(f"{desk.site.url}/content/images/")
    shown = httpx.get(address)
    assert (shown.status_code, shown.headers["content-type"].partition("/")[0]) == (200, "image")
    changed(desk)
    desk.letter(subject="Another subject", body=f"![A teal square](images/teal.png)\n\n{CHANGED}")
    assert writes_of(desk) == 1
    assert writes_of(desk) == 0
    (held,) = desk.tell("status", "--remote", "--json").json
    assert held["state"]["edited"] is False


def test_an_upload_that_was_cut_short_makes_no_second_post(desk):
    drawn(desk)
    desk.letter(body=f"First words.\n\n![A teal square](images/teal.png)\n\n{BODY}")
    assert desk.struck(Fault(Kind.KILL, method="POST", path="/images/upload/", moment="after")).code < 0
    desk.pushed()
    assert desk.post()["html"].count("<img") == 1


def test_a_persons_post_at_our_slug_stays_theirs(desk, person):
    reference = desk.letter()
    theirs = person.writes("Three leaders", slug=reference, html="<p>Mine</p>")
    assert theirs["slug"] == reference
    desk.foreign.append(theirs["id"])
    desk.pushed()
    assert desk.post()["slug"] == f"{reference}-2"
    assert writes_of(desk) == 0
    changed(desk)
    desk.pushed()
    assert is_new(desk)


def test_a_persons_post_with_our_subject_stays_theirs(desk, person):
    desk.letter()
    theirs = person.writes("On the river", email_subject="A letter on the river")
    desk.foreign.append(theirs["id"])
    desk.pushed()
    changed(desk)
    desk.pushed()
    assert desk.post()["id"] != theirs["id"]


def test_a_post_is_found_after_a_person_gave_it_another_address(desk, person):
    desk.letter()
    desk.pushed()
    person.renames_address(desk.post()["id"], f"{desk.project}-kettles")
    desk.lose_ledger()
    changed(desk)
    desk.pushed()
    assert is_new(desk)
    assert desk.post()["slug"] == f"{desk.project}-kettles"


def visible(html: str) -> str:
    """What readers see of HTML."""
    body = LexborHTMLParser(html).body
    assert body is not None
    return " ".join(body.text().replace("\u2060", "").split())


WORDS = """\
Dear {{ first_name or "friend" }}, [read it online]({{ browser_url }}).

::: email
[Leave]({{ unsubscribe_url }}) or [change]({{ preferences_url }}); {{ postal_address }}.
:::

On tags: {first_name}, {first_name, "you"}, {name}, {unsubscribe_url}, %%{uuid}%%, `{email}` and {list_unsubscribe}.
"""


def test_placeholders_are_real_text_and_an_articles_braces_stay_what_they_are(desk, person):
    desk.letter(body=WORDS, subject='Dear {{ first_name or "friend" }}')
    desk.pushed()
    post = desk.post()
    mail = person.mail(post["id"])
    assert post["email_subject"] == mail["subject"] == "Dear friend"
    assert "Dear friend, " in mail["html"]
    assert "1 Mill Lane, Example" in mail["html"]
    assert "{{" not in post["html"] + mail["html"]
    assert f"{desk.site.url}/#/portal/account/newsletters" in mail["html"]
    said = visible(mail["html"])
    assert "On tags: {first_name}, {first_name, “you”}, {name}, {unsubscribe_url}, %%{uuid}%%, {email} and" in said
    assert httpx.get(desk.site.url).status_code == 200  # what the links lead to is there


# ── what a person does ──────────────────────────────────────────────────────────────────────────────────

EDITS: dict[str, Callable[[Person, str], None]] = {
    "body": lambda person, which: person.edits(which, "It was cold", "It was hot"),
    "subject": lambda person, which: person.retitles(which, "Mine"),
    "tags": lambda person, which: person.tags(which, "kettles"),
}


@pytest.fixture(params=EDITS)
def edited(request, desk, person) -> Desk:
    """A letter that was pushed, that a person edited there, and that somebody changed here."""
    desk.letter()
    desk.pushed()
    EDITS[request.param](person, desk.post()["id"])
    said = desk.pushed()
    assert "nothing to do" in said.out  # nothing changed here, so there is nothing to decide
    changed(desk)
    return desk


def test_what_a_person_edited_is_left_alone(edited):
    before = edited.post()
    planned = edited.tell("plan", "river")
    said = edited.push("river")
    assert (planned.code, said.code) == (3, 3)
    assert "a person edited the draft" in said.err
    assert edited.post() == before


def test_what_a_person_edited_is_replaced_when_asked(edited):
    edited.pushed("river", "--replace")
    assert is_new(edited)
    assert "kettles" not in [tag["name"] for tag in edited.post()["tags"]]
    assert writes_of(edited) == 0


def test_what_a_person_edited_is_kept_for_good_when_asked(edited):
    before = edited.post()
    assert writes_of(edited, "river", "--keep") == 0
    edited.letter(subject="A third subject")
    assert writes_of(edited) == 0
    assert edited.post() == before


@pytest.mark.parametrize("act", SENT)
def test_what_a_person_sent_is_neither_changed_nor_made_again(desk, person, act):
    desk.letter()
    desk.pushed()
    getattr(person, act)(desk.post()["id"])
    before = desk.post()
    assert writes_of(desk) == 0  # as it was pushed: all is well
    changed(desk)
    for arguments in ((), ("river", "--replace"), ("river", "--keep")):
        assert desk.push(*arguments).code == 3
    desk.lose_ledger()
    assert desk.push().code == 3
    assert desk.post() == before


def test_what_a_person_mailed_is_neither_changed_nor_made_again(desk_of, person):
    desk = desk_of(more=", email_only: true")
    desk.letter()
    desk.pushed()
    person.publishes(desk.post()["id"], newsletter="default-newsletter")
    before = desk.post()
    assert before["status"] == "sent"
    changed(desk)
    assert desk.push().code == 3
    desk.lose_ledger(witness=False)
    assert desk.push().code == 3
    assert {**desk.post(), "email": None} == {**before, "email": None}  # Ghost itself counts its mails there


def test_what_a_person_deleted_is_not_made_again_until_it_is_forgotten(desk, person):
    desk.letter()
    desk.pushed()
    person.deletes(desk.post()["id"])
    changed(desk)
    said = desk.push()
    assert said.code == 3
    assert "was deleted in the service; it is not made again" in said.err
    assert person.with_tag(desk.reference()) == []
    assert desk.tell("forget", "river").code == 0
    time.sleep(desk.settles)
    desk.pushed()
    assert is_new(desk)


def test_a_draft_that_is_forgotten_is_found_again(desk):
    desk.letter()
    desk.pushed()
    before = desk.post()
    assert desk.tell("forget", "river", "--service", "main").code == 0
    assert writes_of(desk) == 0
    assert desk.post() == before


def test_a_persons_post_is_adopted_and_then_ours(desk, person):
    desk.letter()
    theirs = person.writes("A draft of mine", html="<p>Mine</p>")
    assert desk.tell("adopt", "river", "--service", "main", "--draft", theirs["id"]).code == 0
    changed(desk)
    desk.pushed()
    assert is_new(desk)
    assert desk.post()["id"] == theirs["id"]
    assert writes_of(desk) == 0


def test_no_post_is_adopted_that_is_not_there_or_is_public(desk, person):
    desk.letter()
    desk.pushed()
    public = person.writes("Out already", status="published")
    desk.foreign.append(public["id"])
    desk.letter("lake")
    for which in ("f" * 24, "no-id", public["id"]):
        assert desk.tell("adopt", "lake", "--service", "main", "--draft", which).code == 1


def test_status_shows_what_a_person_did(desk, person):
    for slug in ("river", "lake", "pond"):
        desk.letter(slug)
    desk.pushed()
    person.publishes(desk.post("river")["id"])
    person.deletes(desk.post("lake")["id"])
    person.retitles(desk.post("pond")["id"], "Mine")
    held = {one["slug"]: one["state"] for one in desk.tell("status", "--remote", "--json").json}
    assert {slug: state["status"] for slug, state in held.items()} == {
        "river": "sent",
        "lake": "absent",
        "pond": "draft",
    }
    assert held["pond"]["subject"] == "Mine"
    assert held["pond"]["edited"] is not False


# ── many ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_hundred_and_thirty_letters_are_found_again_without_the_ledger(desk, person):
    for number in range(130):
        desk.letter(f"letter-{number}")
    desk.pushed()
    desk.lose_ledger(witness=False)
    assert writes_of(desk) == 0
    assert desk.count()["editions"] == 130


def test_a_draft_is_found_behind_more_than_a_page_of_copies(desk, person):
    """Copies that a person made of one draft bear its tag; another draft, made later, stands behind them in the list."""
    first = desk.letter("river")
    desk.pushed()
    for number in range(120):
        copy = person.writes(f"Copy {number}", tags=[{"name": f"#{first}"}])
        desk.foreign.append(copy["id"])
    desk.letter("lake")
    desk.pushed()
    desk.lose_ledger(witness=False)
    assert writes_of(desk) == 0
    (held,) = [one for one in desk.tell("status", "--remote", "--json").json if one["slug"] == "river"]
    assert held["row"]["draft_id"] == person.posts(f"slug:{first}")[0]["id"]


# ── answers that are lost, late or wrong ────────────────────────────────────────────────────────────────

LOST = [
    Fault(kind, method="POST", path="/posts/", moment="after")
    for kind in (Kind.RESET, Kind.CUT, Kind.BAD_GATEWAY, Kind.UNAVAILABLE, Kind.LOGIN, Kind.BAD_JSON, Kind.TOO_MANY)
]
LATE = [Fault(Kind.LATE, method="POST", path="/posts/", seconds=seconds) for seconds in (0.2, 1.5)]


@pytest.mark.parametrize("fault", [*LOST, *LATE], ids=str)
def test_a_create_without_an_answer_is_found_within_the_same_run(desk, fault):
    desk.letter()
    said = desk.struck(fault)
    assert said.code == 0, said
    assert writes_of(desk) == 0
    assert desk.person.acts(desk.post()["id"]) == [ADDED]


def test_a_create_that_never_arrived_is_held_and_made_later(desk):
    desk.letter()
    said = desk.struck(Fault(Kind.RESET, method="POST", path="/posts/"))
    assert said.code == 3
    assert "run again" in said.err.lower()
    desk.pushed()
    assert desk.person.acts(desk.post()["id"]) == [ADDED]


@pytest.mark.parametrize("kind", [Kind.RESET, Kind.CUT, Kind.BAD_GATEWAY, Kind.LOGIN])
def test_a_change_without_an_answer_is_seen_to_have_arrived(desk, kind):
    desk.letter()
    desk.pushed()
    changed(desk)
    time.sleep(1.1)  # Ghost tells writes apart by the second
    said = desk.struck(Fault(kind, method="PUT", moment="after"))
    assert said.code == 0, said
    assert is_new(desk)
    assert writes_of(desk) == 0


def test_a_change_that_never_arrived_is_made_within_the_same_run(desk):
    desk.letter()
    desk.pushed()
    changed(desk)
    assert desk.struck(Fault(Kind.RESET, method="PUT")).code == 0
    assert is_new(desk)


def test_a_persons_edit_after_a_lost_change_is_left_alone(desk, person):
    desk.letter()
    desk.pushed()
    changed(desk)
    assert desk.struck(Fault(Kind.KILL, method="PUT", moment="after")).code < 0
    person.edits(desk.post()["id"], "It was cold", "It was hot")
    desk.letter(subject="A third subject")
    assert desk.push().code == 3
    assert "It was hot" in desk.post()["html"]


def test_a_persons_edit_between_look_and_write_is_left_alone(desk, person):
    desk.letter()
    desk.pushed()
    changed(desk)
    time.sleep(1.1)
    which = desk.post()["id"]
    with desk.through() as server:
        assert isinstance(server.remote, Gateway)
        server.remote.before = lambda request: (
            person.edits(which, "It was cold", "It was hot") if request.method == "PUT" else None
        )
        said = desk.push(url=server.root)
    assert said.code == 3
    assert "was changed meanwhile" in said.err
    assert "It was hot" in desk.post()["html"]
    assert desk.push().code == 3


def test_a_ghost_that_does_not_answer_in_time_is_asked_again_later(desk_of):
    desk = desk_of(more=", timeout: 1")
    desk.letter()
    said = desk.struck(Fault(Kind.HANG, method="POST", path="/posts/", moment="after"))
    assert said.code == 0
    assert writes_of(desk) == 0


# ── our own death ───────────────────────────────────────────────────────────────────────────────────────


def killing(*methods: str) -> list[Fault]:
    """A kill at each request of a push that makes these requests: before it arrives, after, and after the answer."""
    numbered = [(method, methods[: index + 1].count(method)) for index, method in enumerate(methods)]
    return [
        Fault(Kind.KILL, method=method, nth=nth, moment=moment)
        for method, nth in numbered
        for moment in ("before", "after", "answered")
    ]


@pytest.mark.parametrize("fault", killing("GET", "POST", "GET"), ids=str)
def test_a_push_that_dies_while_it_creates_is_healed_by_the_next(desk, fault):
    desk.letter()
    assert desk.struck(fault).code == -9
    said = desk.push()
    if said.code == 3:  # nobody can know yet whether it arrived
        time.sleep(desk.settles)
        said = desk.push()
    assert said.code == 0, said
    assert desk.person.acts(desk.post()["id"]) == [ADDED]
    assert writes_of(desk) == 0


@pytest.mark.parametrize("fault", killing("GET", "GET", "PUT", "GET"), ids=str)
def test_a_push_that_dies_while_it_changes_is_healed_by_the_next(desk, fault):
    desk.letter()
    desk.pushed()
    changed(desk)
    assert desk.struck(fault).code == -9
    desk.pushed()
    assert is_new(desk)
    assert writes_of(desk) == 0


def test_a_push_that_dies_and_loses_its_ledger_makes_no_second_draft(desk):
    desk.letter()
    assert desk.struck(Fault(Kind.KILL, method="POST", path="/posts/", moment="after")).code == -9
    desk.lose_ledger(witness=False)
    desk.pushed()
    assert desk.person.acts(desk.post()["id"]) == [ADDED]


def test_a_post_that_comes_after_our_death_is_waited_for_also_where_the_ledger_is_lost(desk_of):
    """What was begun a moment ago is remembered beside the ledger."""
    desk = desk_of(settles=25)
    desk.letter()
    with desk.through(Fault(Kind.KILL, method="POST", path="/posts/", moment="after")) as server:
        assert isinstance(server.remote, Gateway)
        server.remote.late = 12
        assert desk.push(url=server.root).code == -9
        desk.lose_ledger(witness=False)
        said = desk.push()
        assert said.code == 3
        assert "which the ledger does not know of any more; run again after" in said.out
        server.remote.settle()
    desk.pushed()
    assert desk.person.acts(desk.post()["id"]) == [ADDED]


def test_nobody_waits_for_an_answer_and_the_post_is_made_all_the_same(desk):
    desk.letter()
    with desk.through(Fault(Kind.KILL, method="POST", moment="after")) as server:
        assert isinstance(server.remote, Gateway)
        server.remote.abandons = True
        assert desk.push(url=server.root).code == -9
    said = desk.push()
    if said.code == 3:
        time.sleep(desk.settles)
        desk.pushed()
    assert desk.person.acts(desk.post()["id"]) == [ADDED]


def test_kills_at_many_instants_leave_one_draft_each(desk):
    slugs = [f"letter-{number}" for number in range(6)]
    for slug in slugs:
        desk.letter(slug)
    ended = [desk.killed_after(0.5 + 0.1 * number).code for number in range(16)]
    assert -9 in ended
    said = desk.push()
    if said.code == 3:
        time.sleep(desk.settles)
        desk.pushed()
    for slug in slugs:
        assert desk.person.acts(desk.post(slug)["id"]) == [ADDED]
    assert writes_of(desk) == 0


# ── ledgers that are lost, and old ones that come back ──────────────────────────────────────────────────


@pytest.mark.parametrize("witness", [True, False])
def test_a_lost_ledger_makes_no_second_draft(desk, witness):
    desk.letter()
    desk.pushed()
    desk.lose_ledger(witness=witness)
    assert writes_of(desk) == 0
    changed(desk)
    desk.pushed()
    assert is_new(desk)


def test_a_lost_ledger_does_not_overwrite_a_persons_edit(desk, person):
    desk.letter()
    desk.pushed()
    person.edits(desk.post()["id"], "It was cold", "It was hot")
    desk.lose_ledger()
    changed(desk)
    assert desk.push().code == 3
    assert "It was hot" in desk.post()["html"]


@pytest.mark.parametrize("act", SENT)
def test_an_old_ledger_makes_no_second_draft_also_of_what_was_sent_meanwhile(desk, person, act):
    desk.letter("lake")
    desk.pushed()
    shutil.copytree(desk.state, desk.root / "backup")
    desk.letter("river")
    desk.pushed()
    getattr(person, act)(desk.post("river")["id"])
    person.deletes(desk.post("lake")["id"])
    shutil.rmtree(desk.state)
    shutil.move(desk.root / "backup", desk.state)
    changed(desk, "river")
    changed(desk, "lake")
    assert desk.push().code == 3
    assert person.with_tag(desk.reference("lake")) == []
    assert not is_new(desk, "river")


def test_an_old_ledger_takes_our_own_later_change_for_ours(desk):
    desk.letter()
    desk.pushed()
    shutil.copytree(desk.state, desk.root / "backup")
    changed(desk)
    desk.pushed()
    shutil.rmtree(desk.state)
    shutil.move(desk.root / "backup", desk.state)
    desk.pushed()
    assert is_new(desk)
    assert writes_of(desk) == 0
    desk.letter(subject="A third subject")
    desk.pushed()
    assert desk.post()["email_subject"] == "A third subject"


# ── several at once ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("number", [2, 5])
def test_pushers_at_once_make_one_draft(desk, number):
    for slug in ("river", "lake"):
        desk.letter(slug)
    running = [desk.start("push", "--days", "3650", "--yes") for _ in range(number)]
    said = [desk.end(one) for one in running]
    assert [one for one in said if one.code and not (one.code == 3 and "run again after" in one.out)] == []
    desk.pushed()
    for slug in ("river", "lake"):
        assert desk.person.acts(desk.post(slug)["id"]) == [ADDED]


@pytest.mark.parametrize("number", [2, 4])
def test_pushers_with_a_ledger_each_end_with_one_draft(desk, number):
    """Two machines with a copy of the project: Ghost refuses no second post, so all but the oldest remove their own."""
    desk.letter()
    copies = [desk.root.parent / f"copy-{one}" for one in range(number)]
    for copy in copies:
        shutil.copytree(desk.root, copy)
    running = []
    root = desk.root
    for copy in copies:
        desk.root = copy
        running.append(desk.start("push", "--days", "3650", "--yes"))
    desk.root = root
    said = [desk.end(one) for one in running]
    assert {one.code for one in said} <= {0, 3}, said
    desk.post()
    desk.pushed()
    assert writes_of(desk) == 0


# ── the server's death ──────────────────────────────────────────────────────────────────────────────────


def test_a_ghost_that_dies_between_two_calls_holds_one_draft_afterwards(desk, site):
    desk.letter()
    with desk.through() as server:
        assert isinstance(server.remote, Gateway)
        server.remote.after = lambda request: site.kill() if request.method == "POST" else None
        said = desk.push(url=server.root)
    site.start()
    assert said.code == 1, said
    made = desk.post()["id"]
    desk.pushed()
    assert desk.post()["id"] == made
    assert writes_of(desk) == 0


@pytest.mark.parametrize("seconds", [0.0, 0.03, 0.06, 0.1])
def test_a_ghost_that_dies_while_it_creates_holds_one_draft_afterwards(desk, site, seconds):
    desk.letter()
    deaths = []

    def strike(request):
        if request.method == "POST" and not deaths:
            deaths.append(threading.Timer(seconds, site.kill))
            deaths[0].start()

    with desk.through() as server:
        assert isinstance(server.remote, Gateway)
        server.remote.before = strike
        said = desk.push(url=server.root)
    deaths[0].join()
    site.start()
    assert said.code in (1, 3), said
    again = desk.push()
    if again.code == 3:
        time.sleep(desk.settles)
        again = desk.push()
    assert again.code == 0, again
    assert desk.post()["email_subject"] == "A letter on the river"
    assert writes_of(desk) == 0


def test_a_ghost_that_dies_while_it_changes_holds_the_change_afterwards(desk, site):
    desk.letter()
    desk.pushed()
    changed(desk)
    with desk.through() as server:
        assert isinstance(server.remote, Gateway)
        server.remote.after = lambda request: site.kill() if request.method == "PUT" else None
        said = desk.push(url=server.root)
    site.start()
    assert said.code == 1, said
    desk.pushed()
    assert is_new(desk)
    assert writes_of(desk) == 0


def test_nothing_is_said_to_be_done_where_no_ghost_answers(desk, site):
    desk.letter()
    site.stop()
    try:
        assert desk.push().code == 1
    finally:
        site.start()
    desk.pushed()
    assert datetime.fromisoformat(desk.post()["created_at"])

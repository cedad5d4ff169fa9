"""The built-in service: its files, what it notices, and the `.eml` that mail programs open."""

from __future__ import annotations

import email
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publisher.errors import ConfigError, Conflict, ServiceError, Several
from publisher.model import Place
from publisher.services import Sender, Service, Status, available, open_service
from publisher.services.eml import InlineImage, Mail, address, eml

from tests.services.samples import NOON, picture, wanted, with_picture

REFERENCE = "k3v9-river-local-0123456789ab"


def outbox(root: Path, **options: object) -> Service:
    return open_service("local", "outbox", options, root=root, clock=lambda: NOON)


@pytest.fixture
def made(tmp_path):
    """A draft with a picture in a fresh outbox."""
    service = outbox(tmp_path)
    payload = service.payload(with_picture(wanted(), picture(tmp_path)), {})
    draft = service.create(payload, REFERENCE)
    return SimpleNamespace(service=service, payload=payload, draft=draft, folder=tmp_path / "outbox" / REFERENCE)


def parsed(folder: Path) -> EmailMessage:
    read = email.message_from_bytes((folder / "message.eml").read_bytes(), policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read


def mail(**changes: object) -> Mail:
    usual = Mail(
        "Subject",
        Sender("Example Notes", "hello@example.org"),
        NOON,
        "key",
        "https://example.org/leave",
        "Text\n",
        "<p>HTML</p>\n",
    )
    return replace(usual, **changes)


def read_back(made: Mail) -> EmailMessage:
    read = email.message_from_bytes(eml(made), policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read


# ── files ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_draft_is_four_files_and_its_pictures(made):
    assert sorted(path.name for path in made.folder.iterdir()) == [
        "draft.json",
        "message.eml",
        "message.html",
        "message.txt",
    ]
    assert [path.suffix for path in (made.folder.parent / "images").iterdir()] == [".jpg"]
    assert Path(made.draft.state.address) == made.folder / "message.eml"


def test_the_record_says_what_a_service_would_hold(made):
    record = json.loads((made.folder / "draft.json").read_text(encoding="utf-8"))
    told = {"id": REFERENCE, "reference": REFERENCE, "status": "draft", "subject": "Three leaders, one river"}
    assert told.items() <= record.items()
    assert record["created"] == record["modified"] == "2026-11-24T12:00:00+00:00"
    assert record["page"] == "https://example.org/letters/river/"
    assert set(record["written"]["files"]) == {"message.eml", "message.html", "message.txt"}


def test_the_html_shows_its_pictures_from_the_folder(made):
    html = (made.folder / "message.html").read_text(encoding="utf-8")
    [source] = re.findall(r'src="([^"]+)"', html)
    assert (made.folder / source).resolve().is_file()


def test_placeholders_become_real_text(made):
    html = (made.folder / "message.html").read_text(encoding="utf-8")
    text = (made.folder / "message.txt").read_text(encoding="utf-8")
    for content in (html, text):
        assert "Dear friend," in content
        assert "https://example.org/letters/river/" in content
        assert "mailto:hello@example.org?subject=Unsubscribe" in content
        assert "mailto:hello@example.org?subject=Preferences" in content
        assert "1 Mill Lane, Example" in content
        assert not re.search("[\ue000-\ue002]", content)


def test_values_are_escaped_in_html_and_plain_in_text(tmp_path):
    edition = wanted(page_url="https://example.org/?a=1&b=2", postal_address="Mill & Co\n1 Lane")
    payload = outbox(tmp_path).payload(edition, {})
    assert "?a=1&amp;b=2" in payload.html
    assert "Mill &amp; Co<br>1 Lane" in payload.html
    assert "?a=1&b=2" in payload.text
    assert "Mill & Co\n1 Lane" in payload.text


def test_without_a_page_the_browser_link_is_the_mail_itself(tmp_path):
    payload = outbox(tmp_path).payload(wanted(page_url=""), {})
    assert 'href="message.html"' in payload.html


def test_options_replace_the_unsubscribe_and_preferences_links(tmp_path):
    service = outbox(
        tmp_path, unsubscribe="https://example.org/leave", preferences="mailto:choose@example.org", folder="post"
    )
    service.create(service.payload(wanted(), {}), REFERENCE)
    text = (tmp_path / "post" / REFERENCE / "message.txt").read_text(encoding="utf-8")
    assert "https://example.org/leave" in text
    assert "mailto:choose@example.org" in text


def test_the_same_draft_has_the_same_bytes_anywhere(made, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    service = outbox(other)
    service.create(service.payload(with_picture(wanted(), picture(other)), {}), REFERENCE)
    for path in made.folder.iterdir():
        assert (other / "outbox" / REFERENCE / path.name).read_bytes() == path.read_bytes()


def test_a_draft_is_not_made_over_another(made):
    before = made.service.read(REFERENCE)
    with pytest.raises(Conflict):
        made.service.create(made.payload, REFERENCE)
    assert made.service.read(REFERENCE) == before


def test_a_picture_that_a_person_removed_comes_back_with_the_next_change(made):
    shutil.rmtree(made.folder.parent / "images")
    made.service.fill(made.draft, replace(made.payload, subject="New"), REFERENCE)
    assert len(list((made.folder.parent / "images").iterdir())) == 1


def test_a_folder_that_is_a_file_is_one_clear_line(tmp_path):
    (tmp_path / "outbox").write_text("in the way", encoding="utf-8")
    service = outbox(tmp_path)
    with pytest.raises(ServiceError, match=r"^services\.local: .+ Check the outbox folder") as caught:
        service.create(service.payload(wanted(), {}), REFERENCE)
    assert str(tmp_path) not in str(caught.value)


def test_no_draft_id_leads_out_of_the_folder(made, tmp_path):
    secret = tmp_path / "elsewhere"
    shutil.copytree(made.folder, secret)
    assert made.service.read("../elsewhere").status is Status.ABSENT


# ── what it notices ─────────────────────────────────────────────────────────────────────────────────────


def test_an_untouched_draft_vouches_for_its_content(made):
    state = made.service.read(REFERENCE)
    assert state.edited is False
    assert state.payload_digest == made.payload.digest
    assert (state.preheader, state.text) == (made.payload.preheader, made.payload.text)


@pytest.mark.parametrize("name", ["message.html", "message.txt", "message.eml"])
@pytest.mark.parametrize("change", ["edit", "remove"])
def test_a_changed_file_is_noticed(made, name, change):
    before = made.service.read(REFERENCE).digest
    if change == "edit":
        (made.folder / name).write_bytes((made.folder / name).read_bytes() + b" ")
    else:
        (made.folder / name).unlink()
    state = made.service.read(REFERENCE)
    assert state.edited is True
    assert state.digest != before
    assert state.status is Status.DRAFT


@pytest.mark.parametrize("key", ["subject", "preheader", "audience", "tags", "from_email", "new key"])
def test_a_changed_record_is_noticed(made, key):
    record = json.loads((made.folder / "draft.json").read_text(encoding="utf-8"))
    (made.folder / "draft.json").write_text(json.dumps(record | {key: "else"}), encoding="utf-8")
    assert made.service.read(REFERENCE).edited is True


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("sent", Status.SENT),
        ("scheduled", Status.SCHEDULED),
        ("trashed", Status.TRASHED),
        ("gone", Status.OTHER),
        (None, Status.OTHER),
    ],
)
def test_a_person_may_mark_what_became_of_a_draft(made, said, status):
    record = json.loads((made.folder / "draft.json").read_text(encoding="utf-8"))
    (made.folder / "draft.json").write_text(json.dumps(record | {"status": said}), encoding="utf-8")
    assert made.service.read(REFERENCE).status is status
    assert made.service.find([REFERENCE], None)[REFERENCE].state.status is status
    with pytest.raises(Conflict):
        made.service.fill(made.draft, made.payload, REFERENCE)


def test_a_draft_in_a_renamed_folder_is_found_and_changed_there(made):
    moved = made.folder.with_name("for Tuesday")
    made.folder.rename(moved)
    assert made.service.find([REFERENCE], None)[REFERENCE].state.edited is False
    made.service.fill(made.draft, replace(made.payload, text="New\n"), REFERENCE)
    assert (moved / "message.txt").read_text(encoding="utf-8") == "New\n"
    assert not made.folder.exists()


def test_of_a_copied_draft_the_one_in_its_own_folder_counts(made):
    copy = made.folder.with_name("a copy")
    shutil.copytree(made.folder, copy)
    (copy / "message.txt").write_text("Mine", encoding="utf-8")
    assert made.service.find([REFERENCE], None)[REFERENCE].state.edited is False


@pytest.mark.parametrize(
    "content", [b"", b'{"format": "publisher out', b"[]", b'{"format": "other"}', b"\xff\xfe", b"[" * 100_000]
)
def test_a_torn_or_foreign_record_under_our_name_is_reported_and_never_touched(made, content):
    (made.folder / "draft.json").write_bytes(content)
    state = made.service.find([REFERENCE], None)[REFERENCE].state
    assert state.status is Status.OTHER
    assert "torn or not from this program" in state.note
    with pytest.raises(Conflict):
        made.service.fill(made.draft, made.payload, REFERENCE)
    with pytest.raises(Conflict):
        made.service.create(made.payload, REFERENCE)
    assert (made.folder / "draft.json").read_bytes() == content


def test_foreign_files_beside_the_drafts_are_ignored(made):
    for name, content in (
        ("notes/draft.json", "{"),
        ("other/draft.json", '{"reference": "x"}'),
        ("readme.txt", "Hello"),
    ):
        path = made.folder.parent / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
    assert set(made.service.find([REFERENCE], None)) == {REFERENCE}


def test_a_folder_without_a_record_is_no_draft(made):
    (made.folder / "draft.json").unlink()
    assert made.service.find([REFERENCE], None) == {}
    assert made.service.read(REFERENCE).status is Status.ABSENT


def test_a_record_with_its_parts_broken_by_hand_still_reads(made):
    record = json.loads((made.folder / "draft.json").read_text(encoding="utf-8"))
    (made.folder / "draft.json").write_text(
        json.dumps(record | {"written": 3, "writing": "x", "modified": []}), encoding="utf-8"
    )
    state = made.service.read(REFERENCE)
    assert (state.status, state.edited, state.modified) == (Status.DRAFT, True, None)


STORM = """
import json, os, sys
from dataclasses import replace
from pathlib import Path
from tests.services.samples import NOON, wanted, message
from publisher.services import Draft, RemoteState, Status, open_service

def outbox(root):
    return open_service("local", "outbox", {}, root=root, clock=lambda: NOON)

def child(act):
    pid = os.fork()
    if pid == 0:
        try:
            act()
        except BaseException:
            os._exit(3)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

def dying(root, number, act):
    count = [0]
    def hook(event, args):
        if event in {"open", "os.rename", "os.remove", "os.mkdir"} and str(args[0]).startswith(str(root)):
            count[0] += 1
            if count[0] == number:
                os._exit(9)
    def run():
        sys.addaudithook(hook)
        act()
    return child(run)

base = Path(sys.argv[1])
REF = Draft("ref", RemoteState(Status.DRAFT, "ref"))
contents = [outbox(base).payload(replace(wanted(), message=message(f"Version {n}", text=f"{n}\\n")), {}) for n in range(3)]
for number in range(1, 200):
    root = base / str(number)
    root.mkdir()
    service = outbox(root)
    code = dying(root, number, lambda: service.create(contents[0], "ref"))
    found = service.find(["ref"], None).get("ref")
    made = found.state.edited if found else "absent"
    if not found:
        service.create(contents[0], "ref")
    broken = dying(root, number, lambda: service.fill(REF, contents[1], "ref"))
    once = service.read("ref").edited
    dying(root, number + 1, lambda: service.fill(REF, contents[2], "ref"))
    twice = service.read("ref").edited
    service.fill(REF, contents[1], "ref")
    state = service.read("ref")
    whole = state.payload_digest == contents[1].digest and state.text == "1\\n" and state.edited is False
    print(json.dumps([number, code, broken, made, once, twice, whole]))
    if code == broken == 0:
        break
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills are injected into forked processes")
def test_a_process_killed_at_any_file_operation_leaves_no_torn_draft_and_no_false_edit(tmp_path):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", STORM, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert not done.stderr
    rounds = [json.loads(line) for line in done.stdout.splitlines()]
    killed = [one for one in rounds if one[1] == 9]
    assert len(killed) >= 15
    assert rounds[-1][1:3] == [0, 0]
    for number, _, _, made, once, twice, whole in rounds:
        assert made in ("absent", False), number
        assert once is False, number
        assert twice is False, number
        assert whole is True, number


# ── the mail ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_eml_reads_back_without_defects_text_first(made):
    read = parsed(made.folder)
    assert [part.defects for part in read.walk()] == [[], [], [], [], []]
    types = [part.get_content_type() for part in read.walk()]
    assert types == ["multipart/alternative", "text/plain", "multipart/related", "text/html", "image/jpeg"]
    assert read.get_body(("plain",)).get_content().splitlines() == made.payload.text.splitlines()


def test_the_eml_carries_its_pictures_inside(made):
    read = parsed(made.folder)
    [image] = [part for part in read.walk() if part.get_content_maintype() == "image"]
    assert image.get_content() == made.payload.images[0].file.read_bytes()
    assert image.get_content_disposition() == "inline"
    html = read.get_body(("html",)).get_content()
    assert f'src="cid:{image["Content-ID"].strip("<>")}"' in html
    assert "../images" not in html
    [related] = [part for part in read.walk() if part.get_content_type() == "multipart/related"]
    assert related.get_param("type") == "text/html"


def test_the_headers_say_who_when_and_how_to_leave(made):
    read = parsed(made.folder)
    assert read["From"].addresses[0].display_name == "Example Notes"
    assert read["From"].addresses[0].addr_spec == "hello@example.org"
    assert read["Reply-To"].addresses[0].addr_spec == "hello@example.org"
    assert read["Date"].datetime == NOON
    assert re.fullmatch(r"<[0-9a-f]{32}@example\.org>", read["Message-ID"])
    assert read["X-Unsent"] == "1"
    assert read["List-Unsubscribe"] == "<mailto:hello@example.org?subject=Unsubscribe>"
    assert read["List-Unsubscribe-Post"] is None
    assert read["MIME-Version"] == "1.0"


def test_one_click_stands_only_beside_an_https_address():
    assert read_back(mail())["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert read_back(mail(unsubscribe="mailto:a@example.org"))["List-Unsubscribe-Post"] is None


def test_each_version_of_a_mail_has_its_own_id():
    assert read_back(mail(key="one"))["Message-ID"] != read_back(mail(key="two"))["Message-ID"]


def test_a_date_keeps_its_zone():
    london = datetime(2026, 6, 1, 9, tzinfo=UTC).astimezone(tz=None)
    assert read_back(mail(date=london))["Date"].datetime == london


def test_a_mail_without_pictures_is_an_alternative_of_two():
    assert [part.get_content_type() for part in read_back(mail()).walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]


def lines_are_sound(raw: bytes) -> bool:
    """CRLF everywhere, and no line over 998 bytes (RFC 5322 §2.1.1)."""
    return (
        b"\n" not in raw.replace(b"\r\n", b"")
        and b"\r" not in raw.replace(b"\r\n", b"")
        and max(map(len, raw.split(b"\r\n"))) <= 998
    )


words = st.text(st.characters(codec="utf-8", exclude_characters="\ue000\ue001\ue002"), max_size=200)


@given(words)
def test_any_subject_comes_back_and_adds_no_header(subject):
    raw = eml(mail(subject=subject))
    read = email.message_from_bytes(raw, policy=policy.default)
    assert lines_are_sound(raw)
    assert (
        read["Subject"].split()
        == "".join(
            " " if not character.isprintable() and character in _BREAKS else character for character in subject
        ).split()
    )
    assert [part.defects for part in read.walk()] == [[], [], []]
    assert sorted(read.keys()) == sorted(read_back(mail()).keys())


_BREAKS = {chr(code) for code in (*range(32), *range(0x7F, 0xA0), 0x2028, 0x2029)}


@given(words)
def test_any_sender_name_comes_back_and_adds_no_header(name):
    raw = eml(mail(sender=Sender(name, "hello@example.org")))
    read = email.message_from_bytes(raw, policy=policy.default)
    assert lines_are_sound(raw)
    assert [one.addr_spec for one in read["From"].addresses] == ["hello@example.org"]
    assert sorted(read.keys()) == sorted(read_back(mail()).keys())


def ended(content: str) -> str:
    """With one kind of line end, and one at the end."""
    return content.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")


@given(words, words)
def test_any_text_and_html_come_back(text, html):
    raw = eml(mail(text=text, html=html))
    read = email.message_from_bytes(raw, policy=policy.default)
    assert lines_are_sound(raw)
    for kind, content in (("plain", text), ("html", html)):
        assert ended(read.get_body((kind,)).get_content()) == ended(content)


@pytest.mark.parametrize(
    "subject",
    [
        "a\r\nBcc: all@example.org",
        "a\nBcc: all@example.org",
        "a\u2028Bcc: x",
        "=?utf-8?q?a=0D=0ABcc=3A_all=40example=2Eorg?=",
        "x" * 2000,
        "é" * 2000,
    ],
)
def test_a_subject_cannot_inject_a_header(subject):
    raw = eml(mail(subject=subject, sender=Sender(subject, "hello@example.org")))
    read = email.message_from_bytes(raw, policy=policy.default)
    assert read["Bcc"] is None
    assert not re.search(rb"^bcc:", raw, re.IGNORECASE | re.MULTILINE)
    assert lines_are_sound(raw)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "nobody",
        "a b@example.org",
        "a@b@example.org",
        "a@example.org\r\nBcc: x@example.org",
        "<a@example.org>",
        "a..b@example.org",
        "é@example.org",
        "a@",
        "a@-",
    ],
)
def test_an_address_that_no_header_can_hold_is_refused(written):
    with pytest.raises(ServiceError):
        address(written)


def test_a_domain_with_letters_beyond_ascii_is_written_in_idna():
    assert address("hello@bücher.example") == "hello@xn--bcher-kva.example"


def test_a_picture_of_the_mail_is_named_and_typed():
    image = InlineImage("a-600.png", "image/png", b"\x89PNG", "a-600.png@example.org")
    [part] = [part for part in read_back(mail(images=(image,))).walk() if part.get_content_type() == "image/png"]
    assert part.get_filename() == "a-600.png"
    assert part["Content-ID"] == "<a-600.png@example.org>"


# ── opening ─────────────────────────────────────────────────────────────────────────────────────────────


def test_the_outbox_is_available_by_name():
    assert "outbox" in available()


def test_an_unknown_service_is_an_error_with_a_suggestion(tmp_path):
    places = {"services.local.use": Place("config.yaml", 12, 5)}
    with pytest.raises(ConfigError) as caught:
        open_service("local", "outbx", {}, root=tmp_path, clock=lambda: NOON, places=places)
    assert (
        str(caught.value) == "config.yaml:12:5: services.local.use: there is no service 'outbx'. Did you mean 'outbox'?"
    )


def test_an_unknown_option_is_an_error_with_place_and_suggestion(tmp_path):
    places = {"services.local.foldr": Place("config.yaml", 13, 5)}
    with pytest.raises(ConfigError) as caught:
        open_service("local", "outbox", {"foldr": "x"}, root=tmp_path, clock=lambda: NOON, places=places)
    assert str(caught.value) == "config.yaml:13:5: services.local.foldr: unknown key. Did you mean 'folder'?"


def test_every_wrong_option_is_reported_at_once_without_its_value(tmp_path):
    places = {"services.local": Place("config.yaml", 11, 3)}
    options = {"unsubscribe": "javascript:hunter2", "folder": ["hunter2"]}
    with pytest.raises(Several) as caught:
        open_service("local", "outbox", options, root=tmp_path, clock=lambda: NOON, places=places)
    assert len(caught.value.errors) == 2
    for line in str(caught.value).splitlines():
        assert line.startswith("config.yaml:11:3: services.local.")
    chain = f"{caught.value!r} {caught.value.__context__!r} {caught.value.__cause__!r}"
    assert "hunter2" not in chain


@pytest.mark.parametrize(
    "value",
    [
        "http://example.org",
        "https://example.org/ x",
        "mailto:a@b.org>\r\nBcc: x",
        "x" * 1000,
        "https://example.org/" + "x" * 1000,
    ],
)
def test_an_unsubscribe_address_must_fit_a_header(tmp_path, value):
    with pytest.raises(ConfigError):
        outbox(tmp_path, unsubscribe=value)


def test_opening_makes_no_folder(tmp_path):
    outbox(tmp_path).account()
    assert outbox(tmp_path).find([REFERENCE], NOON - timedelta(days=1)) == {}
    assert not list(tmp_path.iterdir())


PACKAGE = {
    "foreign_service.py": "from publisher.services.outbox import Outbox\n\nclass Foreign(Outbox):\n    pass\n\nclass Other:\n    pass\n",
    "foreign_service-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: foreign-service\nVersion: 1.0\n",
    "foreign_service-1.0.dist-info/entry_points.txt": (
        "[publisher.services]\nforeign = foreign_service:Foreign\nother = foreign_service:Other\n"
        "gone = no_such_module:Gone\noutbox = foreign_service:Other\n"
    ),
}


@pytest.fixture
def foreign(tmp_path, monkeypatch):
    """An installed package that offers services."""
    for name, content in PACKAGE.items():
        path = tmp_path / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))


@pytest.mark.usefixtures("foreign")
def test_a_service_of_an_installed_package_is_found(tmp_path):
    assert {"foreign", "outbox"} <= set(available())
    service = open_service("local", "foreign", {}, root=tmp_path, clock=lambda: NOON)
    assert type(service).__name__ == "Foreign"


@pytest.mark.usefixtures("foreign")
def test_no_package_takes_over_a_built_in_name(tmp_path):
    assert type(outbox(tmp_path)).__name__ == "Outbox"


@pytest.mark.usefixtures("foreign")
@pytest.mark.parametrize(("use", "what"), [("other", "is no service"), ("gone", "cannot be loaded")])
def test_a_broken_foreign_service_is_one_clear_line(tmp_path, use, what):
    with pytest.raises(ConfigError, match=what):
        open_service("local", use, {}, root=tmp_path, clock=lambda: NOON)

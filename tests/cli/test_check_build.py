"""`publisher check`, `build` and `publish`: proofs, the site, and what is kept out of it."""

from __future__ import annotations

import hashlib
import json
import threading
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import feedparser
import pytest
from publisher.project import Project

from tests.cli.conftest import CONFIG, FUTURE, POST, Tell, snapshot


def misquote(root: Path) -> None:
    path = root / "campaigns" / "a-post.md"
    path.write_text(path.read_text().replace("every lorry", "every wagon"))


def pages(root: Path) -> list[Path]:
    """The files of the built site, without what the program notes for itself beside them."""
    return [path for path in (root / "public").rglob("*") if path.is_file() and not path.name.startswith(".")]


# ── check ───────────────────────────────────────────────────────────────────────────────────────────────


def test_the_example_passes_every_check(example: Project, tell: Tell) -> None:
    said = tell("-p", str(example.root), "check")
    assert (said.code, said.errors) == (0, [])
    assert said.out.endswith("\n4 campaigns, 8 of 9 quotations proven, 1 note\n")
    assert said.out.startswith("campaigns/a-volunteer-writes.md:29: note: “We’ve lost a corner piece,” is not in")


def test_one_changed_word_stops_the_build_with_file_line_page_and_the_nearest_words(
    example: Project, tell: Tell
) -> None:
    path = example.campaigns / "open-doors-what-we-learned.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("I mean an ordinary one", "I mean an usual one"), encoding="utf-8")
    line = text[: text.index("> Fund a Thursday")].count("\n") + 1
    said = tell("-p", str(example.root), "build")
    assert (said.code, said.out) == (1, "")
    assert said.errors[0].startswith(
        f"campaigns/open-doors-what-we-learned.md:{line}: this quotation is not in campaigns/reports/open-doors.pdf;"
        " nearest is page 10, which says “ordinary” for “usual”: “Fund a Thursday. I mean an ordinary one"
    )
    assert said.errors[1].startswith("1 error in campaigns, so nothing was built")
    assert len(said.errors) == 2
    assert not (example.root / "public").exists()


AMINA = "Amina Rahman, chief executive, Example Trust"


def test_check_explains_each_proof(small: Path, tell: Tell) -> None:
    said = tell("check", "--explain", "a-post")
    assert said.code == 0
    assert said.out.splitlines() == [
        "campaigns/a-post.md:10: exact, campaigns/reports/bridges.txt, “What the bridges carry”, paragraph 1",
        "  printed  We counted every lorry twice, and then we counted them again.",
        "  source   We counted every lorry twice, and then we counted them again.",
        f"  speaker  {AMINA}; in the report {AMINA} (97%)",
        "campaigns/a-post.md:8: name “Amina Rahman” same",
        "1 campaign, 1 of 1 quotation proven, nothing wrong",
    ]


def test_check_takes_slugs_and_file_names(small: Path, tell: Tell) -> None:
    assert "2 campaigns" in tell("check", "a-post", "campaigns/a-letter.md").out
    assert "1 campaign," in tell("check", "a-post", "a-post.md").out


def test_check_says_everything_as_json(small: Path, tell: Tell) -> None:
    misquote(small)
    said = tell("check", "--json")
    assert said.code == 1
    found = json.loads(said.out)
    assert [(one["rule"], one["severity"], one["where"]["line"]) for one in found["findings"]] == [
        ("quotation-not-found", "error", 10)
    ]
    assert [proof["verdict"] for proof in found["proofs"]["campaigns/a-post.md"]] == ["not found"]


def test_what_is_wrong_in_a_draft_is_found_and_stops_nothing(small: Path, tell: Tell) -> None:
    path = small / "campaigns" / "a-draft.md"
    path.write_text(path.read_text() + "\n[here](nowhere.pdf)\n")
    said = tell("check")
    assert (said.code, said.out.splitlines()[0]) == (
        1, "campaigns/a-draft.md:7: the link to `nowhere.pdf`: there is no such file below campaigns/"
    )  # fmt: skip
    assert tell("build").code == 0


# ── build ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_second_build_touches_nothing_and_says_so(small: Path, tell: Tell) -> None:
    first = tell("build")
    assert first.code == 0
    assert "new" in first.out
    before = snapshot(small)
    assert tell("build").out.endswith(" files, nothing to do\n")
    assert snapshot(small) == before


def test_a_build_without_its_memory_is_the_same_byte_for_byte(small: Path, tell: Tell) -> None:
    def digests() -> dict[str, str]:
        return {path.as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in pages(small)}

    tell("build")
    before = digests()
    for folder in ("public", ".publisher"):
        (small / folder).rename(small.parent / folder)
    tell("build", "--json")
    assert digests() == before


def test_nothing_of_the_future_or_of_a_draft_is_anywhere(small: Path, tell: Tell) -> None:
    words = [b"Nobody may read this yet", b"unopened words", b"a-future", b"secret-plans", b"thing of the future",
             b"2027", b"Never finished", b"unfinished words", b"a-draft"]  # fmt: skip
    assert tell("build").code == 0
    files = pages(small)
    assert {"index.html", "feed.xml", "atom.xml", "feed.json", "sitemap.xml"} <= {path.name for path in files}
    for path in files:
        data = path.read_bytes()
        assert not [word for word in words if word in data or word.decode() in path.as_posix()], path


def test_what_the_future_held_appears_at_its_minute(small: Path, tell: Tell) -> None:
    page = small / "public" / "posts" / "a-future" / "index.html"
    tell("build", at=datetime(2027, 2, 1, 8, 59, 59, tzinfo=UTC))
    assert not page.exists()
    tell("build", at=datetime(2027, 2, 1, 9, 0, tzinfo=UTC))
    assert page.exists()
    (small / "campaigns" / "a-future.md").write_text(FUTURE.replace("2027", "2028"))
    said = tell("build", at=datetime(2027, 2, 1, 9, 0, tzinfo=UTC))
    assert "removed" in said.out
    assert not page.exists()


def test_feedparser_reads_the_built_feed_back_with_all_its_fields(small: Path, tell: Tell) -> None:
    tell("build")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # feedparser's own
        found = feedparser.parse((small / "public" / "feed.xml").read_bytes())
    assert not found.bozo
    assert (found.version, found.feed.title, found.feed.link) == ("rss20", "Bridge Notes", "https://notes.example.org/")
    assert found.feed.language == "en-GB"
    (entry,) = found.entries
    assert entry.title == "What the bridges carry"
    assert entry.link == "https://notes.example.org/posts/a-post/"
    assert entry.id
    assert entry.published_parsed[:5] == (2026, 11, 3, 9, 0)
    assert entry.summary == "A report on bridges, and on who counted what."
    assert [tag.term for tag in entry.tags] == ["bridges"]
    assert "We counted every lorry twice" in entry.content[0].value


@pytest.mark.parametrize("verb", ["build", "publish", "plan", "push"])
def test_findings_that_stand_in_the_way_are_json_too(verb: str, small: Path, tell: Tell) -> None:
    path = small / "campaigns" / "a-post.md"
    path.write_text(POST.replace("report:", "channels: [blog, newsletter]\nreport:").replace("twice", "thrice"))
    said = tell(verb, "--json")
    assert said.code == 1
    assert [finding["rule"] for finding in json.loads(said.out)["findings"]] == ["quotation-not-found"]
    assert said.errors[0].startswith("campaigns/a-post.md:11: this quotation is not in")


def test_a_build_as_json_says_what_was_written(small: Path, tell: Tell) -> None:
    found = json.loads(tell("build", "--json").out)
    assert (found["editions"], found["proven"], found["findings"]) == (2, 1, [])
    assert found["written"]["new"] == len(pages(small))
    assert found["output"] == (small / "public").as_posix()


def test_files_of_others_in_the_output_folder_are_named_and_left_alone(small: Path, tell: Tell) -> None:
    (small / "public").mkdir()
    (small / "public" / "CNAME").write_text("notes.example.org")
    said = tell("build")
    assert "public/: 1 file that no build wrote, left alone: CNAME" in said.out.splitlines()
    assert (small / "public" / "CNAME").exists()


# ── publish ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def served(small: Path) -> Iterator[str]:
    """The address at which the folder `www` is served."""
    (small / "www").mkdir()
    handler = partial(_Quiet, directory=str(small / "www"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


def publishing(small: Path, url: str, command: str) -> None:
    text = CONFIG.replace("https://notes.example.org", url)
    (small / "config.yaml").write_text(f"{text}publish: {{command: {command}}}\n")


def test_publish_without_a_way_says_that_the_folder_is_served(small: Path, tell: Tell) -> None:
    said = tell("publish")
    assert (said.code, said.errors) == (0, [])
    assert said.out.splitlines()[-1] == "config.yaml has no `publish`: the folder is served as it is"
    assert json.loads(tell("publish", "--json").out)["handed_on"] is None


def test_publish_hands_the_folder_on_and_sees_the_feed(served: str, small: Path, tell: Tell) -> None:
    publishing(small, served, '[cp, -r, "{output}/.", www]')
    said = tell("publish")
    assert (said.code, said.errors) == (0, [])
    assert said.out.splitlines()[-1] == f"{served}/feed.xml shows this build (seen after 1 look)"
    assert (small / "www" / "posts" / "a-post" / "index.html").is_file()
    assert json.loads(tell("publish", "--json").out)["looks"] == 1


def test_a_command_that_fails_is_one_line_and_exit_1(small: Path, tell: Tell) -> None:
    for command in ('[sh, -c, "echo no room >&2; exit 3"]', "[no-such-program]"):
        publishing(small, "https://notes.example.org", command)
        said = tell("publish")
        assert (said.code, len(said.errors)) == (1, 1)

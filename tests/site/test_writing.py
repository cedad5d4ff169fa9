"""site/writing.py: what the output folder holds after a build, and what it never does."""

import json
import multiprocessing
import os
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from publisher.errors import SiteError
from publisher.model import WantedFile
from publisher.site import Written, write
from publisher.site.filelist import BEGUN, LIST, LOCK, OURS, is_safe


def files(**contents: str) -> list[WantedFile]:
    """Wanted files; `__` in a name stands for a slash."""
    return [WantedFile(name.replace("__", "/"), text.encode()) for name, text in contents.items()]


def tree(folder: Path) -> dict[str, str]:
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_text() for name, path in found.items() if name not in OURS}


def test_the_folder_holds_what_is_wanted(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "public"
    assert write(files(a="1", b__c__d="2"), out) == Written(new=2)
    assert tree(out) == {"a": "1", "b/c/d": "2"}


def test_a_second_run_writes_nothing_at_all(tmp_path: Path) -> None:
    wanted = files(a="1", b__c="2")
    write(wanted, tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    done = write(wanted, tmp_path)
    assert done == Written(unchanged=2)
    assert done.nothing
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_only_what_differs_is_replaced_and_by_renaming(tmp_path: Path) -> None:
    write(files(a="1", b="2"), tmp_path)
    open_before = (tmp_path / "a").open()
    inode = (tmp_path / "b").stat().st_ino
    assert write(files(a="changed", b="2"), tmp_path) == Written(changed=1, unchanged=1)
    with open_before:
        assert open_before.read() == "1"  # a reader who has it open keeps the whole old file
    assert (tmp_path / "b").stat().st_ino == inode
    assert tree(tmp_path) == {"a": "changed", "b": "2"}


def test_what_is_ours_and_not_wanted_goes_with_its_empty_folders(tmp_path: Path) -> None:
    write(files(a="1", b__c__d="2", b__e="3"), tmp_path)
    (tmp_path / "mine").write_text("mine")
    done = write(files(a="1"), tmp_path)
    assert done.removed == ("b/c/d", "b/e")
    assert tree(tmp_path) == {"a": "1", "mine": "mine"}
    assert not (tmp_path / "b").exists()


def test_a_folder_with_a_stranger_s_file_stays(tmp_path: Path) -> None:
    write(files(b__c="1"), tmp_path)
    (tmp_path / "b" / "notes").write_text("mine")
    write(files(a="1"), tmp_path)
    assert tree(tmp_path) == {"a": "1", "b/notes": "mine"}


def test_a_file_of_ours_that_somebody_changed_is_left_and_named(tmp_path: Path) -> None:
    write(files(a="1", b="2"), tmp_path)
    (tmp_path / "b").write_text("edited by hand")
    done = write(files(a="1"), tmp_path)
    assert (done.removed, done.left) == ((), ("b",))
    assert tree(tmp_path)["b"] == "edited by hand"


def test_a_changed_file_that_is_wanted_is_set_right(tmp_path: Path) -> None:
    write(files(a="1"), tmp_path)
    (tmp_path / "a").write_text("edited")
    assert write(files(a="1"), tmp_path) == Written(changed=1)
    assert tree(tmp_path) == {"a": "1"}


def test_a_touched_file_with_the_same_bytes_is_not_written(tmp_path: Path) -> None:
    write(files(a="1"), tmp_path)
    os.utime(tmp_path / "a", (1, 1))
    assert write(files(a="1"), tmp_path) == Written(unchanged=1)
    assert (tmp_path / "a").stat().st_mtime == 1


def test_without_the_list_nothing_is_deleted_only_named(tmp_path: Path) -> None:
    write(files(a="1", old="2"), tmp_path)
    (tmp_path / LIST).unlink()
    done = write(files(a="1", new="3"), tmp_path)
    assert done == Written(new=1, unchanged=1, left=("old",))
    assert tree(tmp_path) == {"a": "1", "old": "2", "new": "3"}


def test_a_stranger_s_file_in_the_way_is_refused_and_kept(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("mine")
    with pytest.raises(SiteError, match=r"index\.html: is in the way: it was not written by us"):
        write([WantedFile("index.html", b"ours")], tmp_path)
    assert tree(tmp_path) == {"index.html": "mine"}


def test_a_stranger_s_file_with_our_very_bytes_becomes_ours(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    assert write(files(a="1"), tmp_path) == Written(unchanged=1)
    assert write(files(b="1"), tmp_path).removed == ("a",)


@pytest.mark.parametrize(
    "path",
    [
        "../x",
        "/etc/x",
        "a/../../x",
        "a//b",
        "",
        ".",
        "a/./b",
        "a\\b",
        "C:x",
        "a\nb",
        "a\0b",
        "x" * 300,
        LIST,
        BEGUN,
        LOCK,
    ],
)
def test_a_path_that_leads_out_or_cannot_be_is_refused(tmp_path: Path, path: str) -> None:
    out = tmp_path / "public"
    with pytest.raises(SiteError, match="not a path inside the output folder"):
        write([WantedFile(path, b"1")], out)
    assert [path.name for path in tmp_path.iterdir()] == ["public"]
    assert tree(out) == {}


def test_a_link_that_leads_elsewhere_is_refused(tmp_path: Path) -> None:
    out, elsewhere = tmp_path / "public", tmp_path / "elsewhere"
    elsewhere.mkdir()
    out.mkdir()
    (out / "posts").symlink_to(elsewhere)
    with pytest.raises(SiteError, match="is a link"):
        write(files(posts__x="1"), out)
    assert list(elsewhere.iterdir()) == []


def test_a_file_that_is_a_link_is_refused_and_its_target_kept(tmp_path: Path) -> None:
    out, target = tmp_path / "public", tmp_path / "target"
    target.write_text("precious")
    out.mkdir()
    (out / "a").symlink_to(target)
    with pytest.raises(SiteError, match="in the way"):
        write(files(a="1"), out)
    assert target.read_text() == "precious"


def test_nothing_is_removed_through_a_link(tmp_path: Path) -> None:
    out, elsewhere = tmp_path / "public", tmp_path / "elsewhere"
    write(files(a="1", posts__x="2"), out)
    (out / "posts").rename(elsewhere)
    (out / "posts").symlink_to(elsewhere)
    done = write(files(a="1"), out)
    assert (done.removed, done.left) == ((), ("posts/x",))
    assert (elsewhere / "x").read_text() == "2"


def test_the_output_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "public").symlink_to(tmp_path / "real")
    write(files(a__b="1"), tmp_path / "public")
    assert write(files(c="1"), tmp_path / "public").removed == ("a/b",)
    assert tree(tmp_path / "real") == {"c": "1"}


def test_a_page_may_become_a_folder(tmp_path: Path) -> None:
    write(files(a="1"), tmp_path)
    assert write(files(a__b="2"), tmp_path).removed == ("a",)
    assert tree(tmp_path) == {"a/b": "2"}


def test_a_stranger_s_file_where_a_folder_should_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("mine")
    with pytest.raises(SiteError, match="in the way"):
        write(files(a__b="2"), tmp_path)
    assert tree(tmp_path) == {"a": "mine"}


def test_two_files_of_one_path_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match="wanted twice"):
        write([WantedFile("a", b"1"), WantedFile("a", b"2")], tmp_path)


def test_files_are_copied_and_an_unchanged_one_is_known_without_reading(tmp_path: Path) -> None:
    source, out = tmp_path / "picture", tmp_path / "public"
    source.write_bytes(b"12345")
    assert write([WantedFile("images/p", source)], out) == Written(new=1)
    source.chmod(0)  # root may read it all the same; the stamp says that nobody needs to
    assert write([WantedFile("images/p", source)], out) == Written(unchanged=1)
    source.chmod(0o644)
    source.write_bytes(b"54321")
    assert write([WantedFile("images/p", source)], out) == Written(changed=1)
    assert (out / "images/p").read_bytes() == b"54321"


def test_a_missing_source_is_named(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match=r"gone\.png"):
        write([WantedFile("a", tmp_path / "gone.png")], tmp_path / "public")


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"format": 1, "files": {"a": [1]}}', '{"format": 99, "files": {}}']
)
def test_a_list_that_cannot_be_trusted_is_refused_in_one_line(tmp_path: Path, content: str) -> None:
    write(files(a="1"), tmp_path)
    (tmp_path / LIST).write_text(content)
    with pytest.raises(SiteError, match=LIST) as raised:
        write(files(b="1"), tmp_path)
    assert "\n" not in str(raised.value)
    assert tree(tmp_path) == {"a": "1"}


def test_a_list_that_names_files_outside_removes_none_of_them(tmp_path: Path) -> None:
    out, victim = tmp_path / "public", tmp_path / "victim"
    write(files(a="1"), out)
    victim.write_text("precious")
    content = json.loads((out / LIST).read_text())
    content["files"]["../victim"] = content["files"]["a"]
    (out / LIST).write_text(json.dumps(content))
    (out / BEGUN).write_text("../victim\n")
    write(files(b="1"), out)
    assert victim.read_text() == "precious"


def test_after_a_failure_the_next_run_goes_on(tmp_path: Path) -> None:
    def failing() -> Iterator[WantedFile]:
        yield from files(a="1", b="2", c="3")
        raise RuntimeError

    write(files(a="old", gone="x"), tmp_path)
    with pytest.raises(RuntimeError):
        write(failing(), tmp_path)
    assert tree(tmp_path) == {"a": "1", "b": "2", "c": "3", "gone": "x"}
    done = write(files(b="new"), tmp_path)
    assert (done.changed, done.removed, done.left) == (1, ("a", "c", "gone"), ())
    assert tree(tmp_path) == {"b": "new"}


def _slow_build(folder: str) -> None:
    def slowly() -> Iterator[WantedFile]:
        for number in range(1000):
            yield WantedFile(f"posts/{number}/index.html", b"x" * 5000)
            time.sleep(0.001)

    write(slowly(), Path(folder))


def test_after_a_kill_the_next_run_knows_what_was_ours(tmp_path: Path) -> None:
    process = multiprocessing.get_context("spawn").Process(target=_slow_build, args=(str(tmp_path),))
    process.start()
    while not (tmp_path / "posts" / "5" / "index.html").exists():
        time.sleep(0.005)
    with pytest.raises(SiteError, match="another build is writing here"):
        write(files(a="1"), tmp_path)
    assert process.pid
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    (tmp_path / "posts" / "0" / "index.html.publisher-new").write_text("half")
    done = write([WantedFile("posts/0/index.html", b"new")], tmp_path)
    assert done.changed == 1
    assert len(done.removed) >= 5
    assert tree(tmp_path) == {"posts/0/index.html": "new"}


names = st.text(st.sampled_from("abc/"), min_size=1, max_size=6).filter(is_safe)


def _fits(site: dict[str, str]) -> bool:
    return not any(other.startswith(f"{name}/") for name in site for other in site)


sites = st.dictionaries(names, st.sampled_from(["", "1", "22"]), max_size=6).filter(_fits)


@settings(max_examples=80, deadline=None)
@given(states=st.lists(sites, min_size=1, max_size=4))
def test_whatever_was_built_before_the_folder_holds_the_last_site(states: list[dict[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for state in states:
            wanted = [WantedFile(path, text.encode()) for path, text in state.items()]
            if any((folder / path).is_dir() for path in state):  # a folder of the last site where a file should be
                with pytest.raises(SiteError, match="in the way"):
                    write(wanted, folder)
                return
            done = write(wanted, folder)
            assert tree(folder) == state
            assert done.new + done.changed + done.unchanged == len(state)
            assert write(wanted, folder).nothing


def test_a_thousand_posts_are_written_in_a_moment(tmp_path: Path) -> None:
    wanted = [WantedFile(f"posts/{number}/index.html", b"x" * 9000) for number in range(1000)]
    begun = time.process_time()
    write(wanted, tmp_path)
    assert write(wanted, tmp_path).unchanged == 1000
    assert time.process_time() - begun < 2

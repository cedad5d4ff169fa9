"""A project on disk: where it is found, what its paths are, what ships with the program."""

from pathlib import Path

import pytest
from publisher import project
from publisher.errors import ProjectError
from publisher.project import Project


def test_a_project_is_found_from_any_folder_in_it(example: Project) -> None:
    assert project.find(example.campaigns / "reports") == example


def test_a_project_is_found_by_its_folder_or_its_configuration(example: Project, tmp_path: Path) -> None:
    assert project.find(tmp_path, named=example.root) == example
    assert project.find(tmp_path, named=example.config) == example


@pytest.mark.parametrize("name", [".", "config.yaml", "absent"])
def test_a_folder_without_configuration_is_no_project(tmp_path: Path, name: str) -> None:
    with pytest.raises(ProjectError, match="publisher init DIR") as caught:
        project.find(tmp_path, named=tmp_path / name)
    assert caught.value.exit_code == 2
    assert caught.value.where == str(tmp_path / name)


def test_no_project_above_is_said_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=r"no config\.yaml in this folder or above it\. Start a project with"):
        project.find(tmp_path)


def test_a_configuration_that_is_a_folder_is_none(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").mkdir()
    with pytest.raises(ProjectError):
        project.find(tmp_path)


def test_names_are_relative_to_the_root_with_forward_slashes(example: Project) -> None:
    assert example.name(example.campaigns / "reports" / "x.pdf") == "campaigns/reports/x.pdf"
    assert example.name(Path("/elsewhere/x.pdf")) == "/elsewhere/x.pdf"


def test_a_link_out_of_the_project_is_outside(example: Project, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x", encoding="utf-8")
    link = example.campaigns / "link"
    link.symlink_to(tmp_path / "secret")
    assert example.inside(example.campaigns / "absent.pdf")
    assert not example.inside(link)
    assert not example.inside(example.campaigns / ".." / ".." / "secret")


def test_what_the_program_keeps_lies_in_one_folder(example: Project) -> None:
    assert {example.ledger.parent, example.cache.parent} == {example.state}
    assert example.state.parent == example.root


def test_own_templates_are_looked_up_before_those_that_ship(example: Project) -> None:
    shipped = project.shipped_templates()
    assert example.template_folders() == (shipped,)
    example.templates.mkdir()
    assert example.template_folders() == (example.templates, shipped)
    assert Project(shipped.parent).template_folders() == (shipped,)


def test_the_example_ships_whole_and_without_hidden_files() -> None:
    files = dict(project.example_files())
    assert {"config.yaml", "campaigns/reports/open-doors.pdf"} <= set(files)
    assert all(path.is_file() for path in files.values())
    assert not [name for name in files if "/." in f"/{name}"]


def test_a_link_to_nowhere_hides_no_change_of_the_files_beside_it(example: Project) -> None:
    (example.campaigns / "a-link").symlink_to(example.root / "nowhere")
    late = example.campaigns / "z.md"
    late.write_text("One.", encoding="utf-8")
    before = project.fingerprint(example)
    late.write_text("Two words.", encoding="utf-8")
    assert project.fingerprint(example) != before
    (example.campaigns / "a-link").unlink()
    assert project.fingerprint(example) != before


def test_a_small_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    project.put(file, b"one")
    project.put(file, b"two")
    assert file.read_bytes() == b"two"
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder"):
        project.put(tmp_path / "folder", b"three")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.yaml", "folder"]

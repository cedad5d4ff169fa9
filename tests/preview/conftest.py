from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.preview.visiting import Visitor, example, small


@pytest.fixture(scope="package")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    """The preview of the example; nobody changes its files."""
    visitor = Visitor(example(tmp_path_factory.mktemp("example")))
    yield visitor
    visitor.close()


@pytest.fixture
def writing(tmp_path: Path) -> Iterator[Visitor]:
    """The preview of a small project that is being written."""
    visitor = Visitor(small(tmp_path / "project"))
    yield visitor
    visitor.close()

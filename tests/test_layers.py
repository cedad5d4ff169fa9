"""Imports run one way. A room may import only what stands below it, whatever way the import is written.

Imports inside functions and under TYPE_CHECKING count like all others. The one exception: `errors`, the lowest room,
names `model.Finding` in an annotation, under TYPE_CHECKING; at run time `errors` imports nothing of ours.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import publisher
import pytest

PACKAGE = Path(publisher.__file__).parent

ORDER = (
    *(
        "__main__",
        "cli",
        "preview",
        "scheduler",
        "alerts",
        "pipeline",
        "workspace",
        "proving",
        "speech",
        "delivery",
        "checks",
        "services",
    ),
    *(
        "site",
        "timetable",
        "ledger",
        "scaffold",
        "drafting",
        "schema",
        "render",
        "excerpts",
        "sources",
        "cache",
        "campaigns",
    ),
    *("frontmatter", "markdown"),
    *("config", "environment", "yamlmodel", "yamltext", "characters", "patterns", "web", "project", "model", "errors"),
)
NEVER = (
    *(("delivery", "checks"), ("delivery", "site"), ("checks", "site"), ("services", "site"), ("checks", "services")),
    *(("timetable", "ledger"), ("render", "excerpts")),
)
# Which rooms alone may import a library, or may import any part of it.
ONLY = {"pyromark": {"markdown"}, "httpx": {"web"}, "sqlalchemy": {"ledger"}, "alembic": {"ledger"}}
NO_NAMES = {"utils", "helpers", "common", "core", "manager", "misc"}
Import = tuple[str, str]
"""Who imports, and what: names of modules with dots, such as `publisher.render.page`."""
ANNOTATION_ONLY = ("publisher.errors", "publisher.model")


def module_name(path: Path) -> str:
    parts = ["publisher", *path.relative_to(PACKAGE).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def trees() -> dict[str, ast.Module]:
    return {module_name(path): ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}


def imported(node: ast.AST, package: str) -> Iterator[str]:
    """What an import statement may name: of `from a import b` both `a` and `a.b`."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        above = package.split(".")
        base = ".".join([*(above[: len(above) - node.level + 1] if node.level else ()), *filter(None, [node.module])])
        yield base
        yield from (f"{base}.{alias.name}" for alias in node.names)
    elif isinstance(node, ast.Call) and ast.unparse(node.func) in (
        "import_module",
        "importlib.import_module",
        "__import__",
    ):
        yield from (
            part.value for part in node.args[:1] if isinstance(part, ast.Constant) and isinstance(part.value, str)
        )


def imports(modules: dict[str, ast.Module]) -> set[Import]:
    """Every import of a module of ours by another, the annotation of errors apart."""
    found = set()
    for name, tree in modules.items():
        package = name if any(other.startswith(f"{name}.") for other in modules) else name.rpartition(".")[0]
        for node in ast.walk(tree):
            found |= {(name, target) for target in imported(node, package) if target in modules and target != name}
    return {pair for pair in found if pair != ANNOTATION_ONLY}


def room(module: str) -> str:
    """The room of a module: the part after `publisher`; the package itself has none."""
    return module.split(".")[1] if "." in module else ""


def wrong_ways(pairs: set[Import]) -> list[str]:
    """The imports that do not run down the order, and those of rooms that never import each other."""
    wrong = []
    for who, what in sorted(pairs):
        here, there = room(who), room(what)
        if here == there or not there:
            continue
        upward = ORDER.index(there) < ORDER.index(here)
        if upward or (here, there) in NEVER or (there, here) in NEVER:
            wrong.append(f"{who} imports {what}")
    return wrong


def circle(pairs: set[Import]) -> list[str]:
    """Modules that import each other in a circle; empty where there is none."""
    below: dict[str, set[str]] = {}
    for who, what in pairs:
        # A package's door imports its rooms, and a room the package's other modules: `a.b` needs `a`, not the reverse.
        if not who.startswith(f"{what}."):
            below.setdefault(who, set()).add(what)
    done: set[str] = set()

    def walk(module: str, path: list[str]) -> list[str]:
        if module in path:
            return [*path[path.index(module) :], module]
        if module not in done:
            for target in sorted(below.get(module, ())):
                if found := walk(target, [*path, module]):
                    return found
            done.add(module)
        return []

    return next((found for module in sorted(below) if (found := walk(module, []))), [])


MODULES = trees()


def test_every_room_stands_in_the_order() -> None:
    assert {room(name) for name in MODULES} - {""} <= set(ORDER)


def test_imports_run_down_the_order() -> None:
    assert wrong_ways(imports(MODULES)) == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert circle(imports(MODULES)) == []


def test_errors_imports_nothing_of_ours_at_run_time() -> None:
    below = [node for node in ast.walk(MODULES["publisher.errors"]) if isinstance(node, ast.If)]
    guarded = {id(inner) for node in below if ast.unparse(node.test) == "TYPE_CHECKING" for inner in ast.walk(node)}
    free = [node for node in ast.walk(MODULES["publisher.errors"]) if id(node) not in guarded]
    assert [name for node in free for name in imported(node, "publisher") if name.startswith("publisher")] == []


@pytest.mark.parametrize("library", ONLY)
def test_a_library_is_imported_by_its_room_only(library: str) -> None:
    users = {
        room(name)
        for name, tree in MODULES.items()
        for node in ast.walk(tree)
        if any(target.split(".")[0] == library for target in imported(node, name))
    }
    assert users <= ONLY[library]


def test_only_the_command_line_prints() -> None:
    printing = [
        f"{name}:{node.lineno}"
        for name, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "print"
        and room(name) != "cli"
    ]
    assert printing == []


def test_no_module_is_named_after_nothing() -> None:
    assert not {part for name in MODULES for part in name.split(".")} & NO_NAMES


# ── the law can be broken: what it is held with finds what it looks for ─────────────────────────────────


def made(**sources: str) -> set[Import]:
    modules = {name.replace("__", "."): ast.parse(source) for name, source in sources.items()}
    return imports(modules)


@pytest.mark.parametrize(
    "source",
    [
        "import publisher.render",
        "from publisher import render",
        "from publisher.render import page",
        "from .render import page",
        "def f():\n    from publisher.render import page",
        "if TYPE_CHECKING:\n    from publisher.render import page",
        "importlib.import_module('publisher.render')",
    ],
)
def test_an_import_is_seen_however_it_is_written(source: str) -> None:
    pairs = made(publisher="", publisher__model=source, publisher__render="")
    assert wrong_ways(pairs) == ["publisher.model imports publisher.render"]


def test_rooms_that_never_meet_are_told_apart_in_both_directions() -> None:
    assert wrong_ways(made(publisher__render="import publisher.excerpts", publisher__excerpts=""))
    assert wrong_ways(made(publisher__excerpts="import publisher.render", publisher__render=""))


def test_a_circle_is_found() -> None:
    assert circle(made(publisher__site__a="import publisher.site.b", publisher__site__b="import publisher.site.a"))

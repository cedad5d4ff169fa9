"""Writes the generated parts of docs/: `make docs`. tests/test_docs.py fails where they are not current."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from publisher import schema, services
from publisher.checks import RULES
from publisher.config import Config
from publisher.frontmatter import FrontMatter
from publisher.services import Carries, Facts, Form
from pydantic import BaseModel

DOCS = Path(__file__).resolve().parent.parent / "docs"
BEGIN, END = "<!-- generated: begin -->", "<!-- generated: end -->"


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def key_table(model: type[BaseModel]) -> str:
    """Every key of a model as a table."""
    rows = [_row(("key", "kind", "default", "meaning")), "| --- | --- | --- | --- |"]
    for key in schema.keys(model):
        default = key.default if key.default in ("", "required") else f"`{key.default}`"
        rows.append(_row((f"`{key.path}`", key.kind, default, key.sentence)))
    return "\n".join(rows)


def rule_table() -> str:
    """Every rule of the checks as a table."""
    rows = [_row(("rule", "severity", "asks", "source")), "| --- | --- | --- | --- |"]
    rows += [_row((f"`{name}`", rule.severity, rule.asks, rule.source)) for name, rule in RULES.items()]
    return "\n".join(rows)


def service_table() -> str:
    """Every built-in service as a table: what it carries, and what it allows."""
    heads = (
        "service",
        "takes",
        *(carried.value for carried in Carries),
        "calls a draft",
        "at once",
        "quota",
        "settles",
    )
    rows = [_row(heads), _row("---" for _ in heads)]
    rows += [_row(_service(name, services.facts(name))) for name in services.built_in()]
    return "\n".join(rows)


def _service(name: str, facts: Facts) -> Iterable[str]:
    """One service's row."""
    yield f"`{name}`"
    yield {Form.DOCUMENT: "the whole document", Form.BODY: "the body"}[facts.form]
    yield from ("yes" if carried in facts.carries else "no" for carried in Carries)
    yield str(facts.calls or "–")
    yield str(facts.connections)
    yield f"{facts.quota.calls} in {facts.quota.seconds} s" if facts.quota else "none"
    yield f"{facts.settles.total_seconds():.0f} s"


def pages() -> dict[str, str]:
    """The generated part of each page."""
    return {
        "configuration.md": key_table(Config),
        "campaigns.md": key_table(FrontMatter),
        "checks.md": rule_table(),
        "services.md": service_table(),
    }


def with_generated(text: str, part: str) -> str:
    """A page with its generated part put in."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{part}\n\n{END}{after}"


def main() -> None:
    """Write every page anew."""
    for name, part in pages().items():
        path = DOCS / name
        path.write_text(with_generated(path.read_text(encoding="utf-8"), part), encoding="utf-8")


if __name__ == "__main__":
    main()

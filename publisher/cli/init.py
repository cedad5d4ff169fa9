"""`publisher init`: start a project."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publisher.cli.session import Session

if TYPE_CHECKING:
    from publisher.scaffold import Answers

_KEYS = {"title": "title", "sender.name": "title", "organisation.name": "title", "url": "url", "sender.email": "email"}
"""The question whose answer stands at a key of config.yaml."""

_QUESTIONS = {
    "title": ("The publication's name", None),
    "url": ("Where the site will be served", "https://notes.example.org"),
    "email": ("The address that emails come from", "hello@example.org"),
}


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--title", help="The publication's name.")
@click.option("--url", help="Where the site will be served, such as https://notes.example.org.")
@click.option("--email", help="The address that emails come from.")
@click.option("--example", is_flag=True, help="Start with the example: a report, four campaigns, their pictures.")
@click.pass_obj
def command(
    session: Session, folder: Path, title: str | None, url: str | None, email: str | None, example: bool
) -> None:
    """Start a project in FOLDER. Nothing that is there already is overwritten."""
    from publisher import scaffold
    from publisher.cli.output import say

    today = session.now.date()
    given = {"title": title or "", "url": url or "", "email": email or ""}
    answers = _answers_of_the_example(given) if example else _answers(given, today)
    written = scaffold.start(session.here / folder, answers, today=today, example=example)
    for name in written:
        say(f"{folder / name}")
    say()
    say(f"Next:  cd {folder}")
    if example:
        say("       publisher build      the site, with every quotation proven")
        say("       publisher push       drafts into the outbox")
        say("       publisher preview    look at everything in the browser")
    else:
        say("       publisher new a-first-post")
        say("       publisher preview")


def _answers_of_the_example(given: dict[str, str]) -> Answers:
    from publisher.errors import UsageError
    from publisher.scaffold import Answers

    for name in (name for name, answer in given.items() if answer):
        hint = "The example has its own; change config.yaml afterwards"
        raise UsageError(f"--{name} does not go with --example", hint=hint)
    return Answers("", "", "")


def _answers(given: dict[str, str], today: date) -> Answers:
    """What was given as options; on a terminal the rest is asked for, and what is wrong asked for again."""
    from publisher.cli.output import can_ask, listed, remark
    from publisher.errors import UsageError, raise_all
    from publisher.scaffold import Answers

    while True:
        missing = [name for name in _QUESTIONS if not given.get(name)]
        if missing and not can_ask():
            options = listed([f"--{name}" for name in missing])
            raise UsageError(f"{options} must be given where nobody can be asked", hint="Or use --example")
        for name in missing:
            question, default = _QUESTIONS[name]
            given[name] = click.prompt(question, default=default, err=True)
        answers = Answers(given["title"], given["url"], given["email"])
        problems = _problems(answers, today)
        if not problems:
            return answers
        if not can_ask():
            raise_all([UsageError(f"--{name}: {what}") for name, what in problems.items()])
        for name, what in problems.items():
            remark(what)
            given[name] = ""


def _problems(answers: Answers, today: date) -> dict[str, str]:
    """What is wrong with the answers, by the name of the question."""
    from publisher import characters, config, scaffold
    from publisher.errors import PublisherError, Several, one_line

    typed = {"title": answers.title, "url": answers.url, "email": answers.email}
    unseen = {name: found for name, text in typed.items() if (found := characters.refused(text, one_line=True))}
    if unseen:
        return {name: one_line("", found.what, found.hint) for name, found in unseen.items()}
    try:
        config.load(scaffold.config_text(answers, project_id="checked", today=today))
    except PublisherError as error:
        each = [
            (*one.what.partition(": "), one.hint) for one in (error.errors if isinstance(error, Several) else (error,))
        ]
        return {_KEYS[path]: one_line("", what, hint) for path, _, what, hint in each}
    return {}

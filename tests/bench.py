"""`make bench`: how long things take, beside Hugo where `hugo` is on the path. Reports ratios, asserts nothing.

Every figure is the median of five rounds in which the commands take turns, as whole processes. Usage:
`python -m tests.bench [NUMBER OF POSTS]`, 1,000 if left out.
"""

from __future__ import annotations

import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROUNDS = 5
_WORDS = [
    "room",
    "door",
    "table",
    "winter",
    "tea",
    "kettle",
    "neighbour",
    "street",
    "report",
    "figure",
    "council",
    "evening",
    "chair",
    "lamp",
    "bread",
    "key",
]
_CONFIG = """\
id: bench
title: Bench
url: https://bench.example.org
sender: {name: Bench, email: bench@example.org}
organisation: {name: Bench}
services: {local: {use: outbox}}
"""
_HUGO = {
    "hugo.toml": 'baseURL = "https://bench.example.org/"\ntitle = "Bench"\n[pagination]\npagerSize = 20\n'
    '[taxonomies]\ntag = "tags"\n[services.rss]\nlimit = 20\n',
    "layouts/_default/baseof.html": "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>{{ .Title }}</title>"
    "</head><body><header><a href=/>Bench</a></header><main>{{ block `main` . }}{{ end }}</main></body></html>",
    "layouts/_default/single.html": "{{ define `main` }}<article><h1>{{ .Title }}</h1><p>{{ .Date.Format `2 January "
    "2006` }}</p>{{ .Content }}</article>{{ end }}",
    "layouts/_default/list.html": "{{ define `main` }}<h1>{{ .Title }}</h1>{{ range .Paginator.Pages }}<h2><a href={{ "
    ".RelPermalink }}>{{ .Title }}</a></h2><p>{{ .Params.summary }}</p>{{ end }}{{ end }}",
}


def _sentence(dice: random.Random) -> str:
    words = [dice.choice(_WORDS) for _ in range(dice.randint(8, 18))]
    return " ".join(words).capitalize() + "."


def _post(number: int) -> tuple[str, str, str]:
    """Title, tag and body of a post of about 700 words with three quotations, a list and a footnote."""
    dice = random.Random(number)
    parts = []
    for section in range(3):
        parts.append(f"## Section {section + 1}\n")
        parts += [" ".join(_sentence(dice) for _ in range(5)) + "\n" for _ in range(3)]
        parts.append(f"> {_sentence(dice)} {_sentence(dice)}\n>\n> — A. Speaker, chair, Example Trust\n")
    parts.append("\n".join(f"- [{dice.choice(_WORDS)}](https://example.org/{i})" for i in range(5)) + "\n")
    parts.append(f"A last word[^1].\n\n[^1]: {_sentence(dice)}\n")
    return f"Post number {number}", f"tag {number % 20}", "\n".join(parts)


def write(root: Path, posts: int) -> None:
    """The same posts as a project of ours and as a site of Hugo's."""
    start = datetime(2020, 1, 1, 9, tzinfo=UTC)
    ours, hugo = root / "ours" / "campaigns", root / "hugo" / "content" / "posts"
    ours.mkdir(parents=True)
    hugo.mkdir(parents=True)
    (root / "ours" / "config.yaml").write_text(_CONFIG, encoding="utf-8")
    for name, text in _HUGO.items():
        (root / "hugo" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "hugo" / name).write_text(text, encoding="utf-8")
    for number in range(posts):
        title, tag, body = _post(number)
        day = (start + timedelta(hours=number)).strftime("%Y-%m-%dT%H:%M:%SZ")
        head = f'---\ntitle: "{title}"\ndate: {day}\nsummary: "What post {number} says."\ntags: ["{tag}"]\n---\n'
        (ours / f"post-{number}.md").write_text(head + body, encoding="utf-8")
        (hugo / f"post-{number}.md").write_text(head + body, encoding="utf-8")


def _timed(act: Callable[[], object]) -> float:
    begin = time.perf_counter()
    act()
    return time.perf_counter() - begin


def _run(*arguments: str, folder: Path) -> None:
    subprocess.run(arguments, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def _touch(root: Path, number: int) -> None:
    for path in (root / "ours/campaigns/post-7.md", root / "hugo/content/posts/post-7.md"):
        path.write_text(path.read_text(encoding="utf-8") + f"\nOne more line, {number}.\n", encoding="utf-8")


def bench(root: Path, posts: int) -> None:
    """Cold builds, builds with one post changed, and builds with nothing changed."""
    write(root, posts)
    program = [sys.executable, "-m", "publisher"]
    hugo = shutil.which("hugo")
    ours: dict[str, list[float]] = {"cold": [], "one post changed": [], "nothing changed": []}
    theirs: dict[str, list[float]] = {name: [] for name in ours}
    for number in range(ROUNDS):
        for path in (root / "ours/public", root / "ours/.publisher", root / "hugo/public"):
            shutil.rmtree(path, ignore_errors=True)
        for name, times in ours.items():
            if name == "one post changed":
                _touch(root, number)
            times.append(_timed(lambda: _run(*program, "build", folder=root / "ours")))
            if hugo:
                theirs[name].append(_timed(lambda: _run(hugo, "--quiet", folder=root / "hugo")))
    print(f"build of {posts:,} posts, seconds as medians of {ROUNDS} rounds")
    for name, times in ours.items():
        line = f"  {name:<18}{statistics.median(times):7.2f}"
        if hugo:
            ratios = [ours_ / theirs_ for ours_, theirs_ in zip(times, theirs[name], strict=True)]
            line += f"   hugo {statistics.median(theirs[name]):7.2f}   ratio {statistics.median(ratios):.2f}"
        print(line)


def main() -> None:
    """Measure in a temporary folder."""
    posts = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as folder:
        bench(Path(folder), posts)


if __name__ == "__main__":
    main()

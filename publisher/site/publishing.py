"""Handing the finished folder on as config's `publish` says, and seeing that it has arrived."""

from __future__ import annotations

import hashlib
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from publisher.config import Config
from publisher.errors import PublishError, WebError
from publisher.site.filelist import OURS

CONFIRM_FOR = 120.0  # seconds; hosts that build on their side take about one minute
_PAUSES = (1.0, 2.0, 3.0, 5.0, 8.0)  # seconds between looks; the last is repeated
_COMMAND_LIMIT = 600  # seconds
_SHOWN = 400  # characters of a program's output in an error


@dataclass(frozen=True, slots=True)
class HandedOn:
    """What was done: a sentence for the user, and whether anything went out."""

    what: str
    changed: bool = True


def hand_on(
    config: Config, output: Path, *, root: Path, environment: Mapping[str, str], now: datetime
) -> HandedOn | None:
    """Hand `output` on: run config's command, or commit to its git branch; None where config says neither.

    `root` is the project's folder, in which programs run; `environment` is what they see. Raises PublishError with
    the end of the program's output.
    """
    wish = config.publish
    if wish is None:
        return None
    if wish.command:
        return _run_command(wish.command, output, root, environment)
    if wish.git:
        identity = (config.sender.name, config.sender.email)
        return _Branch(root, output, environment, identity, now).commit(wish.git.branch, wish.git.remote)
    return None


def confirm(
    url: str,
    expected: str,
    *,
    fetch: Callable[[str], bytes],
    sleep: Callable[[float], None],
    patience: float = CONFIRM_FOR,
) -> int:
    """Look at `url` until it answers with bytes of the SHA-256 `expected`; returns how many looks it took.

    `fetch` gives the bytes at an address or raises WebError. Waits `patience` seconds in all, then raises
    PublishError that says what was there instead.
    """
    waited, looks, last = 0.0, 0, ""
    while True:
        looks += 1
        try:
            answer = fetch(url)
        except WebError as error:
            last = error.what
        else:
            if hashlib.sha256(answer).hexdigest() == expected:
                return looks
            last = "it answers, but not with this build"
        pause = _PAUSES[min(looks, len(_PAUSES)) - 1]
        if waited + pause > patience:
            break
        sleep(pause)
        waited += pause
    hint = "Look there again in a while; `publish.confirm: false` in config.yaml leaves this wait out"
    raise PublishError(f"the new build is not there after {patience:.0f} seconds: {last}", where=url, hint=hint)


def _run_command(command: Sequence[str], output: Path, root: Path, environment: Mapping[str, str]) -> HandedOn:
    """Run the owner's program, without a shell; `{output}` in an argument stands for the folder."""
    arguments = [part.replace("{output}", str(output)) for part in command]
    _run(arguments, root, environment, name=arguments[0])
    return HandedOn(f"ran {arguments[0]}")


def _run(
    arguments: Sequence[str], folder: Path, environment: Mapping[str, str], *, name: str, okay: Sequence[int] = (0,)
) -> subprocess.CompletedProcess[str]:
    try:
        done = subprocess.run(
            arguments,
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=_COMMAND_LIMIT,
            check=False,
        )
    except FileNotFoundError:
        raise PublishError(f"the program {arguments[0]} is not installed", where="config.yaml: publish") from None
    except OSError as problem:
        raise PublishError(f"{name} cannot be run ({problem.strerror})", where="config.yaml: publish") from None
    except subprocess.TimeoutExpired:
        raise PublishError(f"{name} was still running after {_COMMAND_LIMIT} seconds", where="publish") from None
    if done.returncode not in okay:
        said = f": {tail}" if (tail := _tail(done.stdout)) else ", and said nothing"
        raise PublishError(f"{name} ended with {done.returncode}{said}", where="publish")
    return done


def _tail(text: str) -> str:
    """The end of a program's output on one line."""
    folded = " | ".join(line.strip() for line in text.splitlines() if line.strip())
    return folded if len(folded) <= _SHOWN else f"…{folded[-_SHOWN:]}"


@dataclass(frozen=True, slots=True)
class _Branch:
    """Commits a folder's content to a branch of the project's repository.

    It works through an index of its own, so that the owner's checkout, index and current branch are not touched.
    """

    root: Path
    output: Path
    environment: Mapping[str, str]
    identity: tuple[str, str]
    now: datetime

    def commit(self, branch: str, remote: str | None) -> HandedOn:
        """Commit, where the content differs from the branch's last commit, and push, where there is a remote."""
        reference = f"refs/heads/{branch}"
        self._git("rev-parse", "--git-dir", what="find a git repository")
        self._git("check-ref-format", "--branch", branch, what="use this branch name")
        self._refuse_checked_out(reference, branch)
        parent = self._git("rev-parse", "--verify", "--quiet", f"{reference}^{{commit}}", what="read", okay=(0, 1))
        tree = self._tree()
        changed = not parent or tree != self._git("rev-parse", f"{parent}^{{tree}}", what="read the branch")
        if changed:
            self._commit(tree, parent, reference)
        if remote:
            self._git("push", "--quiet", remote, f"{reference}:{reference}", what=f"push to {remote}")
        where = f"branch {branch}" + (f", pushed to {remote}" if remote else "")
        return HandedOn(f"committed to {where}" if changed else f"nothing new for {where}", changed)

    def _refuse_checked_out(self, reference: str, branch: str) -> None:
        listing = self._git("worktree", "list", "--porcelain", what="list its checkouts")
        if f"branch {reference}" in listing.splitlines():
            hint = "Name a branch that holds the site alone, such as gh-pages"
            raise PublishError(
                f"the branch {branch} is checked out", where="config.yaml: publish.git.branch", hint=hint
            )

    def _tree(self) -> str:
        """The folder's content as a tree of the repository; the list of our files stays out."""
        with tempfile.TemporaryDirectory() as folder:
            index = {"GIT_INDEX_FILE": str(Path(folder, "index"))}
            here = f"--work-tree={self.output}"
            pathspecs = (".", *(f":(exclude){name}" for name in OURS))
            self._git("-C", str(self.output), f"--git-dir={self._repository()}", here, "-c", "core.autocrlf=false",
                      "-c", "core.bare=false", "add", "--all", "--force", "--", *pathspecs,
                      what="add the folder", extra=index)  # fmt: skip
            return self._git("write-tree", what="write the folder", extra=index)

    def _repository(self) -> str:
        return self._git("rev-parse", "--absolute-git-dir", what="find a git repository")

    def _commit(self, tree: str, parent: str, reference: str) -> None:
        stamp = self.now.isoformat(timespec="seconds")
        author = {"GIT_AUTHOR_DATE": stamp, "GIT_COMMITTER_DATE": stamp}
        if not self._git("config", "user.email", what="read its settings", okay=(0, 1)):
            name, email = self.identity
            author |= {"GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": email}
            author |= {"GIT_COMMITTER_NAME": name, "GIT_COMMITTER_EMAIL": email}
        before = ("-p", parent) if parent else ()
        made = self._git("commit-tree", tree, *before, "-m", f"Site of {stamp}", what="commit", extra=author)
        self._git("update-ref", reference, made, parent, what="move the branch")

    def _git(
        self, *arguments: str, what: str, okay: Sequence[int] = (0,), extra: Mapping[str, str] | None = None
    ) -> str:
        """Run git in the project's folder, without prompts, and return what it prints."""
        clean = {key: value for key, value in self.environment.items() if not key.startswith("GIT_")}
        environment = {**clean, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C", **(extra or {})}
        done = _run(["git", *arguments], self.root, environment, name=f"git, to {what},", okay=okay)
        return done.stdout.strip() if done.returncode == 0 else ""

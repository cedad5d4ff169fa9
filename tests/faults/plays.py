"""How a scenario is played: the first word after the service names the play, the rest are its arguments."""

from __future__ import annotations

import random
import shutil
import sqlite3
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from publisher.ledger.schema import APPLICATION_ID

from tests.faults import disk as full_disk
from tests.faults.commands import Commands
from tests.faults.counting import Tally
from tests.faults.project import LAKE, RIVER, SEA
from tests.faults.scenarios import LATE, STRIKES, fault
from tests.faults.scene import Scene
from tests.services.servers.serving import WRITING, Server

SOON = 4.0  # seconds for a command against a service that never answers as it should
REWRITES = frozenset({"mailchimp", "mailerlite"})  # services that never give back what they were given
Play = Callable[[Scene, list[str]], None]


def _begin(scene: Scene, situation: str, *, subject: bool = True) -> None:
    """Be where the push that matters begins: nowhere, or with a draft of what the letters said before."""
    assert situation in ("create", "update"), situation
    if situation == "update":
        if (done := scene.push()).code:
            scene.problem("unfinished", f"the first push: {done.words.strip()[-300:]}")
        scene.change(subject=subject)


def create(scene: Scene, words: list[str]) -> None:
    """A first push under one fault, then pushes until it is done."""
    scene.struck(fault(*words))
    scene.finish()


def update(scene: Scene, words: list[str]) -> None:
    """A push of a changed letter under one fault, then pushes until it is done."""
    _begin(scene, "update")
    scene.struck(fault(*words))
    scene.finish()


def always(scene: Scene, words: list[str]) -> None:
    """The fault at every request of a push: it ends in time, and says no 0; then the service is well again."""
    situation, kind, moment, which = words
    _begin(scene, situation)
    methods = WRITING if which == "writes" else ("*",)
    done = scene.struck(*(fault(kind, moment, method, "*", 0) for method in methods), limit=SOON)
    if done.code == 0 and which == "*":
        scene.problem("false success", "exit 0, though every request failed")
    scene.finish()


def down(scene: Scene, words: list[str]) -> None:
    """Nobody listens for the whole of a push."""
    _begin(scene, *words)
    away = scene.server
    away.stop()
    done = scene.push(limit=SOON)
    if done.code not in (1, 3):
        scene.problem("unfinished", f"exit {done.code} while the service was down")
    scene.server = Server(scene.remote, port=int(away.root.rpartition(":")[2]))
    scene.server.__enter__()
    scene.finish()


def dies(scene: Scene, words: list[str]) -> None:
    """The process dies at one of its instants."""
    situation, instant = words
    _begin(scene, situation)
    scene.push(dies=int(instant))
    scene.finish()


def full(scene: Scene, words: list[str]) -> None:
    """No file can grow beyond so many bytes: what a full disk says to SQLite and to us (EFBIG in place of ENOSPC)."""
    situation, largest = words
    _begin(scene, situation)
    scene.push(largest=int(largest))
    scene.finish()


def together(scene: Scene, words: list[str]) -> None:
    """Several pushes at once, of three letters; the others wait, or say that they are held."""
    for letter in (LAKE, SEA):
        scene.letters[letter.slug] = letter
    scene.write()
    if words[1:]:
        scene.server.strike(fault(*words[1:]))
    running = [scene.start() for _ in range(int(words[0]))]
    ended = [one.wait() for one in running]
    scene.server.calm()
    for done in ended:
        scene.judge(done, 30, killed=False)
    if not words[1:] and 0 not in {done.code for done in ended}:
        scene.problem("unfinished", f"none of them: {ended[0].words.strip()[-300:]}")
    scene.finish()
    scene.change()
    running = [scene.start() for _ in range(int(words[0]))]
    for one in running:
        scene.judge(one.wait(), 30, killed=False)
    scene.finish()


def ledger(scene: Scene, words: list[str]) -> None:
    """After a push (perhaps a struck one) the ledger is lost, an old one, or no ledger; then pushes until it is done."""
    loss, situation, *blow = words
    backup = scene.place / "backup"
    _begin(scene, situation)
    _copy(scene.ledger_files(), backup)
    scene.push(faults=[fault(*blow)] if blow else [])
    if loss == "restored":
        _restore(scene, backup)
    elif loss != "lost":
        DAMAGE[loss](scene)
        done = scene.push()
        if done.code == 0 or "ledger" not in done.err:
            scene.problem("unfinished", f"a ledger that is {loss}: exit {done.code}: {done.words.strip()[-300:]}")
    if loss != "restored":
        _lose(scene)
    scene.unsettle()  # an old ledger may have the same content written once more, by id
    scene.finish()


def person(scene: Scene, words: list[str]) -> None:
    """A person does something to the draft after a push, perhaps a struck one; the letter is the same, or changes.

    `changed`: its subject and words; `reworded`: its words alone.

    Whatever it is, the draft is left as the person left it and never made again. `lost`: the ledger too (where the
    draft is gone as well, nobody knows of it any more, so then the ledger stays).
    """
    act, then, *blow = words
    changes = then in ("changed", "reworded")
    if changes and blow:
        _begin(scene, "update", subject=then == "changed")
    done = scene.push(faults=[fault(*blow)] if blow else [])
    scene.wait_for_service()
    scene.server.settle()
    if not scene.ours:
        scene.problem("unstruck", f"no draft for a person: exit {done.code}: {done.words.strip()[-200:]}")
        return
    which = scene.ours[0].id
    time.sleep(1.05)  # some services tell times in whole seconds only, and no person is faster
    _by_hand(scene, act, which)
    left = [held for held in scene.ours if held.id == which]
    if changes and not blow:
        scene.change(subject=then == "changed")
    if then == "lost" and act not in ("deletes", "trashes"):
        _lose(scene)
    last = scene.finish((0, 1, 3))
    if [held for held in scene.ours if held.id == which] != left:
        scene.problem("foreign touched", f"a person {act}: {scene.told()}")
    if not left and scene.ours and (not blow or done.code == 0):
        scene.problem("duplicates", f"made again: {scene.told()}")
    if changes and not blow and last.code == 0:
        scene.problem("false success", f"exit 0 for a changed letter whose draft a person {act}")


def _by_hand(scene: Scene, act: str, which: str) -> None:
    """What a person does in the service's own pages."""
    if act == "edits":
        scene.remote.person_edits(which, subject="A better river")
    elif act == "rewords":  # what we put into the content to know it by stays there
        [held] = [held for held in scene.ours if held.id == which]
        words = "The water came at five, say those who were there."
        scene.remote.person_edits(which, html=held.html.replace(RIVER.opening, words) or f"<p>{words}</p>")
    else:
        getattr(scene.remote, f"person_{act}")(which)
    scene.away.add("river")


def foreign(scene: Scene, words: list[str]) -> None:
    """A person's own draft bears the same subject: from before our push, or from between two."""
    when, *blow = words
    if when == "earlier":
        scene.remote.person_creates(RIVER.subject)
    scene.push(faults=[fault(*blow)] if blow else [])
    if when == "later":
        scene.remote.person_creates(RIVER.subject)
    scene.finish()
    scene.change()
    scene.finish()
    if len([held for held in scene.remote.held() if held.foreign and held.subject == RIVER.subject]) != 1:
        scene.problem("foreign touched", "the person's draft is not as it was")


def lagging(scene: Scene, words: list[str]) -> None:
    """New drafts come late into lists."""
    scene.remote.lag = LATE
    scene.struck(fault(*words))
    scene.finish()


def real(scene: Scene, words: list[str]) -> None:
    """As `create`, by `python -m publisher`."""
    scene.push(faults=[fault(*words)], real=True)
    scene.finish()


def storm(scene: Scene, words: list[str]) -> None:
    """Five pushes in a row with faults at random (the same ones for the same seed), of letters that change.

    Where content comes back rewritten, a letter that changed while its draft had no receipt stays with a person.
    """
    luck = random.Random(f"{scene.remote.name} {words[0]}")
    for letter in (LAKE, SEA):
        scene.letters[letter.slug] = letter
    scene.write()
    for round_ in range(5):
        strikes = luck.choices([one for one in STRIKES if one[0] not in ("401", "403")], k=3)
        scene.push(faults=[fault(kind, moment, "*", "*", luck.randint(1, 14)) for kind, moment in strikes], limit=SOON)
        if round_ == 2:
            scene.change()
    done = scene.finish((0, 3) if scene.remote.name in REWRITES else (0,))
    if done.code and "nothing tells whether a person edited it" not in done.err:
        scene.problem("unfinished", done.err.strip())


def disk(scene: Scene, words: list[str]) -> None:
    """What the program keeps lies on a disk that is really full, but for so many kilobytes."""
    situation, free = words
    _begin(scene, situation)
    done = full_disk.push(scene.place, {"KEY": scene.remote.key}, int(free))
    scene.pushes += 1
    scene.judge(done, 30, killed=False)
    if free == "0" and done.code == 0:
        scene.problem("false success", "exit 0 on a full disk")
    scene.finish()


PLAYS: dict[str, Play] = {
    one.__name__: one
    for one in (create, update, always, down, dies, full, disk, together, ledger, person, foreign, lagging, real)
} | {"storm": storm}


def play(line: str, commands: Commands, tally: Tally) -> None:
    """Play one scenario; its problems go into the tally."""
    service, name, *words = line.split()
    with Scene(line, service, commands) as scene:
        PLAYS[name](scene, words)
    tally.add(service, scene.pushes, scene.problems)


# ── what becomes of ledgers ──


def _copy(files: Sequence[Path], folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for file in files:
        shutil.copy2(file, folder)


def _lose(scene: Scene) -> None:
    """The ledger is gone; what was remembered beside it stays."""
    for file in scene.ledger_files():
        if file.suffix != ".begun":
            file.unlink()


def _restore(scene: Scene, backup: Path) -> None:
    """The files from before come back; what was remembered beside them since then stays."""
    _lose(scene)
    for file in backup.iterdir():
        if file.suffix != ".begun":
            shutil.copy2(file, scene.ledger.parent)


def _tear(scene: Scene) -> None:
    content = bytearray(scene.ledger.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    scene.ledger.write_bytes(content)


def _cut(scene: Scene) -> None:
    scene.ledger.write_bytes(scene.ledger.read_bytes()[:5000])


def _text(scene: Scene) -> None:
    scene.ledger.write_text("Nothing here is a ledger.\n", encoding="utf-8")


def _other(scene: Scene) -> None:
    _lose(scene)
    with sqlite3.connect(scene.ledger) as book:
        book.execute("CREATE TABLE recipes (name TEXT)")
    book.close()


def _newer(scene: Scene) -> None:
    with sqlite3.connect(scene.ledger) as book:
        assert book.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
        book.execute("UPDATE alembic_version SET version_num = '9999'")
    book.close()


DAMAGE: dict[str, Callable[[Scene], None]] = {
    "torn": _tear,
    "cut": _cut,
    "text": _text,
    "foreign": _other,
    "newer": _newer,
}

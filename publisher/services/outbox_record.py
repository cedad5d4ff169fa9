"""What does a folder of the outbox hold? Its `draft.json`, and whether a person changed anything beside it.

    {"format": …, "id": …, "reference": …, "status": "draft", "created": …, "modified": …,
     "subject": …, "preheader": …, "title": …, "tags": …, …          what a service would be told
     "written": {"payload": …, "told": …, "files": {NAME: SHA-256}},  what we wrote last
     "writing": [{NAME: SHA-256}, …]}                                 what writes that were cut short were bringing

A file that fits neither `written` nor `writing` was changed by a person.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from publisher.services.base import RemoteState, Status, digest_of

FILES = ("message.html", "message.txt", "message.eml")
RECORD = "draft.json"
_FORMAT = "publisher outbox 1"
_KEPT = ("format", "id", "reference", "status", "created", "modified")
_OWN = frozenset((*_KEPT, "written", "writing"))


def load(folder: Path) -> dict[str, object] | None:
    """A folder's record; None when it is torn, or not of this program."""
    try:
        record = json.loads((folder / RECORD).read_bytes())
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) and record.get("format") == _FORMAT else None


def begin(record: Mapping[str, object], files: Mapping[str, bytes]) -> dict[str, object]:
    """The record while `files` are about to replace those that it knows."""
    earlier = record.get("writing")
    coming = {name: sha256(content) for name, content in files.items()}
    return {**record, "writing": [*(earlier if isinstance(earlier, list) else ()), coming]}


def finish(
    kept: Mapping[str, object], told: Mapping[str, object], files: Mapping[str, bytes], payload: str, now: str
) -> dict[str, object]:
    """The record of a draft whose files are all in place; `kept` has its id, reference and time of creation."""
    head = {"format": _FORMAT, **kept, "status": Status.DRAFT.value, "modified": now}
    digests = {name: sha256(content) for name, content in files.items()}
    written = {"payload": payload, "told": digest_of(told), "files": digests}
    return {**{key: head[key] for key in _KEPT}, **told, "written": written}


def state(folder: Path, record: Mapping[str, object] | None) -> RemoteState:
    """What a draft's folder says; `record` is None for one whose `draft.json` cannot be read."""
    if record is None:
        return RemoteState(Status.OTHER, folder.name, note=f"{folder.name}/{RECORD} is torn or not from this program")
    told = {key: value for key, value in record.items() if key not in _OWN}
    written = _mapping(record.get("written"))
    seen = _files_seen(folder, record, written)
    status = str(record.get("status"))
    known = status in set(Status)
    return RemoteState(
        status=Status(status) if known else Status.OTHER,
        reference=str(record.get("reference")),
        subject=str(told.get("subject", "")),
        digest=digest_of([told, seen]),
        modified=_time(record.get("modified")),
        preheader=str(told.get("preheader", "")),
        text=_text(folder / "message.txt"),
        payload_digest="" if record.get("writing") else str(written.get("payload", "")),
        edited=seen != written.get("files") or digest_of(told) != written.get("told"),
        note="" if known else f"{folder.name}/{RECORD} says status {status!r}",
        address=str(folder / "message.eml"),
    )


def replace(path: Path, content: bytes) -> None:
    """Put a file in place whole: written beside, synchronised to disk, renamed over."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.tmp")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def as_json(record: Mapping[str, object]) -> bytes:
    """The record for people to read."""
    return (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")


def sha256(content: bytes) -> str:
    """A digest in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def _files_seen(folder: Path, record: Mapping[str, object], written: Mapping[str, object]) -> dict[str, str]:
    """Digests of the files; one that a cut write of ours brought counts as what it replaced."""
    old = _mapping(written.get("files"))
    writing = record.get("writing")
    coming = [_mapping(files) for files in writing] if isinstance(writing, list) else []
    seen = {}
    for name in FILES:
        actual = sha256((folder / name).read_bytes()) if (folder / name).is_file() else ""
        ours = any(actual and actual == files.get(name) for files in coming)
        seen[name] = str(old.get(name)) if ours else actual
    return seen


def _mapping(value: object) -> Mapping[str, object]:
    """`value` where it is a mapping: a person may have written anything."""
    return value if isinstance(value, Mapping) else {}


def _time(value: object) -> datetime | None:
    """A time of the record, where it still is one."""
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        return None


def _text(path: Path) -> str | None:
    """A text file's words, or None when there is none."""
    return path.read_bytes().decode("utf-8", "replace") if path.is_file() else None

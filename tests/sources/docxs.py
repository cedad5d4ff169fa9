"""Small Word documents, made by python-docx, so that another program's idea of the format is read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

import docx


def docx_of(*paragraphs: str | tuple[str, str]) -> bytes:
    """A document of these paragraphs: words alone, or (words, style)."""
    document = docx.Document()
    for paragraph in paragraphs:
        words, style = paragraph if isinstance(paragraph, tuple) else (paragraph, "Normal")
        document.add_paragraph(words, style)
    return saved(document)


def saved(document: Any) -> bytes:
    """The bytes of a python-docx document."""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def with_parts(data: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The document with these parts added or replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()

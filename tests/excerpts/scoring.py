"""How well are the real report's quotations found? Figures against its gold, in the unit of the evaluation set: words."""

import re
from dataclasses import dataclass

SAME = 0.9
"""Intersection over union of the words from which two passages are one."""
_TITLES = re.compile(r"^(?:Professor|Prof|Dr|Sir|Dame) ", re.IGNORECASE)


@dataclass(frozen=True)
class Figures:
    """Shares of one; counts where the name says so."""

    f1: float
    named: float
    unnamed_kept: int
    wrong_names: int
    sections: float
    broken_clean: int

    def __str__(self):
        return (
            f"F1 {self.f1:.3f}  named {self.named:.3f}  unnamed kept {self.unnamed_kept}  wrong names {self.wrong_names}"
            f"  sections {self.sections:.3f}  broken by pages, clean {self.broken_clean}"
        )


def score(found, gold, text):
    """Figures of the quotations `found` in `text`. Pull quotes that gold lists count neither way."""
    pairs, left = _matched(found, gold["quotations"], text)
    pulls = [_words(text, [(one["start"], one["end"])]) for one in gold["pull_quotes"]]
    spurious = [one for one in left if not any(_alike(_of(text, one), pull) > 0 for pull in pulls)]
    accepted = {one["name"]: {_bare(form) for form in (one["name"], *one["variants"])} for one in gold["people"]}
    named = [(theirs, mine) for theirs, mine in pairs if theirs["speaker"]]
    unnamed = [(theirs, mine) for theirs, mine in pairs if not theirs["speaker"]]
    right = sum(_bare(_name(mine)) in accepted[theirs["speaker"]] for theirs, mine in named)
    kept = sum(not _name(mine) for _, mine in unnamed)
    wrong = (
        len(unnamed) - kept + sum(bool(_name(m)) and _bare(_name(m)) not in accepted[t["speaker"]] for t, m in named)
    )
    total = len(gold["quotations"]) + len(pairs) + len(spurious)
    return Figures(
        f1=2 * len(pairs) / total,
        named=right / max(len([one for one in gold["quotations"] if one["speaker"]]), 1),
        unnamed_kept=kept,
        wrong_names=wrong,
        sections=sum(_last(mine) == theirs["section"] for theirs, mine in pairs) / max(len(pairs), 1),
        broken_clean=sum(
            _of(text, mine) == _words(text, theirs["pieces"])
            for theirs, mine in pairs
            if theirs["notes"].startswith("broken by page")
        ),
    )


def _matched(found, quotations, text):
    """Each quotation of gold with the one that has its words, and what is left over."""
    left = list(found)
    pairs = []
    for theirs in quotations:
        wanted = _words(text, theirs["pieces"])
        best = max(left, key=lambda one: _alike(_of(text, one), wanted), default=None)
        if best is not None and _alike(_of(text, best), wanted) >= SAME:
            pairs.append((theirs, best))
            left.remove(best)
    return pairs, left


def _of(text, one):
    return _words(text, one.pieces or [(one.start, one.end)])


def _words(text, pieces):
    return {start + match.start() for start, end in pieces for match in re.finditer(r"\w+", text[start:end])}


def _alike(one, other):
    return len(one & other) / len(one | other) if one & other else 0.0


def _name(one):
    return one.speaker.name if one.speaker else ""


def _bare(name):
    return _TITLES.sub("", name).casefold()


def _last(one):
    return " ".join((one.locator.section or ("",))[-1].split())

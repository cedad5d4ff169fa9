"""The real report in other clothes: curly or British marks, other line ends, other names, no list of people.

Each takes the text and its gold and gives both anew, offsets moved where the text grew or shrank.
"""

import copy
import re
from bisect import bisect_right
from itertools import pairwise

_GIVEN = """
    Abel Bruna Cora Denzil Edda Fabia Gil Hester Ines Jonty Keir Lorna Merrick Nia Orla Piers Quilla Rhoda Sorcha Tobin
    Una Verity Wilf Xanthe Yorath
"""
_FAMILY = """
    Ashdown Brackley Corviser Dunmore Eastlake Farrant Garrick Hollins Ivinson Jessop Kettle Larwood Merriden Nightly
    Osgood Penfold Quarles Rudgard Selwyn Tarleton Underhill Vickery Westlake Yardley Zeller
"""


def curly(text, gold):
    """Curly marks, and curly apostrophes."""
    return _marked(text, gold, "“”", "‘’"), gold


def british(text, gold):
    """Single curly marks outside, double ones within."""
    return _marked(text, gold, "‘’", "“”"), gold


def _marked(text, gold, outer, inner):
    characters = list(text)
    doubles = [at for at, character in enumerate(text) if character == '"']
    for opening, closing in zip(doubles[::2], doubles[1::2], strict=True):
        characters[opening], characters[closing] = outer
    for one in gold["not_speech"]:
        if one["marks"] == "single":
            marks = inner if one["why"] == "nested" else ("‘’" if inner == "‘’" else outer)
            characters[one["start"] - 1] = marks[0]
            if not one.get("unclosed"):
                characters[one["end"]] = marks[1]
    return "".join(characters).replace("'", "’")


def wrapped(text, gold, width=76):
    """Lines of at most `width` characters where they can be broken at a blank."""
    characters = list(text)
    begin = last = 0
    for at, character in enumerate(text):
        if character == "\n":
            begin = at + 1
        elif character == " ":
            if at - begin > width and last > begin and not _begins_item(text, last + 1):
                characters[last] = "\n"
                begin = last + 1
            last = at
    return "".join(characters), gold


def _begins_item(text, at):
    """Whether a line that begins here would look like an item of a list."""
    return re.match(r"[-–—•]|\(?(?:\d{1,3}|[a-zA-Z])[.)]\s", text[at : at + 6]) is not None


def unlisted(text, gold):
    """No list of interviewees: every line of it that names one is gone."""
    begin = next(one["end"] for one in gold["sections"] if one["heading"] == "Interviewees")
    names = [form for person in gold["people"] if person["interviewee"] for form in _forms(person)]
    lines = text[begin:].split("\n")
    kept = [line for line in lines if not any(name in line for name in names)]
    return text[:begin] + "\n".join(kept), gold


def renamed(text, gold):
    """Other people's names throughout, damaged where theirs are."""
    edits, people = [], []
    for person, given, family in zip(gold["people"], _GIVEN.split(), _FAMILY.split(), strict=True):
        forms = {form: _renamed(form, person["name"], given, family) for form in _forms(person)}
        for form, new in forms.items():
            edits += [(*match.span(), new) for match in re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)", text)]
        people.append((person["name"], forms[person["name"]]))
    kept, reached = [], 0
    for start, end, new in sorted(edits, key=lambda edit: (edit[0], -edit[1])):
        if start >= reached:
            kept.append((start, end, new))
            reached = end
    return _edited(text, kept), _moved(gold, kept, dict(people))


def _forms(person):
    return [person["name"], *person["variants"]]


def _renamed(form, name, given, family):
    """A printed form with another name in it; a damaged letter stays damaged."""
    words = []
    for word in form.split():
        if word in name.split()[1:] or word.rstrip(",") == name.split()[-1]:
            words.append(family + word[len(word.rstrip(",")) :])
        elif (word[0].isupper() and word.lower().startswith(("professor", "prof"))) or word in (
            "Professor",
            "professor",
        ):
            words.append(word)
        elif len(word) == 1:
            words.append(given[0])
        elif "|" in word:
            words.append(f"{given[0]}|")
        elif word[0] == "l" and name[0] == "I":
            words.append(f"l{given[1:]}" if given[0] == "I" else given)
        else:
            words.append("".join(letter for letter in name.split()[0] if letter.isupper()) if word.isupper() else given)
    return " ".join(words)


def _edited(text, edits):
    parts, reached = [], 0
    for start, end, new in edits:
        parts += (text[reached:start], new)
        reached = end
    return "".join([*parts, text[reached:]])


def _moved(gold, edits, names):
    """The gold at its new offsets, its people under their new names."""
    starts = [start for start, _, _ in edits]
    shifts = [0]
    for start, end, new in edits:
        shifts.append(shifts[-1] + len(new) - (end - start))

    def move(at):
        return at + shifts[bisect_right(starts, at - 1)]

    new = copy.deepcopy(gold)
    for group in ("quotations", "not_speech", "pull_quotes", "sections"):
        for one in new[group]:
            one["start"], one["end"] = move(one["start"]), move(one["end"])
            if "pieces" in one:
                one["pieces"] = [[move(start), move(end)] for start, end in one["pieces"]]
            if one.get("speaker"):
                one["speaker"] = names[one["speaker"]]
    for person in new["people"]:
        person["name"], person["variants"] = names[person["name"]], []
    assert all(one["end"] <= other["start"] for one, other in pairwise(new["quotations"]))
    return new


PERTURBATIONS = {"curly": curly, "british": british, "wrapped": wrapped, "renamed": renamed, "unlisted": unlisted}

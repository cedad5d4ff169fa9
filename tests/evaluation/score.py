"""Pure scoring of predicted quotations against the gold of build.py; what each figure means stands in README.md."""

import dataclasses
import html
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from tests.evaluation.build import Case, Person, Quotation, Span

SAME = 0.9  # intersection over union of the speaker's words from which two quotations are one
WORD = re.compile(r"<[/!a-zA-Z][^<>]*>|(\w+(?:(?:['’-]|-[ \t]*\n\s*|&rsquo;|&#8217;|&#39;)\w+)*)|&#?\w+;")
TITLES = frozenset(
    [
        "mr",
        "mrs",
        "miss",
        "ms",
        "mx",
        "dr",
        "doctor",
        "prof",
        "professor",
        "sir",
        "dame",
        "lord",
        "lady",
        "baroness",
        "baron",
        "cllr",
        "councillor",
        "alderman",
        "canon",
        "reverend",
        "rev",
        "the",
        "admiral",
        "superintendent",
        "detective",
        "inspector",
        "di",
        "chief",
        "constable",
        "sheriff",
        "commissioner",
        "captain",
        "wing",
        "commander",
        "justice",
        "kc",
        "bürgermeister",
        "herr",
        "frau",
    ],
)
NOT_TERMS = frozenset({"repeat", "boilerplate", "headline"})  # wrong to offer, but nobody takes them for terms


@dataclass(frozen=True)
class Prediction:
    """One quotation as an extractor offers it; give `pieces` or the cleaned `text` where a cue or a page cuts it."""

    start: int
    end: int
    speaker: str | None = None
    descriptor: str | None = None
    section: str | None = None
    organisation: str | None = None
    pieces: tuple[Span, ...] = ()
    text: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of one quotation in gold; `predictions` is empty when it was missed."""

    case: str
    gold: Quotation
    predictions: tuple[Prediction, ...]
    speaker_right: bool
    wrong_name: bool
    descriptor_right: bool
    section_right: bool

    @property
    def found(self) -> bool:
        return bool(self.predictions)

    @property
    def both_right(self) -> bool:
        return self.found and self.speaker_right


@dataclass(frozen=True)
class Score:
    """Tallies over any number of texts, and the figures drawn from them; a figure over nothing is 1."""

    outcomes: tuple[Outcome, ...]
    spurious: tuple[tuple[str, Prediction], ...]
    terms: int
    terms_taken: int

    @cached_property
    def found(self) -> tuple[Outcome, ...]:
        return tuple(one for one in self.outcomes if one.found)

    def of_kind(self, kind: str) -> tuple[Outcome, ...]:
        """The found quotations of a kind: person, unnamed or source."""
        return tuple(one for one in self.found if one.gold.kind == kind)

    @property
    def precision(self) -> float:
        return _share(len(self.found), len(self.found) + len(self.spurious))

    @property
    def recall(self) -> float:
        return _share(len(self.found), len(self.outcomes))

    @property
    def f1(self) -> float:
        return _share(2 * len(self.found), len(self.outcomes) + len(self.found) + len(self.spurious))

    @property
    def named_speakers(self) -> float:
        """Share of the found quotations of named people that are given to the right person."""
        return _rate(self.of_kind("person"), lambda one: one.speaker_right)

    @property
    def unnamed_kept(self) -> float:
        return _rate(self.of_kind("unnamed"), lambda one: one.speaker_right)

    @property
    def descriptors(self) -> float:
        described = tuple(one for one in self.of_kind("unnamed") if one.gold.descriptor)
        return _rate(described, lambda one: one.descriptor_right)

    @property
    def sources(self) -> float:
        return _rate(self.of_kind("source"), lambda one: one.speaker_right)

    @property
    def wrong_names(self) -> float:
        """Share of the found quotations that carry a name which is not the speaker's."""
        wrong = sum(one.wrong_name for one in self.found)
        return _share(wrong, len(self.found)) if self.found else 0.0

    @property
    def both_right(self) -> float:
        """Share of all quotations in gold that are found and given to the right speaker (or kept unnamed)."""
        return _rate(self.outcomes, lambda one: one.both_right)

    @property
    def sections(self) -> float:
        return _rate(self.found, lambda one: one.section_right)

    @property
    def terms_rate(self) -> float:
        return _share(self.terms_taken, self.terms) if self.terms else 0.0


@dataclass(frozen=True)
class _Word:
    start: int
    end: int
    form: str


def words(text: str) -> list[_Word]:
    """The words with offsets; tags and entities are none, a hyphen at a line's end joins, `l` and `1` read as `I`."""
    found = (match for match in WORD.finditer(text) if match[1])
    return [_Word(match.start(), match.end(), _form(match[1])) for match in found]


def score(answers: Iterable[tuple[Case, Sequence[Prediction]]]) -> Score:
    """The score of an extractor's answers to any number of texts."""
    parts = [_score_case(case, list(predicted)) for case, predicted in answers]
    return Score(
        outcomes=tuple(outcome for part in parts for outcome in part.outcomes),
        spurious=tuple(one for part in parts for one in part.spurious),
        terms=sum(part.terms for part in parts),
        terms_taken=sum(part.terms_taken for part in parts),
    )


def table(result: Score) -> list[tuple[str, int, int, int, int]]:
    """Per phenomenon, most frequent first: its name, quotations in gold, found, both right, wrong names."""
    names = {name for one in result.outcomes for name in one.gold.phenomena}
    rows = []
    for name in names:
        those = [one for one in result.outcomes if name in one.gold.phenomena]
        found, right = sum(one.found for one in those), sum(one.both_right for one in those)
        rows.append((name, len(those), found, right, sum(one.wrong_name for one in those)))
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def report(result: Score) -> str:
    """The figures and the table as text for a terminal."""
    figures = {
        "detection precision": result.precision,
        "detection recall": result.recall,
        "detection F1": result.f1,
        "named speakers right": result.named_speakers,
        "wrong names": result.wrong_names,
        "unnamed kept unnamed": result.unnamed_kept,
        "descriptors right": result.descriptors,
        "sources right": result.sources,
        "quotation and speaker right": result.both_right,
        "sections right": result.sections,
        "terms taken for speech": result.terms_rate,
    }
    lines = [f"{label:<28}{figure:7.3f}" for label, figure in figures.items()]
    lines.append(f"\n{'phenomenon':<20}{'gold':>6}{'found':>7}{'right':>7}{'wrong name':>12}")
    lines += [
        f"{name:<20}{gold:>6}{found:>7}{right:>7}{wrong:>12}" for name, gold, found, right, wrong in table(result)
    ]
    return "\n".join(lines) + "\n"


def relocate(predicted: Iterable[Prediction], printed: str, source: str) -> list[Prediction]:
    """Predictions with offsets in `printed` (what the extractor made of a web page or PDF) moved to `source`."""
    theirs, ours = words(printed), words(source)
    matcher = SequenceMatcher(None, [word.form for word in theirs], [word.form for word in ours], autojunk=False)
    moved = {block.a + i: ours[block.b + i] for block in matcher.get_matching_blocks() for i in range(block.size)}
    located = []
    for one in predicted:
        inside = [moved[i] for i in sorted(_within(theirs, ((one.start, one.end),))) if i in moved]
        start, end = (inside[0].start, inside[-1].end) if inside else (0, 0)
        pieces = tuple(place for piece in one.pieces if (place := _moved(theirs, moved, piece)))
        text = one.text if one.text is not None or pieces else printed[one.start : one.end]
        located.append(dataclasses.replace(one, start=start, end=end, pieces=pieces, text=text))
    return located


def spans(predicted: Iterable[Span], gold: Sequence[Span], text: str, least: float = 0.5) -> tuple[float, float]:
    """Precision and recall of recommendations: a pair counts from `least` of intersection over union of words."""
    all_words = words(text)
    offered = [_within(all_words, (span,)) for span in predicted]
    wanted = [_within(all_words, (span,)) for span in gold]
    hits = sum(any(_overlap(one, other) >= least for other in wanted) for one in offered)
    met = sum(any(_overlap(one, other) >= least for other in offered) for one in wanted)
    return _share(hits, len(offered)), _share(met, len(wanted))


def covered(predicted: Iterable[Span], gold: Sequence[Span]) -> tuple[float, float]:
    """Precision and recall of figures: a span (number or whole sentence) is right when it holds a figure of gold."""
    offered = list(predicted)
    hits = sum(any(start <= one and other <= end for one, other in gold) for start, end in offered)
    met = sum(any(start <= one and other <= end for start, end in offered) for one, other in gold)
    return _share(hits, len(offered)), _share(met, len(gold))


def register(predicted: Iterable[str], people: Sequence[Person]) -> tuple[float, float]:
    """Precision and recall of a register's full names."""
    offered = {plain(name) for name in predicted}
    wanted = [{plain(form) for form in person.accepted} for person in people]
    hits = sum(any(name in forms for forms in wanted) for name in offered)
    return _share(hits, len(offered)), _share(sum(bool(forms & offered) for forms in wanted), len(wanted))


def plain(name: str) -> str:
    """A name without titles, marks, case and article, for comparison."""
    kept = [word for word in re.findall(r"\w+(?:['’-]\w+)*", name.casefold()) if word not in TITLES]
    return " ".join(kept).replace("’", "'").removesuffix("'s")


def _score_case(case: Case, predicted: list[Prediction]) -> Score:
    all_words = words(case.text)
    said = [_said(case.text, all_words, one) for one in predicted]
    gold = [_within(all_words, one.pieces) for one in case.quotations]
    groups = _match(said, gold, case.quotations)
    used = {index for group in groups.values() for index in group}
    neutral = [_within(all_words, (span,)) for span in case.unscored]
    left = [i for i in range(len(predicted)) if i not in used and not any(_inside(said[i], one) for one in neutral)]
    terms = [_within(all_words, ((one.start, one.end),)) for one in case.not_speech if one.kind not in NOT_TERMS]
    terms = [term for term in terms if term]
    return Score(
        outcomes=tuple(
            _outcome(case, one, tuple(predicted[i] for i in groups.get(n, ()))) for n, one in enumerate(case.quotations)
        ),
        spurious=tuple((case.name, predicted[i]) for i in left),
        terms=len(terms),
        terms_taken=sum(any(_overlap(said[i], term) >= 0.5 for i in left) for term in terms),
    )


def _match(
    said: Sequence[frozenset[int]],
    gold: Sequence[frozenset[int]],
    quotations: Sequence[Quotation],
) -> dict[int, list[int]]:
    """Predictions for each quotation: one to one, best first; then several records that make up one in pieces."""
    pairs = [(_overlap(mine, theirs), n, i) for n, theirs in enumerate(gold) for i, mine in enumerate(said)]
    groups: dict[int, list[int]] = {}
    used: set[int] = set()
    for overlap, n, i in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if overlap >= SAME and n not in groups and i not in used:
            groups[n] = [i]
            used.add(i)
    for n, theirs in enumerate(gold):
        if n not in groups and len(quotations[n].pieces) > 1:
            parts = [i for i, mine in enumerate(said) if i not in used and _inside(mine, theirs, SAME)]
            if parts and _overlap(frozenset[int]().union(*(said[i] for i in parts)), theirs) >= SAME:
                groups[n] = parts
                used.update(parts)
    return groups


def _outcome(case: Case, gold: Quotation, predictions: tuple[Prediction, ...]) -> Outcome:
    right = bool(predictions) and all(_is_speaker(gold, one) for one in predictions)
    wrong = any(one.speaker and not _is_speaker(gold, one) for one in predictions)
    return Outcome(
        case=case.name,
        gold=gold,
        predictions=predictions,
        speaker_right=right,
        wrong_name=wrong,
        descriptor_right=any(_describes(gold, one) for one in predictions),
        section_right=bool(predictions) and _is_section(gold.section, predictions[0].section, case.title),
    )


def _is_speaker(gold: Quotation, one: Prediction) -> bool:
    if gold.kind == "unnamed":
        return not one.speaker or plain(one.speaker) == plain(gold.descriptor or "")
    accepted = {plain(form) for form in gold.accepted}
    if gold.kind == "person":
        return plain(one.speaker or "") in accepted
    if one.speaker:
        return plain(one.speaker) in accepted
    return any(plain(form) in accepted for form in (one.descriptor, one.organisation) if form)


def _describes(gold: Quotation, one: Prediction) -> bool:
    """Whether one descriptor's words contain the other's, articles aside."""
    articles = {"a", "an", "one", "eine", "ein"}
    mine, theirs = (set(plain(form or "").split()) - articles for form in (one.descriptor, gold.descriptor))
    return bool(mine and theirs) and (mine <= theirs or theirs <= mine)


def _is_section(gold: str, predicted: str | None, title: str) -> bool:
    mine = _heading(predicted or "")
    return mine == _heading(gold) or (not gold and mine == _heading(title))


def _heading(text: str) -> str:
    return " ".join(word.form for word in words(re.sub(r"^\s*\d+(?:\.\d+)*\.?\s+", "", text)))


def _said(text: str, all_words: Sequence[_Word], one: Prediction) -> frozenset[int]:
    if one.pieces or one.text is None:
        return _within(all_words, one.pieces or ((one.start, one.end),))
    inside = sorted(_within(all_words, ((one.start, one.end),)))
    forms = [word.form for word in words(one.text)]
    matcher = SequenceMatcher(None, [all_words[i].form for i in inside], forms, autojunk=False)
    return frozenset(inside[block.a + i] for block in matcher.get_matching_blocks() for i in range(block.size))


def _within(all_words: Sequence[_Word], pieces: Iterable[Span]) -> frozenset[int]:
    """The numbers of the words whose middle lies within a piece."""
    ranges = list(pieces)
    return frozenset(
        i
        for i, word in enumerate(all_words)
        if any(start <= (word.start + word.end) / 2 <= end for start, end in ranges)
    )


def _moved(theirs: Sequence[_Word], moved: dict[int, _Word], piece: Span) -> Span | None:
    inside = [moved[i] for i in sorted(_within(theirs, (piece,))) if i in moved]
    return (inside[0].start, inside[-1].end) if inside else None


def _overlap(one: frozenset[int], other: frozenset[int]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0


def _inside(one: frozenset[int], other: frozenset[int], least: float = 0.5) -> bool:
    return bool(one) and len(one & other) / len(one) >= least


def _form(word: str) -> str:
    letters = "".join(letter for letter in html.unescape(word).casefold() if letter.isalnum())
    return letters.translate(str.maketrans("l1", "ii"))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _rate(those: Sequence[Outcome], holds: Callable[[Outcome], bool]) -> float:
    return _share(sum(holds(one) for one in those), len(those))

"""PDFs whose text is cut through: large first letters, pages within sentences, notes, pull quotes. All is told."""

from publisher.model import ParagraphKind as Kind
from publisher.model import RepairKind as Damage
from publisher.sources.pdf import read

from tests.sources.pdfs import Text, column, pdf

PROSE = [
    "Nine warm rooms were open in the winter, and the people who came to them were not the people whom we expected.",
    "Some came for the heat. More came for the tea, and most came back because somebody had remembered their name.",
    "A room is cheap to run and hard to pay for, which every treasurer in the district was able to tell us at length.",
]
OPEN = 'The chair of the trust spoke to us for an hour in the room, and she said at last: "We have'
CLOSED = 'got to make sure that it stays." Nobody in the room said anything for a while after that.'


def page(number: int, *lines: Text) -> list[Text]:
    return [Text("Warm rooms: a report", 72, 800, 9), *lines, Text(str(number), 290, 30, 9)]


def three(*second: Text) -> bytes:
    """Three pages; the sentence at the end of the first goes on at the end of `second`, which is on the next."""
    return pdf([page(1, *column([PROSE[0], OPEN])), page(2, *second), page(3, *column(PROSE))])


def test_a_sentence_that_a_page_breaks_is_one_again_and_each_piece_knows_its_page():
    report = read(three(*column([CLOSED, PROSE[1]])), name="r")
    assert "“We have got to make" in report.text.replace('"', "“")
    first, second = (p for p in report.paragraphs if report.text[p.start : p.end] in (OPEN, CLOSED))
    assert (first.page, second.page, second.start - first.end) == (1, 2, 1)


def test_a_break_and_what_stood_in_it_are_told_as_applied():
    report = read(three(*column([CLOSED])), name="r")
    broken, *between = [r for r in report.repairs if r.kind in (Damage.BREAK, Damage.FURNITURE)]
    assert (broken.kind, report.text[broken.start : broken.end], broken.applied) == (Damage.BREAK, " ", True)
    assert {r.before for r in between} == {"1", "Warm rooms: a report"}
    assert all(r.start == r.end == broken.end and r.applied for r in between)
    start, end = report.text.index("We have"), report.text.index(" Nobody")
    assert report.words(start, end) == 'We have got to make sure that it stays."'


def test_a_caption_and_a_note_that_cut_through_a_sentence_follow_it():
    cut = [Text("Figure 1: Rooms by month", 72, 740), Text("3 Ash, J (2020) Rooms. www.example.org", 72, 720, 8)]
    report = read(three(*cut, *column([CLOSED], top=690)), name="r")
    assert f"{OPEN} {CLOSED}" in report.text
    kinds = {report.text[p.start : p.end]: p.kind for p in report.paragraphs}
    assert kinds["Figure 1: Rooms by month"] is Kind.CAPTION
    assert kinds["3 Ash, J (2020) Rooms. www.example.org"] is Kind.FOOTNOTE
    assert "Figure 1: Rooms by month" in {r.before for r in report.repairs if r.kind is Damage.FURNITURE}


def test_a_word_broken_by_a_page_belongs_to_the_page_where_it_begins():
    text = "The trust said that all of the rooms had shown a great deal of resili-"
    pages = [
        page(1, *column([PROSE[0]]), Text(text, 72, 100)),
        page(2, *column([f"ence in the winter. {PROSE[1]} They had resilience."])),
        page(3, *column(PROSE)),
    ]
    report = read(pdf(pages), name="r")
    assert "of resilience in the winter" in report.text
    assert report.locator(report.text.index("resilience")).page == 1


def test_a_large_first_letter_is_joined_to_its_word():
    lines = [
        Text("T", 72, 690, 40),
        *column(["he room was open, and everybody in the district knew it."], x=110, top=712),
    ]
    report = read(pdf([[Text("Findings", 72, 760, 20), *lines, *column(PROSE, top=640)]]), name="r")
    assert "The room was open" in report.text
    assert [r.kind for r in report.repairs] == [Damage.DROP_CAPITAL]


def test_raised_digits_are_marks_of_notes_and_no_words():
    line = [Text("It was cold in there.", 72, 700), Text("3", 175, 705, 6), Text("They stayed on in 2019.", 182, 700)]
    report = read(pdf([[*line, *column(PROSE, top=660)]]), name="r")
    assert "It was cold in there. They stayed on in 2019." in report.text
    assert [(r.kind, r.before) for r in report.repairs] == [(Damage.MARKUP, "³")]


def test_large_words_that_stand_in_the_text_too_are_a_pull_quote():
    large = [
        Text("More came for the tea, and most came", 72, 600, 18),
        Text("back because somebody had remembered", 72, 578, 18),
    ]
    report = read(pdf([[*column(PROSE), *large]]), name="r")
    kinds = [p.kind for p in report.paragraphs if report.text[p.start : p.end].startswith("More came")]
    assert kinds == [Kind.PULL_QUOTE]


def test_hyphens_at_line_ends_are_told():
    lines = [
        Text("words and more words that make this line as long as the next one resili-", 72, 700),
        Text("ence of all.", 72, 686),
    ]
    report = read(pdf([[*lines, *column(PROSE, top=650)]]), name="r")
    (repair,) = report.repairs
    assert (repair.kind, repair.before, repair.applied) == (Damage.HYPHEN, "-\n", True)
    assert report.text[repair.start : repair.end] == repair.after == "\u00ad"
    assert "resilience of all." in report.words(0, len(report.text))


def test_a_contents_list_is_none_of_the_text():
    entries = [Text("Contents", 72, 760, 18)]
    entries += [
        Text(f"{title} ........ {n}", 72, 700 - 30 * n)
        for n, title in ((2, "Why we asked"), (3, "Findings"), (5, "What next"))
    ]
    body = [
        page(n, Text(title, 72, 760, 18), *column(PROSE))
        for n, title in ((2, "Why we asked"), (3, "Findings"), (5, "What next"))
    ]
    report = read(pdf([page(1, *entries), *body]), name="r")
    assert [p.kind for p in report.paragraphs[:4]] == [Kind.CONTENTS] * 4
    assert [report.text[p.start : p.end] for p in report.paragraphs if p.level] == [
        "Why we asked",
        "Findings",
        "What next",
    ]

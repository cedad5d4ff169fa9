"""PDFs: pages, paragraphs, headings, furniture, hyphens; damage of every kind."""

import random
import threading
import time
import zlib

import pytest
from publisher.errors import SourceError
from publisher.model import ParagraphKind
from publisher.sources.pdf import MAX_STREAM, read

from tests.sources.pdfs import Text, column, pdf, stream

PROSE = [
    "Nine warm rooms were open in the winter, and the people who came to them were not the people whom we expected.",
    "Some came for the heat. More came for the tea, and most came back because somebody had remembered their name.",
    "A room is cheap to run and hard to pay for, which every treasurer in the district was able to tell us at length.",
]


def texts(report):
    return [report.text[p.start : p.end] for p in report.paragraphs]


def headed(number: int, words: list[str]) -> list[Text]:
    """A page with a running head, paragraphs and its number."""
    return [Text("Warm rooms: a report", 72, 800, 9), *column(words), Text(str(number + 4), 290, 30, 9)]


def test_paragraphs_are_joined_from_their_lines_and_know_their_page():
    report = read(pdf([column(PROSE[:2]), column(PROSE[2:])]), name="r.pdf")
    assert texts(report) == PROSE
    assert [p.page for p in report.paragraphs] == [1, 1, 2]
    assert report.pages == 2
    assert report.text == "\n\n".join(PROSE)
    assert report.warnings == ()


def test_running_heads_and_page_numbers_are_left_out():
    pages = [headed(number, [f"{PROSE[number % 3]} This is part {number}."]) for number in range(4)]
    report = read(pdf(pages), name="r.pdf")
    assert "a report" not in report.text
    assert texts(report) == [f"{PROSE[number % 3]} This is part {number}." for number in range(4)]


def test_a_number_that_does_not_count_pages_stays():
    pages = [[*column(PROSE), Text(year, 72, 40)] for year in ("1999", "2007", "2011")]
    assert [text for text in texts(read(pdf(pages), name="r")) if text.isdigit()] == ["1999", "2007", "2011"]


def test_a_sentence_broken_by_a_page_reads_on_across_it():
    first = "We asked them what they would do if the room closed and they told us that they would be"
    report = read(
        pdf([headed(0, [first]), headed(1, ["all right, because of the telephone numbers."]), headed(2, PROSE)]),
        name="r",
    )
    assert "that they would be all right, because" in " ".join(report.text.split())


def test_larger_and_bold_lines_are_headings_by_rank():
    page = [
        Text("Open doors", 72, 760, 26),
        Text("1. The rooms", 72, 720, 17),
        *column(PROSE[:1], top=690),
        Text("The second visit", 72, 640, 11, "bold"),
        *column(PROSE[1:], top=620),
    ]
    report = read(pdf([page]), name="r")
    headings = [(p.level, report.text[p.start : p.end]) for p in report.paragraphs if p.level]
    assert headings == [(1, "Open doors"), (2, "1. The rooms"), (3, "The second visit")]
    assert report.title == "Open doors"
    assert report.section_at(report.text.index("Some came")) == ("Open doors", "1. The rooms", "The second visit")


def test_a_large_sentence_is_no_heading():
    page = [Text("Every funder will pay for a new room.", 72, 760, 22), *column(PROSE)]
    assert all(p.level == 0 for p in read(pdf([page]), name="r").paragraphs)


def test_the_title_of_the_metadata_is_taken_unless_it_is_a_file_name():
    page = [Text("Big", 72, 760, 30), *column(PROSE)]
    assert read(pdf([page], title="Open doors"), name="r").title == "Open doors"
    assert read(pdf([page], title="draft-3.docx"), name="r").title == "Big"


def hyphenated(first: str, second: str, elsewhere: str) -> str:
    """What a word that is broken into these halves becomes in a document that also says `elsewhere`."""
    filler = "words and more words that make this line of the paragraph as long as the next one "
    page = [
        Text(filler + first + "-", 72, 720),
        Text(second + " of the people whom we met in the district in winter", 72, 706),
    ]
    report = read(pdf([[*page, *column([elsewhere], top=600)]]), name="r")
    return texts(report)[0].removeprefix(filler).split(" of the people")[0]


def test_a_word_broken_at_a_line_end_is_joined_as_the_document_writes_it():
    assert hyphenated("resili", "ence", "They had resilience enough.") == "resilience"
    assert hyphenated("long", "term", "It was a long-term plan for everybody.") == "long-term"
    assert hyphenated("Anglo", "Saxon", "Nothing of the kind.") == "Anglo-Saxon"
    assert hyphenated("mid", "2020", "Nothing of the kind.") == "mid-2020"


def test_a_guessed_join_is_marked_with_a_soft_hyphen():
    assert hyphenated("resili", "ence", "Nothing of the kind.") == "resili\u00adence"
    assert (
        hyphenated("district", "council", "A council of the district and the district of a council.")
        == "district-\u00adcouncil"
    )


def test_a_list_item_is_a_paragraph():
    page = [
        Text("• Build rooms that are open every day and", 72, 700),
        Text("every night.", 84, 686),
        Text("• Pay people.", 72, 672),
    ]
    assert texts(read(pdf([page]), name="r")) == [
        "• Build rooms that are open every day and every night.",
        "• Pay people.",
    ]


PEOPLE = ["Amina Rahman, chief executive, Example Trust", "Tomasz Wilk, coordinator", "Dawn Sutcliffe, volunteer"]


def test_lines_that_were_ended_on_purpose_are_entries_of_a_list():
    lines = [Text(words, 97, 500 - 14 * at) for at, words in enumerate(PEOPLE)]
    report = read(pdf([[*column(PROSE), *lines]]), name="r.pdf")
    assert texts(report) == [*PROSE, *PEOPLE]


def test_a_box_narrower_than_its_column_is_no_list():
    box = ["Amina Rahman asked the", "Council for a room and", "the Council said that", "Yes, it had one."]
    lines = [Text(words, 97, 500 - 14 * at) for at, words in enumerate(box)]
    report = read(pdf([[*column(PROSE), *lines]]), name="r.pdf")
    assert texts(report) == [*PROSE, " ".join(box)]


@pytest.mark.parametrize(("x", "size"), [(97, 11), (72, 14), (97, 14)])
def test_a_paragraph_set_apart_with_a_name_below_is_a_quotation(x, size):
    words = ["It was the tea that brought us in,", "and the talk that kept us there."]
    apart = [
        *(Text(line, x, 500 - 18 * at, size) for at, line in enumerate(words)),
        Text("— Amina Rahman, cook", x, 455),
    ]
    after = column(["Nobody who was asked about it had expected as much as that."], top=420)
    report = read(pdf([[*column(PROSE), *apart, *after]]), name="r.pdf")
    kinds = [(p.kind, report.text[p.start : p.end]) for p in report.paragraphs[len(PROSE) :]]
    assert kinds[0] == (ParagraphKind.QUOTATION, " ".join(words))
    assert kinds[1] == (ParagraphKind.QUOTATION, "— Amina Rahman, cook")
    assert kinds[2][0] is ParagraphKind.TEXT


def test_a_paragraph_set_apart_without_a_name_below_is_text():
    apart = [Text("It was the tea that brought us in,", 97, 500), Text("and the talk that kept us there.", 97, 486)]
    report = read(pdf([[*column(PROSE), *apart, *column([PROSE[0]], top=450)]]), name="r.pdf")
    assert {p.kind for p in report.paragraphs} == {ParagraphKind.TEXT}


def test_scanned_pages_are_named():
    report = read(pdf([column(PROSE), []], picture=True), name="r.pdf")
    assert report.warnings == ("r.pdf: page 2 is a picture and needs OCR",)
    with pytest.raises(SourceError, match=r"r\.pdf: holds only pictures of pages\. It needs OCR first"):
        read(pdf([[], []], picture=True), name="r.pdf")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (pdf([column(PROSE)], encrypted=True), "r.pdf: is protected by a password"),
        (b"%PDF-1.7\nnothing", "r.pdf: is damaged or cut short"),
        (pdf([[]]), "r.pdf: holds no text"),
        (pdf([]), "r.pdf: is damaged or cut short"),
    ],
)
def test_a_pdf_without_readable_text_is_refused_by_name(data, says):
    with pytest.raises(SourceError) as caught:
        read(data, name="r.pdf")
    assert str(caught.value).startswith(says)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("times", [1, 2])
def test_a_stream_that_unpacks_without_end_is_refused_early(times):
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(MAX_STREAM // (1 << 20) + 2)) + packer.flush()
    data = pdf([column(PROSE)]) + stream(b"", packed=packed if times == 1 else zlib.compress(packed))
    began = time.monotonic()
    with pytest.raises(SourceError, match="unpacks to more than 100 MB"):
        read(data, name="r.pdf")
    assert time.monotonic() - began < 5


def test_a_hundred_damaged_files_end_in_an_error_or_a_partial_reading():
    whole = pdf([headed(number, PROSE) for number in range(5)])
    chance = random.Random(20261122)  # the same damage every time
    outcomes = []
    for turn in range(100):
        data = bytearray(whole[: chance.randrange(20, len(whole))] if turn % 2 else whole)
        for _ in range(chance.choice([1, 5, 40])):
            data[chance.randrange(9, len(data))] = chance.randrange(256)
        outcomes.append(outcome(bytes(data)))
    assert all(said.startswith(("read ", "r.pdf: ")) and "\n" not in said for said in outcomes)
    assert sum(said.startswith("read ") for said in outcomes) >= 10
    assert sum(said.startswith("r.pdf: ") for said in outcomes) >= 10


def outcome(data: bytes) -> str:
    """What a person sees: `read` and how much, or the error."""
    try:
        return f"read {len(read(data, name='r.pdf').text)} characters"
    except SourceError as error:
        return str(error)


def test_reserved_and_control_characters_do_not_reach_the_text():
    report = read(pdf([[Text("Warm\x07 rooms", 72, 700), Text("and tea", 72, 686)]]), name="r")
    assert all(character.isprintable() or character == "\n" for character in report.text)


def test_threads_may_read_at_once():
    data = pdf([headed(number, PROSE) for number in range(10)])
    found = []
    threads = [threading.Thread(target=lambda: found.append(read(data, name="r"))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert all(report == found[0] for report in found)


def test_the_same_bytes_give_the_same_report():
    data = pdf([headed(number, PROSE) for number in range(3)])
    assert read(data, name="r") == read(data, name="r")

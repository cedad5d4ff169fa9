"""What is about something: by its own words, by who says it, by where it stands. And choosing by other marks."""

import pytest
from publisher import excerpts, sources
from publisher.errors import UsageError
from publisher.excerpts import Wanted
from publisher.model import ExcerptKind, Locator, Named, Quotation, Speaker
from publisher.sources import markdown, text

LONG = "and we kept every one of the rooms open until the end of the winter."


def read(source):
    return markdown.read(source.encode(), name="r.md")


REPORT = read(
    f"""# Rooms

## In Skelby

Amina Rahman, chief executive of Harrow council, said: “We counted the doors {LONG}”

## In Harrow

Bernard Thackray, a visitor, said: “We counted the chairs {LONG}”

Grace Mbatha, director of Skelby Library, said: “We counted the lamps {LONG}”

## Interviewees

- Amina Rahman, chief executive, Harrow council
- Bernard Thackray, visitor
- Grace Mbatha, director, Skelby Library
"""
)


def quotation(number, words, speaker, section=()):
    return Quotation(
        f"{number:08x}", ExcerptKind.QUOTATION, number, number + 1, words, words, Locator(section=section), speaker, 0.9
    )


def ranked(words, *, people=()):
    found = [one for one in excerpts.find(REPORT) if one.kind is ExcerptKind.QUOTATION]
    return [one.text.split()[3] for one in excerpts.about(REPORT, found, words, people=people)]


def test_a_speaker_from_a_place_is_more_about_it_than_a_section_is():
    assert ranked("Skelby") == ["lamps", "doors"]
    assert ranked("Harrow")[0] == "doors"


def test_own_words_count_in_every_form():
    assert ranked("lamp") == ["lamps"]
    assert ranked("counting")[:3] == ranked("count")[:3]
    assert len(ranked("winters")) == 3


def test_what_has_nothing_to_do_with_it_is_left_out():
    assert ranked("zebra") == []
    assert ranked("zebra winter giraffe") == []


def test_the_register_tells_where_a_speaker_is_from_when_the_excerpt_does_not():
    one = quotation(1, f"We counted the lamps {LONG}", Speaker("Ann Lee"))
    other = quotation(5, f"We counted the chairs {LONG}", Speaker("Bo Day"))
    people = (Named("Ann Lee", roles=(("director", "Skelby Library"),)),)
    assert excerpts.about(read("# R\n\nText.\n"), [other, one], "Skelby", people=people) == (one,)


def test_a_council_of_the_place_comes_before_a_body_with_a_longer_name():
    short = quotation(9, f"We counted the lamps {LONG}", Speaker("Ann Lee", "", "Skelby council"))
    long = quotation(
        1, f"We counted the lamps {LONG}", Speaker("Bo Day", "", "Skelby and Far Moor Joint Clinical Board")
    )
    assert excerpts.about(read("# R\n\nText.\n"), [long, short], "Skelby")[0] is short


def test_voices_take_turns():
    many = [quotation(n, f"We counted lamp {n} {LONG}", Speaker("Ann Lee", "", "Skelby council")) for n in range(1, 6)]
    other = quotation(50, f"We counted lamp 6 {LONG}", Speaker("Bo Day", "", "Skelby council"))
    order = excerpts.about(read("# R\n\nText.\n"), [*many, other], "Skelby")
    assert order.index(other) < 2


def test_words_that_cannot_stand_alone_come_later():
    plain = quotation(9, f"Rooms in Skelby were warm {LONG}", Speaker("Ann Lee"))
    leaning = quotation(1, f"That was Skelby being warm {LONG}", Speaker("Bo Day"))
    assert excerpts.about(read("# R\n\nText.\n"), [leaning, plain], "Skelby")[0] is plain


def select(**asked):
    return [one.text.split()[3] for one in excerpts.select(REPORT, Wanted(("quotation",), **asked))]


@pytest.mark.parametrize("name", ["Amina Rahman", "rahman", "AMINA", "amina rahman"])
def test_a_speaker_is_found_by_any_part_of_the_name(name):
    assert select(speaker=name) == ["doors"]


def test_what_is_asked_for_together_narrows_the_list():
    assert select(section="harrow") == ["chairs", "lamps"]
    assert select(section="harrow", speaker="Grace") == ["lamps"]
    assert select(section="in skelby", speaker="Grace") == []


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"speaker": "Rahmann"}, "nobody in this report is called “Rahmann”. Did you mean “Amina Rahman”?"),
        ({"section": "In Skellby"}, "no heading holds “In Skellby”. Did you mean “In Skelby”?"),
        ({"pages": (2,)}, "this report has no pages. Use `--section`"),
        ({"ids": ("zzzz",)}, "no excerpt has the id `zzzz`."),
    ],
)
def test_what_the_report_does_not_have_is_said_with_a_suggestion(asked, words):
    with pytest.raises(UsageError) as caught:
        select(**asked)
    assert str(caught.value).startswith("r.md: ")
    assert words in str(caught.value)


def test_pages_are_those_of_the_report():
    report = text.read("One\n\nShe said: “We sat.”\n\fTwo\n\nShe said: “We stood.”\n".encode(), name="r.txt")
    (one,) = excerpts.select(report, Wanted(("quotation",), pages=(2,)))
    assert one.text == "We stood."
    with pytest.raises(UsageError, match="there is no page 3; it has 2"):
        excerpts.select(report, Wanted(("quotation",), pages=(3,)))


def test_ids_come_in_the_order_asked_for_and_stay_when_the_typography_changes():
    first, second, third = (one.id for one in excerpts.select(REPORT, Wanted(("quotation",))))
    assert [one.id for one in excerpts.select(REPORT, Wanted(("quotation",), ids=(third, first)))] == [third, first]
    changed = read(REPORT.text.replace("“", '"').replace("”", '"').replace("## In Harrow", "More.\n\n## In Harrow"))
    assert [one.id for one in excerpts.select(changed, Wanted(("quotation",)))] == [first, second, third]


def test_excerpts_of_all_kinds_come_by_place_with_ids_of_their_own():
    source = "# R\n\n## Recommendations\n\n- Every council should open 12 rooms in each town.\n\nThe rooms cost £40 a week.\n"
    found = excerpts.find(read(source))
    assert [one.kind for one in found][:2] == [ExcerptKind.FIGURE, ExcerptKind.RECOMMENDATION]
    assert [one.start for one in found] == sorted(one.start for one in found)
    assert len({one.id for one in found}) == len(found)


@pytest.mark.parametrize("name", ["open-doors.md", "open-doors.pdf"])
def test_the_text_of_any_excerpt_is_what_is_read_at_its_offsets(name, example):
    report = sources.read(example.campaigns / "reports" / name, name=name)
    found = excerpts.find(report)
    assert {one.kind for one in found} == set(ExcerptKind)
    for one in found:
        assert one.raw_text == report.text[one.start : one.end]
        for cue in one.evidence:
            assert cue.text == report.words(cue.start, cue.end)
        if one.kind is not ExcerptKind.QUOTATION:
            assert one.text == report.words(one.start, one.end)


def test_the_quotations_that_an_editor_chose_are_among_the_first_twelve(texts):
    report = text.read((texts / "reports" / "seizing-the-moment.txt").read_bytes(), name="report")
    post = " ".join((texts / "reports" / "piece-impact-hub-post.txt").read_text().split())
    chosen = [part.split("”")[0] for part in post.split("“")[1:] if len(part.split("”")[0].split()) > 20]
    assert len(chosen) == 4
    found = excerpts.select(report, Wanted(("quotation",), about="Bradford"))[:12]
    openings = {" ".join(one.text.split()[:5]).replace("'", "’") for one in found}
    assert {" ".join(one.split()[:5]) for one in chosen} <= openings

"""What a campaign about a report begins with: which excerpts, in which words, and what is left to write."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from publisher import campaigns, config, drafting, excerpts, scaffold
from publisher.errors import UsageError
from publisher.model import Excerpt, ExcerptKind, Locator, Quotation, Report, Speaker, Verdict
from publisher.sources import markdown

CONFIG = """\
id: t3st
title: Notes
url: https://notes.example.org
sender: {name: Notes, email: a@notes.example.org}
organisation: {name: Trust, address: "1 High Street"}
"""

PEOPLE = (
    ("Amina Rahman", "chief executive", "Harrow council"),
    ("Bernard Thackray", "visitor", "Coldstone Chapel"),
    ("Grace Mbatha", "director", "Skelby Library"),
    ("Yusuf Karim", "youth worker", "Skelby Institute"),
    ("Siobhan Carrick", "head of libraries", "Aldersyke council"),
    ("Kieran Boothroyd", "finance officer", "Neighbour Rooms"),
)


def report(people: tuple[tuple[str, str, str], ...] = PEOPLE, *, more: str = "") -> Report:
    parts = ["# Warm rooms\n"]
    for number, (name, role, place) in enumerate(people):
        parts.append(
            f"## Part {number}\n\n{name}, {role} of {place}, said: “We kept room number {number} open until the end of the winter.”\n"
        )
    parts.append(more + "\n## Interviewees\n")
    parts.append("\n".join(f"- {name}, {role}, {place}" for name, role, place in people))
    return markdown.read("\n".join(parts).encode(), name="campaigns/reports/rooms.md")


def names(chosen: tuple[Excerpt, ...]) -> list[str]:
    return [one.speaker.name if one.speaker else "" for one in chosen]


def test_five_quotations_of_five_people_in_the_order_of_the_report() -> None:
    chosen = drafting.choose(report())
    assert len(chosen) == 5
    assert len(set(names(chosen))) == 5
    assert [one.start for one in chosen] == sorted(one.start for one in chosen)


def test_about_a_place_quotes_the_people_from_there() -> None:
    assert names(drafting.choose(report(), about="Skelby")) == ["Grace Mbatha", "Yusuf Karim"]


def test_few_people_may_say_two_things_each_but_not_three() -> None:
    more = "".join(
        f"\nAmina Rahman added: “We painted stair number {n} of the chapel a bright yellow.”\n" for n in range(4)
    )
    chosen = drafting.choose(report(PEOPLE[:2], more=more))
    assert names(chosen).count("Amina Rahman") == 2


def test_ids_are_taken_as_they_are_given_of_whatever_kind() -> None:
    found = excerpts.find(report(more="\nThe rooms cost £40 a week in all of the towns together.\n"))
    figure = next(one for one in found if one.kind is ExcerptKind.FIGURE)
    chosen = drafting.choose(
        report(more="\nThe rooms cost £40 a week in all of the towns together.\n"), ids=(figure.id, found[0].id)
    )
    assert [one.id for one in chosen] == [figure.id, found[0].id]


def test_what_nobody_talks_about_is_an_error_that_says_what_to_try() -> None:
    with pytest.raises(UsageError, match="nothing that can be quoted is about “zebras”"):
        drafting.choose(report(), about="zebras")
    with pytest.raises(UsageError, match="no excerpt has the id `nothing`"):
        drafting.choose(report(), ids=("nothing",))


def test_a_report_without_speakers_gives_its_key_passages() -> None:
    source = (
        "# Rooms\n\nThe warm rooms were open to neighbours in every town. Neighbours came to the warm rooms each day.\n"
    )
    chosen = drafting.choose(markdown.read(source.encode(), name="r.md"))
    assert {one.kind for one in chosen} == {ExcerptKind.PASSAGE}


def test_every_quotation_has_a_lead_in_with_name_and_role_and_a_caption() -> None:
    read = report()
    chosen = drafting.choose(read)
    body = drafting.draft(read, "reports/rooms.pdf", chosen).body
    blocks = body.split("\n\n")
    for one in chosen:
        speaker = one.speaker
        assert speaker is not None
        place = next(index for index, block in enumerate(blocks) if one.text in block)
        assert speaker.name in blocks[place - 1]
        assert speaker.role in blocks[place - 1]
        assert blocks[place - 1].endswith(":")
        assert blocks[place].endswith(f"\n>\n> — {speaker}")
    lead_ins = [
        block.replace(one.speaker.name, "X") for one in chosen if one.speaker for block in blocks if block.endswith(":")
    ]
    assert len(set(lead_ins)) > 3


def test_the_lead_is_left_to_be_written_and_the_button_comes_last() -> None:
    read = report()
    blocks = drafting.draft(read, "reports/rooms.pdf", drafting.choose(read)).body.strip().split("\n\n")
    assert blocks[0].startswith(drafting.TO_BE_WRITTEN)
    assert blocks[-1] == "::: button\n[Download the report (PDF)](reports/rooms.pdf)\n:::"
    assert blocks[-2] == "All of these words are from *Warm rooms*."


def test_the_credit_has_authors_publisher_and_date_as_printed() -> None:
    read = replace(report(), authors=("Ann Lee", "Bo Day"), publisher="Rooms Trust", published="May 2026")
    body = drafting.draft(read, "", drafting.choose(read)).body
    assert "All of these words are from *Warm rooms*, by Ann Lee and Bo Day (Rooms Trust, May 2026)." in body
    assert ":::" not in body


def test_title_and_summary_say_what_it_is_about_and_who_speaks() -> None:
    read = report()
    made = drafting.draft(read, "", drafting.choose(read, about="Skelby"), about="Skelby")
    assert made.title == "Warm rooms: what it says about Skelby"
    assert made.summary == "What “Warm rooms” says about Skelby, in the words of Grace Mbatha and Yusuf Karim."
    assert drafting.draft(read, "", drafting.choose(read), title="My own").title == "My own"


def test_a_letter_has_items_below_headings_a_greeting_and_a_short_subject() -> None:
    read = replace(report(), title="Warm rooms and what we learned about them in three very long and very cold winters")
    made = drafting.draft(read, "reports/rooms.pdf", drafting.choose(read), template="newsletter")
    assert made.body.startswith('Dear {{ first_name or "friend" }},\n\n[Write ')
    assert "\n## Part 1\n\n" in made.body
    assert made.body.rstrip().endswith("your name and team")
    assert len(made.subject) <= 60
    assert len(made.preheader) <= 150


@pytest.mark.parametrize("template", ["report-post", "guest-post", "newsletter", "digest"])
def test_what_is_written_reads_back_as_a_campaign_whose_quotations_are_proven(template: str) -> None:
    read = report()
    made = drafting.draft(read, "reports/rooms.pdf", drafting.choose(read), template=template)
    written = scaffold.campaign_text(
        "x", template=template, report="reports/rooms.md", today=date(2026, 11, 22), draft=made
    )
    campaign = campaigns.read(campaigns.File("campaigns/x.md", written.encode()), config.load(CONFIG).config)
    assert campaign.title == made.title
    assert len(campaign.body.quotations) == 5
    for printed in campaign.body.quotations:
        assert excerpts.prove(printed.words, printed.line, [read]).verdict is Verdict.EXACT
        assert printed.speaker is not None
        assert printed.speaker.name in {name for name, _, _ in PEOPLE}


def one(words: str, speaker: Speaker | None, kind: ExcerptKind = ExcerptKind.QUOTATION) -> Excerpt:
    values = ("0" * 8, kind, 0, len(words), words, words, Locator(), speaker, 0.9)
    return Quotation(*values) if kind is ExcerptKind.QUOTATION else Excerpt(*values)


@pytest.mark.parametrize(
    ("excerpt", "line"),
    [
        (one("We sat.", Speaker(descriptor="A police chief")), "A police chief said:"),
        (one("We sat.", None), "The report quotes somebody whom it does not name:"),
        (one("Sit.", None, ExcerptKind.RECOMMENDATION), "The report recommends:"),
        (one("It cost £4.", None, ExcerptKind.FIGURE), "One figure from the report:"),
        (one("We sat.", Speaker("Ann Lee")), "Ann Lee said:"),
        (one("We sat.", Speaker("Ann Lee", "director", "Trust")), "Ann Lee, director of Trust, said:"),
        (one("We sat.", Speaker("Ann Lee", "volunteer", "Trust")), "Ann Lee, volunteer, Trust, said:"),
        (one("We sat.", Speaker("Ann Lee", "former head of Trust", "Trust")), "Ann Lee, former head of Trust, said:"),
    ],
)
def test_a_lead_in_says_only_what_is_known(excerpt: Excerpt, line: str) -> None:
    body = drafting.draft(report(), "", (excerpt,)).body
    assert body.split("\n\n")[1] == line


def test_the_second_time_somebody_speaks_the_name_is_enough() -> None:
    speaker = Speaker("Ann Lee", "director", "Trust")
    body = drafting.draft(report(), "", (one("We sat.", speaker), one("We stood.", speaker))).body
    assert "\n\nAnn Lee also said:\n\n" in body


def test_in_other_languages_a_lead_in_is_the_speaker_alone() -> None:
    body = drafting.draft(
        report(), "", (one("Wir saßen.", Speaker("Ann Lee", "Leiterin", "Verein")),), language="de"
    ).body
    assert body.split("\n\n")[1] == "Ann Lee, Leiterin, Verein:"
    assert body.rstrip().endswith("*Warm rooms*")


@pytest.mark.parametrize(
    "words",
    [
        "# not a heading",
        "1. not a list",
        "- nor this",
        "> nor a quotation",
        "2*3 is *not* emphasis, nor _this_, but snake_case is",
        "[no link](x), no ![picture](y), no [^1]",
        "<b>no markup</b> &amp; no entity",
        "`no code` and no ~~deletion~~",
        "::: button",
        "{{ first_name }} is no placeholder",
        "a | b \\ c",
        "+ plus",
    ],
)
def test_whatever_the_words_hold_markdown_reads_them_as_they_are(words: str) -> None:
    written = f"---\ntitle: x\nreport: r.md\n---\n{excerpts.markdown(report(), one(words, None))}\n"
    campaign = campaigns.read(campaigns.File("campaigns/x.md", written.encode()), config.load(CONFIG).config)
    (printed,) = campaign.body.quotations
    assert printed.words == words
    assert printed.attribution == ""

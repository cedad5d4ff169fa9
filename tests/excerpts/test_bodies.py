"""Bodies and documents as speakers: the text and whose it is, also where only `its submission` is printed."""

import pytest
from publisher.excerpts import quotations
from publisher.sources import text

Q = "“We kept it open all winter.”"


def sources(source):
    report = text.read(f"A year in the rooms\n\n{source}\n".encode(), name="r.txt")
    return [(one.speaker.descriptor, one.speaker.organisation) if one.speaker else None for one in quotations(report)]


@pytest.mark.parametrize(
    ("source", "speaker"),
    [
        (
            f"The Westmere Trust neither backed nor fought it. Its submission states: {Q}",
            ("Its submission", "The Westmere Trust"),
        ),
        (f"Northmoor Council was cool. Its reply said: {Q}", ("Its reply", "Northmoor Council")),
        (
            "The Ferry Union wants more, and its latest annual report says the trade faces “a bill of its own making”.",
            ("its latest annual report", "The Ferry Union"),
        ),
        (f"Westmere Parish Council made the same case with charts and added: {Q}", ("", "Westmere Parish Council")),
        (f"The Harbour Board took another view and wrote: {Q}", ("", "The Harbour Board")),
        (f"The Ferry Union drew up a list and concluded: {Q}", ("", "The Ferry Union")),
        (f"One sentence of the Ombudsman’s report was hard to read: {Q}", ("the Ombudsman’s report", "the Ombudsman")),
        (f"A line in the council’s own review was plain: {Q}", ("the council’s own review", "the council")),
        (f"The last paragraph of the trust’s letter was short: {Q}", ("the trust’s letter", "the trust")),
        (
            "The trust’s yearly review gives it one line, in which it is called “a modest gain in a poor field”.",
            ("The trust’s yearly review", "The trust"),
        ),
        (
            "The council’s plan has a footnote in which the path is described as “a route of last resort for the brave”.",
            ("The council’s plan", "The council"),
        ),
        (
            "The agency’s handbook has a chapter where guests are described as “persons who pass through the lobby at night”.",
            ("The agency’s handbook", "The agency"),
        ),
        (
            "Under the county’s charging policy, which describes such bills as “a fair share for the guest,” she paid.",
            ("the county’s charging policy", "the county"),
        ),
        (
            "It was in the trust’s handbook, which calls this “a matter for the people on duty”, all along.",
            ("the trust’s handbook", "the trust"),
        ),
        (
            "They quoted the council’s letter, which said that it was “sorry for the noise, and for the dust”.",
            ("the council’s letter", "the council"),
        ),
        (
            "In our survey of 20 schools, one pupil in ten described themselves as “the one who does the cooking”.",
            ("our survey", ""),
        ),
        (
            "In the trust’s poll of drivers, most described the road as “too narrow by half for a bus”.",
            ("the trust’s poll", "the trust"),
        ),
        (
            "In a recent survey of tenants, two in three said they were “cold for most of the winter”.",
            ("a recent survey", ""),
        ),
        (
            "The manual of one, a toaster, tells its owner that “this machine has no parts worth your time”.",
            ("The manual", ""),
        ),
    ],
)
def test_a_body_or_a_document_is_named_as_the_source(source, speaker):
    assert sources(source) == [speaker]

"""checks/proof.py: proofs in, findings out."""

from __future__ import annotations

import pytest
from publisher.checks import proof
from publisher.checks.proof import shown
from publisher.model import Finding, Locator, Person, Proof, Severity, Verdict

from tests.checks.provoking import by_rule, provokes
from tests.site.building import make_campaign

PEOPLE = (
    Person("amina", "Amina Rahman", variants=("Ms Rahman",)),
    Person("ben", "Ben Okafor"),
)


def find(verdict: Verdict, **more: object) -> list[Finding]:
    campaign = make_campaign("> Words.\n", report="reports/x.pdf")
    one = Proof("Words.", 8, verdict, **more)  # type: ignore[arg-type]  # the fields of a proof
    return list(proof(campaign, [one], PEOPLE))


def test_exact_words_are_silent() -> None:
    assert find(Verdict.EXACT, report="reports/x.pdf", source="Words.", locator=Locator(page=3)) == []


@provokes("quotation-typography")
def test_typography_only_is_a_note() -> None:
    (found,) = find(Verdict.TYPOGRAPHY, report="reports/x.pdf", source="Words.", locator=Locator(page=3))
    assert (found.rule, found.severity) == ("quotation-typography", Severity.NOTE)
    assert str(found) == (
        "campaigns/a-post.md:8: this quotation differs from reports/x.pdf, page 3, in marks, dashes or spaces only"
    )


@provokes("quotation-not-found")
@pytest.mark.parametrize(
    ("difference", "words"),
    [
        (("had", "has"), "nearest is page 12, which says “has” for “had”: “She has said so.”"),
        (("very", ""), "nearest is page 12, which does not have “very”: “She has said so.”"),
        (("", "not"), "nearest is page 12, which also has “not”: “She has said so.”"),
        (None, "nearest is page 12: “She has said so.”"),
    ],
)
def test_words_that_are_not_there_name_the_nearest(difference: tuple[str, str] | None, words: str) -> None:
    (found,) = find(
        Verdict.NOT_FOUND,
        report="reports/x.pdf",
        source="She has\n\nsaid so.",
        locator=Locator(page=12),
        difference=difference,
    )
    assert (found.rule, found.severity) == ("quotation-not-found", Severity.ERROR)
    assert str(found) == (
        f"campaigns/a-post.md:8: this quotation is not in reports/x.pdf; {words} Correct it to the report's words,"
        " or mark the change with […] or [words]"
    )


def test_words_that_are_near_nothing_name_the_reports() -> None:
    (found,) = find(Verdict.NOT_FOUND)
    assert found.what == "this quotation is not in reports/x.pdf, and nothing there is near it"


def test_a_long_passage_is_cut_at_a_word() -> None:
    assert shown("short  words\nhere") == "short words here"
    cut = shown("many words " * 20)
    assert len(cut) <= 80
    assert cut.endswith("words …")
    assert len(shown("x" * 200)) <= 80 + 2


# ── speakers ────────────────────────────────────────────────────────────────────────────────────────────


def speakers(lead_in: str, caption: str) -> dict[str, list[str]]:
    return by_rule(proof(make_campaign(f"{lead_in}\n\n> Words.\n>\n> — {caption}\n"), [], PEOPLE))


@provokes("quotation-speakers")
@pytest.mark.parametrize(
    "lead_in",
    [
        "Ben Okafor put it so:",
        "Amina Rahman agreed. Ben Okafor did not:",
        "“No.” Ben Okafor said more:",
        "As Ben\nOkafor said",
    ],
)
def test_a_caption_and_a_lead_in_that_name_two_people(lead_in: str) -> None:
    found = speakers(lead_in, "Amina Rahman, chief executive")
    (what,) = found["quotation-speakers"]
    assert what.endswith("the caption names Amina Rahman, the sentence before the quotation Ben Okafor")
    assert list(found) == ["quotation-speakers"]


@pytest.mark.parametrize(
    ("lead_in", "caption"),
    [
        ("Amina Rahman put it so:", "Amina Rahman, chief executive"),
        ("Ms Rahman put it so:", "Amina Rahman"),
        ("Ben Okafor had left. She put it so:", "Amina Rahman"),
        ("“Ben Okafor had left.” She put it so:", "Amina Rahman"),
        ("Was it Ben Okafor? She put it so:", "Amina Rahman"),
        ("Amina Rahman told Ben Okafor:", "Amina Rahman"),
        ("Ruben Okafor said:", "Amina Rahman"),
        ("Ben Okafors said:", "Amina Rahman"),
        ("Ben Okafor said:", "a visitor"),
        ("Somebody said:", "Amina Rahman"),
    ],
)
def test_a_caption_and_a_lead_in_that_agree_are_silent(lead_in: str, caption: str) -> None:
    assert speakers(lead_in, caption) == {}


def test_only_the_paragraph_right_before_leads_in() -> None:
    body = "Ben Okafor put it so:\n\n## A heading\n\n> Words.\n>\n> — Amina Rahman\n"
    assert by_rule(proof(make_campaign(body), [], PEOPLE)) == {}

"""The figures on the real report and on the evaluation set, side by side. `pytest -s` prints them."""

import json
from functools import cache
from pathlib import Path

import pytest
from publisher.excerpts import people, quotations
from publisher.model import Speaker
from publisher.sources import markdown, text, webpage

from tests.evaluation.build import load
from tests.evaluation.score import Prediction, relocate, report, score
from tests.excerpts import scoring
from tests.excerpts.perturb import PERTURBATIONS

GOLD = Path(__file__).parents[1] / "gold/seizing-the-moment.json"


@pytest.fixture(scope="module")
def gold():
    return json.loads(GOLD.read_text("utf-8"))


@pytest.fixture
def source(texts, gold):
    return (texts / gold["source"]["file"]).read_bytes().decode()


def figures(source, gold):
    report = text.read(source.encode(), name="report.txt")
    assert report.text == source
    return scoring.score(quotations(report), gold, source)


def test_the_real_report_meets_its_bars(source, gold):
    found = figures(source, gold)
    print(f"\nreal report   {found}")
    assert found.f1 >= 0.99
    assert found.named >= 0.97
    assert found.unnamed_kept >= 8
    assert found.wrong_names == 0
    assert found.sections >= 0.97
    assert found.broken_clean == 5


@pytest.mark.parametrize("kind", PERTURBATIONS)
def test_the_real_report_in_other_clothes_is_read_as_well(source, gold, kind):
    plain = figures(source, gold)
    found = figures(*PERTURBATIONS[kind](source, gold))
    print(f"\n{kind:<13} {found}")
    assert found.f1 >= plain.f1 - 0.02
    assert found.named >= plain.named - 0.02
    assert found.unnamed_kept >= plain.unnamed_kept - 1
    assert found.wrong_names <= plain.wrong_names
    assert found.sections >= plain.sections - 0.02


def test_the_pull_quote_that_differs_is_a_variant_of_what_it_repeats(source, gold):
    found = quotations(text.read(source.encode(), name="report.txt"))
    (variant,) = [one for one in found if one.variant_of]
    (wanted,) = [one for one in gold["pull_quotes"] if one["repeats"]]
    repeated = gold["quotations"][wanted["repeats"] - 1]
    assert (variant.start, variant.end) == (wanted["start"], wanted["end"])
    assert variant.speaker.name == wanted["speaker"]
    assert [one.start for one in found if one.id == variant.variant_of] == [repeated["start"]]


def test_the_register_has_everybody_of_the_reports_own_list(source, gold):
    register = {one.name: one for one in people(text.read(source.encode(), name="report.txt"))}
    listed = [one for one in gold["people"] if one["interviewee"]]
    assert [one["name"] for one in listed if not register[one["name"]].listed] == []
    assert sum(one.listed for one in register.values()) == len(listed)
    for one in listed:
        assert register[one["name"]].roles[0] == (one["role"], one["organisation"])


READERS = {"text": text.read, "markdown": markdown.read, "html": webpage.read}


def answer(case):
    """What the extractor finds in one text of the evaluation set, at the offsets of that text."""
    read = READERS[case.format](case.text.encode(), name=case.name)
    found = [prediction(one) for one in quotations(read)]
    return case, relocate(found, read.text, case.text) if case.format == "html" else found


def prediction(one):
    who = one.speaker or Speaker()
    section = (one.locator.section or ("",))[-1]
    body = "" if who.name else who.organisation
    return Prediction(one.start, one.end, who.name, who.descriptor, section, body, one.pieces)


UNSEEN = Path(__file__).parents[1] / "evaluation"


@cache
def unseen(name):
    """The score on a set of texts that nobody had seen who wrote rules before."""
    return score([answer(case) for case in load(UNSEEN / f"unseen-{name}")])


@pytest.mark.parametrize("name", ["a", "b", "c"])
def test_the_texts_unseen_when_the_rules_were_written_keep_the_bars(name):
    found = unseen(name)
    print(f"\n── unseen-{name} ──\n{report(found).split(chr(10) * 2)[0]}")
    assert found.named_speakers >= 0.80
    assert found.both_right >= 0.80
    assert found.terms_rate < 0.05
    assert found.wrong_names < 0.05


@cache
def answers():
    return [answer(case) for case in load()]


def test_the_evaluation_set_keeps_its_floor():
    halves = {"first half": answers()[::2], "second half": answers()[1::2], "all": answers()}
    results = {half: score(those) for half, those in halves.items()}
    for half, result in results.items():
        print(f"\n── evaluation set, {half} ──\n{report(result).split(chr(10) * 2)[0]}")
    print(report(results["all"]).split("\n\n")[1])
    found = results["all"]
    assert found.f1 >= 0.92
    assert found.named_speakers >= 0.82
    assert found.both_right >= 0.77
    assert found.terms_rate <= 0.06
    assert found.wrong_names <= 0.045

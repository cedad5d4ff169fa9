"""Campaigns against their reports: every quotation, block or in running text, and who is said to say it."""

import pytest
from publisher import pipeline

from tests.checks.provoking import provokes
from tests.pipeline.desk import Desk

REPORT = """\
# Warm rooms

## People we met

- Ann Example, chief executive, Test Trust
- Bob Sample, cook, Skelby Institute
- Carla Voss, finance director, Aldersyke Council

## Findings

Ann Example, chief executive of the Test Trust, said: "We had expected twelve people, and forty-one came. We did not
turn anybody away."

Bob Sample, who cooks at the Skelby Institute, put it this way: "Nobody asked us twice, and the soup was gone by noon."

"The door was open because the lock was broken," explained a police officer in Marlsworth.

## The river

The river rose in one night.

## The roof

"The roof leaked all winter long," said Gil Marsh.

## Money

Carla Voss added: "The grant was late." Some 412 visitors filled in the questionnaire about heating in that winter.
"""

HEAD = """\
---
title: {title}
date: 2026-11-20 09:00
report: {report}
summary: What the report says.
channels: [blog]
---
"""


@pytest.fixture
def desk(tmp_path):
    desk = Desk(tmp_path)
    desk.write("campaigns/report.md", REPORT)
    return desk


def findings(desk, body, *, report="report.md", title="A post"):
    desk.write("campaigns/post.md", HEAD.format(report=report, title=title) + body)
    workspace = desk.open()
    return [(str(one.severity), one.rule, str(one)) for one in workspace.findings(workspace.campaigns[0])]


def rules(desk, body, **more):
    return [(severity, rule) for severity, rule, _ in findings(desk, body, **more)]


@pytest.mark.parametrize(
    "body",
    [
        'Ann Example said: "We had expected twelve people, and forty-one came."\n',
        "> We had expected twelve people, and forty-one came.\n>\n> — Ann Example, chief executive, Test Trust\n",
        '"Nobody asked us twice," said Bob Sample.\n',
        'We want to be a "listening" trust, with an ‘open door’.\n',
        'The report is called "The rooms that stayed open all winter".\n',
        'Ms Example spoke of "forty-one" people.\n',
        'The CEO of the Test Trust, Ann Example, said: "We did not turn anybody away."\n',
        "> The grant was late.\n>\n> — Carla Voss, finance director of Aldersyke Council\n",
    ],
)
def test_a_campaign_that_is_right_has_no_findings(desk, body):
    assert rules(desk, body) == []


@provokes(
    "quotation-negation",
    "quotation-turns",
    "speaker-differs",
    "speaker-unnamed",
    "speaker-role",
    "speaker-organisation",
)
@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ('Ann Example said: "We had expected ten people, and forty-one came."\n', "quotation-not-found"),
        ('- Ann Example said: "We had expected ten people."\n', "quotation-not-found"),
        ("::: aside\nBob said: “Everybody asked us twice.”\n:::\n", "quotation-not-found"),
        ('"We had all expected twelve people in the room."\n', "quotation-not-found"),
        ('"Zebras thrive in Uzbekistan nowadays," said Ann Example.\n', "quotation-not-found"),
        ("> We did […] turn anybody away.\n", "quotation-negation"),
        ("> forty-one came […] the soup was gone by noon\n", "quotation-turns"),
        ("> Nobody asked us twice, and the soup was gone by noon.\n>\n> — Ann Example\n", "speaker-differs"),
        ('"Nobody asked us twice," said Ann Example.\n', "speaker-differs"),
        ("> Nobody asked us twice, and the soup was gone by noon.\n>\n> — Joe Bloggs\n", "speaker-differs"),
        ("> The door was open because the lock was broken.\n>\n> — Ann Example\n", "speaker-unnamed"),
        ("> The grant was late.\n>\n> — Carla Voss, head gardener\n", "speaker-role"),
        ("> The grant was late.\n>\n> — Carla Voss, finance director, Wigan Borough\n", "speaker-organisation"),
    ],
)
def test_what_is_wrong_is_one_error(desk, body, rule):
    found = [(severity, name) for severity, name, _ in findings(desk, body) if severity == "error"]
    assert found == [("error", rule)]


@provokes(
    "quotation-edited",
    "quotation-capital",
    "quotation-elsewhere",
    "quotation-mark",
    "phrase-near",
    "figure-differs",
    "name-differs",
    "speaker-uncertain",
    "speaker-unconfirmed",
)
@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("> The river rose in one night.\n>\n> — Dee Fox\n", ("note", "speaker-uncertain")),
        (
            "> Nobody asked us twice, and the soup was gone by noon.\n>\n> — Bob Sample, cook, the Council\n",
            ("note", "speaker-unconfirmed"),
        ),
        ("> The roof leaked all winter long.\n>\n> — Gil Marsh, roofer\n", ("note", "speaker-unconfirmed")),
        ("> We had expected […] people, and forty-one came.\n", ("note", "quotation-edited")),
        ("> We had expected twelve people – and forty-one came.\n".replace(" –", ", —").replace(", —", ","), None),
        ("> we had expected twelve people, and forty-one came.\n", ("note", "quotation-capital")),
        ("> “Nobody asked us twice, and the soup was ‘gone’ by noon.”\n", ("error", "quotation-not-found")),
        ("A man said: “Tea or coffee, or both of them?”\n", ("note", "quotation-elsewhere")),
        ("Ann Example said: “We had expected twelve people, and forty-one came.\n", ("warning", "quotation-mark")),
        ("They had “expected twelve guests, and forty-one” came.\n", ("note", "phrase-near")),
        ("Some 421 visitors filled in the questionnaire about heating.\n", ("note", "figure-differs")),
        ("We met Carla Vosss and Bob Semple there.\n", ("note", "name-differs")),
    ],
)
def test_what_is_worth_a_remark(desk, body, rule):
    found = rules(desk, body)
    assert (rule in found) if rule else found == []


def test_the_message_names_both_speakers_and_the_place(desk):
    (_, _, message), *_ = findings(desk, '"Nobody asked us twice," said Ann Example.\n')
    assert message.startswith("campaigns/post.md:8: ")
    assert "Ann Example" in message
    assert "Bob Sample" in message
    assert "“Findings”, paragraph 2" in message


def test_a_variant_of_configs_people_is_the_same_person(desk):
    body = "> Nobody asked us twice, and the soup was gone by noon.\n>\n> — Robert S. Cook, Skelby Institute\n"
    assert ("error", "speaker-differs") in rules(desk, body)
    config = desk.root / "config.yaml"
    text = config.read_text(encoding="utf-8").replace(
        "{name: Bob Sample}", "{name: Bob Sample, variants: Robert S. Cook}"
    )
    config.write_text(text, encoding="utf-8")
    assert rules(desk, body) == []


def test_a_role_of_configs_people_counts(desk):
    body = "> Nobody asked us twice, and the soup was gone by noon.\n>\n> — Bob Sample, head gardener\n"
    assert ("error", "speaker-role") in rules(desk, body)
    config = desk.root / "config.yaml"
    text = config.read_text(encoding="utf-8").replace("{name: Bob Sample}", "{name: Bob Sample, role: head gardener}")
    config.write_text(text, encoding="utf-8")
    assert rules(desk, body) == []


def test_a_quotation_is_looked_up_in_every_report(desk):
    desk.write("campaigns/other.md", "# Other\n\nDee Fox said: “The river rose in one night, and nobody slept.”\n")
    body = "> The river rose in one night, and nobody slept.\n>\n> — Dee Fox\n"
    assert ("error", "quotation-not-found") in rules(desk, body)
    assert rules(desk, body, report="[report.md, other.md]") == []


def test_what_front_matter_prints_is_looked_up_too(desk):
    assert rules(desk, "Words.\n", title="'Ann: “We had expected ten people, and forty-one came.”'") == [
        ("error", "quotation-not-found")
    ]
    assert rules(desk, "Words.\n", title="'Ann: “We did not turn anybody away.”'") == []


def test_a_campaign_without_a_report_is_not_compared(tmp_path):
    desk = Desk(tmp_path)
    head = HEAD.replace("report: {report}\n", "").format(title="A post")
    desk.write("campaigns/post.md", head + 'Ann said: "We never said that at all."\n')
    workspace = desk.open()
    assert workspace.findings(workspace.campaigns[0]) == []
    assert workspace.proofs(workspace.campaigns[0]) == ()


def test_a_post_on_a_real_report_is_proven(tmp_path, texts):
    desk = Desk(tmp_path)
    desk.write("campaigns/report.txt", (texts / "reports/seizing-the-moment.txt").read_text(encoding="utf-8"))
    lines = (texts / "reports/piece-impact-hub-post.txt").read_text(encoding="utf-8").splitlines()
    desk.write("campaigns/post.md", HEAD.format(report="report.txt", title="A post") + "\n\n".join(lines[4:]) + "\n")
    workspace = desk.open()
    examined = workspace.examined(workspace.campaigns[0])
    assert [str(proof.verdict) for proof in examined.proofs] == ["exact", "exact", "typography", "typography"]
    assert all(proof.printed_speaker and proof.speaker for proof in examined.proofs)
    assert len(examined.own) == 2
    assert {finding.rule for finding in workspace.findings(workspace.campaigns[0])} <= {"quotation-typography"}


@provokes("report-changed")
def test_a_report_that_has_changed_since_it_was_approved_is_told(desk):
    body = 'Ann Example said: "We did not turn anybody away."\n'
    assert rules(desk, body) == []
    workspace = desk.open()
    pipeline.approve(workspace, pipeline.check(workspace, workspace.campaigns))
    desk.write("campaigns/report.md", REPORT + "\nOne more line.\n")
    workspace = desk.open()
    found = pipeline.check(workspace, workspace.campaigns).findings
    assert [(str(one.severity), one.rule, one.where.line) for one in found] == [("note", "report-changed", 4)]

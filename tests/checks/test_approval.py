"""The approval beside a campaign: what it holds, how it is compared, and what it refuses to be."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publisher.checks import approval
from publisher.checks.approval import Approval, Approved
from publisher.errors import CampaignError
from publisher.model import Locator, Proof, Verdict


def proof(words, *, page=3, verdict=Verdict.EXACT, **more):
    return Proof(words, 1, verdict, report="r.pdf", source=words, locator=Locator(page), **more)


BEFORE = approval.approval([proof("One sentence."), proof("Another one.")], {"r.pdf": "aa"})


def test_it_holds_what_is_proven_and_nothing_else():
    made = approval.approval(
        [proof("A."), proof("B.", verdict=Verdict.NOT_FOUND), proof("c", speech=False)], {"r.pdf": "aa"}
    )
    assert made == Approval({"r.pdf": "aa"}, (Approved("A.", "r.pdf", "A.", "page 3"),))


def test_a_report_that_is_the_same_has_not_changed():
    assert approval.changed(BEFORE, approval.approval([], {"r.pdf": "aa"})) is None


def test_a_report_that_is_named_anew_was_never_approved():
    assert approval.changed(BEFORE, approval.approval([], {"other.pdf": "bb"})) is None


def test_passages_that_moved_and_passages_that_are_gone_are_told():
    now = approval.approval([proof("One sentence.", page=4)], {"r.pdf": "bb"})
    changed = approval.changed(BEFORE, now)
    assert changed
    assert [(one.printed, one.before, one.after) for one in changed.moved] == [
        ("One sentence.", "page 3", "page 4"),
        ("Another one.", "page 3", ""),
    ]
    assert str(changed) == (
        "r.pdf has changed since the last check: “One sentence.” moved from page 3 to page 4; “Another one.” is gone"
    )


def test_a_changed_report_in_which_nothing_moved_is_told_too():
    now = approval.approval([proof("One sentence."), proof("Another one.")], {"r.pdf": "bb"})
    assert str(approval.changed(BEFORE, now)).endswith("every quotation stands where it stood")


def test_what_is_no_longer_printed_does_not_count():
    assert approval.still_printed(BEFORE, ["One\nsentence."]).quotations == BEFORE.quotations[:1]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"version": 2, "reports": {}, "quotations": []}', '{"version": 1}']
)
def test_a_file_that_is_none_is_an_error_with_a_hint(text):
    with pytest.raises(CampaignError, match=r"campaigns/x\.proof\.json: this is no approval .* Delete it"):
        approval.load(text, where="campaigns/x.proof.json")


words = st.text(max_size=20)


@given(
    st.builds(
        Approval, st.dictionaries(words, words), st.lists(st.builds(Approved, words, words, words, words)).map(tuple)
    )
)
def test_it_is_read_back_as_it_was_written(value):
    assert approval.load(approval.dump(value), where="x") == value
    assert json.loads(approval.dump(value))["version"] == 1

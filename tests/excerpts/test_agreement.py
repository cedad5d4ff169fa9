"""Names, roles and organisations that can be the same, and those that cannot."""

import pytest
from publisher.excerpts.agreement import (
    content,
    is_generic,
    name_words,
    same_name,
    same_organisation,
    share_words,
    together,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Amina Rahman", "Amina Rahman"),
        ("Professor Craig Harris", "Craig Harris"),
        ("Cllr Janet Oldroyd", "Councillor Janet Oldroyd OBE"),
        ("Mr Thackray", "Bernard Thackray"),
        ("Bernard", "Bernard Thackray"),
        ("B. J. Harrington", "BJ Harrington"),
        ("A. Rahman", "Amina Rahman"),
        ("Will Kerr", "William Kerr"),
        ("José Núñez", "Jose Nunez"),
        ("Mary Anne Smith", "Mary Smith"),
        ("Amina Rahman’s", "Amina Rahman"),
        ("Alison McKenzie-Folan", "Alison Mckenzie-Folan"),
    ],
)
def test_names_of_one_person(one, other):
    assert same_name(one, other)
    assert same_name(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Andrew Kerr", "William Kerr"),
        ("Amina Rahman", "Amina Khan"),
        ("Ms Khan", "Amina Rahman"),
        ("", "Amina Rahman"),
        ("Professor", "Amina Rahman"),
        ("Tom Riley", "Tomasz Wilk"),
    ],
)
def test_names_of_two_people(one, other):
    assert not same_name(one, other)
    assert not same_name(other, one)


def test_initials_stand_alone():
    assert name_words("BJ Harrington") == ["b", "j", "harrington"]


def test_roles_agree_by_a_telling_word():
    assert share_words("CEO", "chief executive")
    assert share_words("research lead", "head of research")
    assert not share_words("chief executive", "finance director")
    assert content("the officer of the") == frozenset()


def test_organisations_agree_by_name_or_initials():
    assert same_organisation("Impact Hub Bradford", "Bradford's Impact Hub")
    assert same_organisation("RSA", "Royal Society of Arts")
    assert same_organisation("Wigan CCG", "Wigan Clinical Commissioning Group")
    assert not same_organisation("Leeds council", "Wigan council")
    assert is_generic("the council")
    assert not is_generic("Leeds council")


def test_what_stands_together_in_one_paragraph():
    text = "Amina Rahman is chief executive. Another.\n\nTom Riley leads."
    spans = [(0, 41), (43, len(text))]
    assert together(text, spans, "Ms Rahman", "chief executive")
    assert not together(text, spans, "Tom Riley", "chief executive")
    assert not together(text, spans, "", "chief executive")

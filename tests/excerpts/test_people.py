"""The register: whom a report names, by which names, as what."""

import pytest
from publisher.excerpts import people
from publisher.sources import text


def register(source):
    return {one.name: one for one in people(text.read(f"A year in the rooms\n\n{source}\n".encode(), name="r.txt"))}


def test_names_variants_and_mentions_are_counted():
    one = register("Professor Amina Rahman opened it. Professor Rahman spoke. Rahman said so: “We did it all.”")
    assert list(one) == ["Amina Rahman"]
    assert one["Amina Rahman"].mentions == 3
    assert set(one["Amina Rahman"].variants) >= {"Professor Amina Rahman", "Professor Rahman", "Rahman"}


@pytest.mark.parametrize(
    ("source", "role"),
    [
        ("Amina Rahman, chief executive of Example Trust, said so.", ("chief executive", "Example Trust")),
        ("Example Trust’s chief executive Amina Rahman said so.", ("chief executive", "Example Trust")),
        ("Amina Rahman (director, Example Trust) said so.", ("director", "Example Trust")),
        ("The director of Example Trust, Amina Rahman, said so.", ("director", "Example Trust")),
        ("Amina Rahman, 52, a nurse from Alva, said so.", ("nurse", "Alva")),
        ("Amina Rahman is the harbour master. She said so.", ("harbour master", "")),
        ("Amina Rahman of Example Trust said so.", ("", "Example Trust")),
        ("Example Trust’s Amina Rahman said so.", ("", "Example Trust")),
    ],
)
def test_roles_are_read_from_the_words_nearby(source, role):
    assert register(source)["Amina Rahman"].roles[0] == role


def test_a_former_role_is_kept_as_printed_and_comes_last():
    one = register("Amina Rahman, former chair of Example Trust, came. Amina Rahman, director of Alva Arts, said so.")
    assert [role for role, _ in one["Amina Rahman"].roles] == ["director", "former chair"]


def test_a_list_gives_names_and_roles_and_mends_damage():
    source = (
        "As Ian Pell said, “it was a long year for all of us”.\n\nInterviewees\n\n"
        "lan Pell, principal, Westmere College\n\nB| Marlow, chair, Ash Trust\n\nDr Jo Lunn, director, Alva Arts, Leeds"
    )
    found = register(source.replace("“it", "“BJ Marlow said it"))
    assert found["Ian Pell"].listed
    assert "lan Pell" in found["Ian Pell"].variants
    assert found["Jo Lunn"].roles[0] == ("director", "Alva Arts, Leeds")


def test_short_forms_of_a_given_name_are_one_person():
    found = register("William Hale, chief of Northmoor Fire, came. Will Hale said so: “We did it all winter.”")
    assert list(found) == ["William Hale"]


def test_two_people_of_one_surname_are_two():
    found = register("Alan Brown said no. Carol Brown said yes. Brown left.")
    assert set(found) == {"Alan Brown", "Carol Brown"}
    assert sum(one.mentions for one in found.values()) == 2


@pytest.mark.parametrize(
    "source",
    [
        "Northmoor Council said so. The Royal Society agreed, and Westmere Police did too.",
        "On Monday In Leeds The Findings said so.",
        "The Night Ferry left Mill Street in November.",
        "Standing Order 14 says so.",
    ],
)
def test_bodies_places_and_days_are_nobody(source):
    assert register(source) == {}


def test_a_room_or_kitchen_with_a_long_name_is_no_person():
    found = register('At Harrow Chapel Kitchen it is cooked by Lena Marsh. "You can smell it from the stop," she said.')
    assert "Harrow Chapel Kitchen" not in found
    assert "Lena Marsh" in found

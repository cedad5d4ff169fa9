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


@pytest.mark.parametrize(
    "name",
    [
        "Northmoor Working Men’s Club",
        "Alva Valley Women's Centre",
        "Westmere Mothers' Union",
        "Brae Farmers’ Market",
        "Harrow Chapel’s Kitchen",
        "Westmere Town’s Football Club",
        "Northmoor Libraries",
        "Alva Water",
        "Brae Stores",
    ],
)
def test_a_body_or_place_that_owns_something_is_no_person(name):
    assert register(f"Tom Wilk, steward, {name}, came. {name} said so. “We did it,” said Wilk of {name}.").keys() == {
        "Tom Wilk"
    }


def test_what_stands_before_somebodys_role_is_no_person():
    assert set(register("Alva Ferry boss Tom Wilk was furious, and he said so.")) == {"Tom Wilk"}


def test_a_job_before_a_name_is_no_part_of_it():
    found = register("GP Dr Amina Rahman came. Fishmonger Tom Wilk agreed. Physio Anna Weiss said so.")
    assert set(found) == {"Amina Rahman", "Tom Wilk", "Anna Weiss"}


@pytest.mark.parametrize(
    ("source", "role"),
    [
        (
            "Amina Rahman, cabinet member for health at Alva Council, left.",
            ("cabinet member for health", "Alva Council"),
        ),
        ("Amina Rahman, head of libraries for Alva Council, left.", ("head of libraries", "Alva Council")),
        ("Amina Rahman is a finance officer and counts every word. She left.", ("finance officer", "")),
        ("Amina Rahman, founder and director of Alva Arts, left.", ("founder and director", "Alva Arts")),
        (
            "Amina Rahman, chair of the board of trustees at Alva Arts, left.",
            ("chair of the board of trustees", "Alva Arts"),
        ),
        (
            "Amina Rahman, member for social care and public health, left.",
            ("member for social care and public health", ""),
        ),
        ("Amina Rahman, head of the school's science team, left.", ("head of the school's science team", "")),
        ("The head of safety at Alva Council, Amina Rahman, left.", ("head of safety", "Alva Council")),
        ("The vicar, the Revd Canon Amina Rahman, left.", ("vicar", "")),
        ("Amina Rahman, a partner at Mill Surgery in Alva, left.", ("partner", "Mill Surgery")),
        ("As the trust’s director, Amina Rahman, left, it rained.", ("director", "")),
    ],
)
def test_a_role_has_its_object_and_no_dangling_preposition(source, role):
    assert register(source)["Amina Rahman"].roles[0] == role


def test_the_same_role_without_its_body_is_not_told_twice():
    one = register("Amina Rahman, director, said so. Amina Rahman, director of Alva Arts, said so.")["Amina Rahman"]
    assert one.roles == (("director", "Alva Arts"),)


def test_a_title_that_fits_a_son_and_not_his_mother_is_his():
    source = "Enid Wilk kept hens. Her son Tom, a county councillor, came. Councillor Wilk said so, and Mrs Wilk left."
    assert set(register(source)) == {"Enid Wilk", "Tom Wilk"}


def test_particles_of_many_languages_belong_to_the_name():
    found = register("Siân ap Rhys is here. The treasurer, Abdul-Karim al-Masri, said so. Al-Masri left.")
    assert set(found) == {"Siân ap Rhys", "Abdul-Karim al-Masri"}

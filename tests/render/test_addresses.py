"""render/addresses.py: where things stand on the site."""

from urllib.parse import quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publisher.model import Person
from publisher.render import addresses

from tests.site.building import make_campaign, make_config


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Local Government", "local-government"), ("Ärger & Söhne", "arger-sohne"), ("C++", "c"), ("???", "-"),
        ("it’s", "its"), ("../../etc", "etc"), ("Привет, мир", "привет-мир"), ("İstanbul", "istanbul"), ("", "-"),
    ],
)  # fmt: skip
def test_a_slug_is_plain_and_lower_case(text: str, slug: str) -> None:
    assert addresses.slug(text) == slug


@given(st.text(max_size=40))
def test_a_slug_is_one_plain_segment_and_its_own_slug(text: str) -> None:
    slug = addresses.slug(text)
    assert slug
    assert not set(slug) & set("/\\.%?# ")
    assert addresses.slug(slug) == slug


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30))
def test_an_address_is_ascii_and_carries_the_base_path(name: str) -> None:
    path = addresses.tag(name)
    rooted = addresses.rooted(make_config(base="/blog"), path)
    assert rooted.isascii()
    assert rooted == f"/blog{quote(path)}"
    assert urlsplit(addresses.absolute(make_config(base="/blog"), path)).path == rooted


def test_authors_are_known_by_key_and_guests_by_name() -> None:
    assert addresses.author(Person("amina", "Amina Rahman")) == "/authors/amina/"
    assert addresses.author(Person("", "Sam Guest")) == "/authors/sam-guest/"


def test_posts_and_letters_have_rooms_of_their_own() -> None:
    assert addresses.post(make_campaign(slug="x")) == "/posts/x/"
    assert addresses.post(make_campaign(slug="x", channels="newsletter")) == "/letters/x/"


@pytest.mark.parametrize(
    ("address", "elsewhere"),
    [
        ("https://x.example", True),
        ("mailto:a@b.example", True),
        ("//x.example/a", True),
        ("/a", False),
        ("a/b:c", False),
        ("#x", False),
    ],
)
def test_an_address_with_scheme_or_host_is_elsewhere(address: str, *, elsewhere: bool) -> None:
    assert addresses.is_elsewhere(address) is elsewhere

"""YAML into a model: unknown keys, missing ones and wrong values, each at its place and in plain words."""

from typing import Annotated, Any

import pytest
from publisher import yamlmodel
from publisher.errors import ConfigError, PublisherError, Several
from publisher.model import Channel
from publisher.yamlmodel import Section
from pydantic import BeforeValidator, Field, StringConstraints


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


class Inner(Section):
    size: Annotated[int, Field(ge=1, le=9)] = 1
    name: Annotated[str, StringConstraints(min_length=1, max_length=5)] = "x"


class Outer(Section):
    title: str
    tags: Annotated[tuple[str, ...], BeforeValidator(_listed)] = ()
    channels: Annotated[tuple[Channel, ...], BeforeValidator(_listed), Field(min_length=1)] = (Channel.BLOG,)
    inner: Inner = Inner()
    many: tuple[Inner, ...] = ()
    named: dict[str, Inner] = Field(default_factory=dict)
    maybe: Inner | None = None
    yes: bool = False
    slug: Annotated[str, StringConstraints(pattern=r"^[a-z]+$")] = "a"


def read(text: str) -> Outer:
    return yamlmodel.read(text, Outer, file="c.yaml", error=ConfigError)


def errors(text: str) -> list[str]:
    with pytest.raises(PublisherError) as caught:
        read(text)
    found = caught.value.errors if isinstance(caught.value, Several) else (caught.value,)
    assert all(isinstance(error, ConfigError) and "\n" not in str(error) for error in found)
    return [str(error) for error in found]


def test_a_model_is_read_with_its_values_as_typed() -> None:
    assert read("title: 0012\ntags: no\nyes: true\nmany: [{size: 3}]\n") == Outer(
        title="0012", tags=("no",), yes=True, many=(Inner(size=3),)
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title: x\ntitel: y", "c.yaml:2:1: titel: unknown key. Did you mean `title`?"),
        (
            "title: x\nzzz: y",
            "c.yaml:2:1: zzz: unknown key. Known here: title, tags, channels, inner, many, named, maybe, yes, slug",
        ),
        ("title: x\ninner: {siez: 1}", "c.yaml:2:9: inner.siez: unknown key. Did you mean `size`?"),
        ("title: x\nmany:\n  - {siez: 1}", "c.yaml:3:6: many.0.siez: unknown key. Did you mean `size`?"),
        ("title: x\nnamed: {a: {siez: 1}}", "c.yaml:2:13: named.a.siez: unknown key. Did you mean `size`?"),
        ("title: x\nmaybe: {siez: 1}", "c.yaml:2:9: maybe.siez: unknown key. Did you mean `size`?"),
        ("tags: [x]", "c.yaml:1:1: title: this key is required"),
        ("", "c.yaml:1: title: this key is required"),
        ("title:", "c.yaml:1:1: title: is empty. Write a value, or leave the key out"),
        ("title: [a]", "c.yaml:1:1: title: expected text. Put it in quotes"),
        ("title: x\ntags: {a: b}", "c.yaml:2:1: tags: expected a list. Write it like [one, two]"),
        ("title: x\ntags:", "c.yaml:2:1: tags: is empty. Write a value, or leave the key out"),
        ("title: x\nchannels: blogg", "c.yaml:2:1: channels: `blogg` is not known. Did you mean `blog`?"),
        (
            "title: x\nchannels: [blog, fax]",
            "c.yaml:2:18: channels.1: `fax` is not known. Known here: blog, newsletter",
        ),
        ("title: x\nchannels: []", "c.yaml:2:1: channels: has no entries. Write at least one, or leave the key out"),
        (
            "title: x\ninner: words",
            "c.yaml:2:1: inner: expected keys with values. Write it like {key: value}, or indented below",
        ),
        ("title: x\ninner: {size: many}", "c.yaml:2:9: inner.size: expected a whole number"),
        ("title: x\ninner: {size: 10}", "c.yaml:2:9: inner.size: must be 9 or less"),
        ("title: x\ninner: {size: 0}", "c.yaml:2:9: inner.size: must be 1 or more"),
        ("title: x\ninner: {name: ''}", "c.yaml:2:9: inner.name: is empty. Write a value, or leave the key out"),
        ("title: x\ninner: {name: toolong}", "c.yaml:2:9: inner.name: is longer than 5 characters"),
        ("title: x\nyes: maybe", "c.yaml:2:1: yes: expected true or false"),
        (
            "title: x\nslug: A B",
            "c.yaml:2:1: slug: holds a character that cannot be there. Use small letters, digits and hyphens",
        ),
    ],
)
def test_an_error_says_where_what_and_the_repair(text: str, said: str) -> None:
    assert errors(text) == [said]


def test_all_errors_are_told_at_once_and_the_missing_ones_last() -> None:
    assert errors("titel: x\nyes: 7x") == [
        "c.yaml:2:1: yes: expected true or false",
        "c.yaml:1:1: titel: unknown key. Did you mean `title`?",
        "c.yaml:1:1: title: this key is required",
    ]


def test_a_part_of_a_tree_is_read_by_another_model_with_its_places() -> None:
    tree = yamlmodel.parse("a:\n  b:\n    size: 99\n", file="c.yaml", error=ConfigError)
    with pytest.raises(ConfigError, match=r"^c\.yaml:3:5: a\.b\.size: must be 9 or less$"):
        yamlmodel.validate(tree, Inner, error=ConfigError, prefix="a.b")


def test_plain_data_is_read_with_places_that_are_handed_in() -> None:
    data: dict[str, Any] = {"size": "0"}
    places = yamlmodel.parse("services: {main: {size: 0}}", file="c.yaml", error=ConfigError).places
    with pytest.raises(ConfigError, match=r"^c\.yaml:1:19: services\.main\.size: must be 1 or more$"):
        yamlmodel.validate_data(data, Inner, places=places, error=ConfigError, prefix="services.main")


def test_a_wrong_value_is_not_repeated_in_the_error() -> None:
    assert "hunter2" not in "".join(errors("title: x\ninner: {size: hunter2}\nslug: HUNTER hunter2"))

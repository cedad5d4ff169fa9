"""YAML's first-hour traps and its attacks: every error has line and column, fits on a line, and says the repair."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from publisher import yamltext
from publisher.errors import ConfigError
from publisher.model import Place


def parse(text: str, first_line: int = 1) -> yamltext.Tree:
    return yamltext.parse(text, file="config.yaml", error=ConfigError, first_line=first_line)


def refusal(text: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        parse(text)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("config.yaml")
    return caught.value


@pytest.mark.parametrize(
    "value", ["0012", "no", "on", "22:30", "1.10", "1e3", "0x1F", "2026-11-22", ".5", "true", "=", "1_000"]
)
def test_a_value_stays_the_text_that_was_typed(value: str) -> None:
    assert parse(f"a: {value}").data == {"a": value}


@pytest.mark.parametrize("value", ["", "~", "null", "Null", "NULL"])
def test_nothing_is_none_and_in_quotes_it_is_text(value: str) -> None:
    assert parse(f"a: {value}\n").data == {"a": None}
    assert parse(f'a: "{value}"\n').data == {"a": value}


@pytest.mark.parametrize(
    ("line", "place", "repair"),
    [
        ("title: A volunteer: twelve times", "1:19", 'title: "A volunteer: twelve times"'),
        ("title: [Draft] a letter", "1:16", 'title: "[Draft] a letter"'),
        ('title: "Doors" and keys', "1:16", "title: '\"Doors\" and keys'"),
        ("title: 'it's here'", "1:12", "title: \"'it's here'\""),
        ("title: *star", "1:8", 'title: "*star"'),
        ("title: &more", "1:8", 'title: "&more"'),
        ("title: &a more words", "1:8", 'title: "&a more words"'),
        ("title: !new", "1:8", 'title: "!new"'),
        ("title: @home", "1:8", 'title: "@home"'),
        ("title: `code`", "1:8", 'title: "`code`"'),
        ("title: 100% #true", "1:8", 'title: "100% #true"'),
        ("accent: #0b6e63", "1:8", '"#0b6e63"'),
        ("title: - dash", "1:8", 'title: "- dash"'),
        ("title: 'He said \"a\"': b", "1:21", ""),
        ('title: He said "a": b', "1:19", "title: 'He said \"a\": b'"),
    ],
)
def test_the_usual_slips_get_the_repaired_line(line: str, place: str, repair: str) -> None:
    error = refusal(f"{line}\n")
    assert error.where == f"config.yaml:{place}"
    assert repair in error.hint


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        ("a: {{ name }}\n", "1:5", "a key cannot be a list or a mapping"),
        ("a: 1\n\tb: 2\n", "2:1", "a tab"),
        ("a: 1\na: 2\n", "2:1", "`a` is here twice, first on line 1"),
        ("a: {b: 1, b: 2}\n", "1:11", "`b` is here twice, first on line 1"),
        ("<<: {a: 1}\n", "1:1", "merge keys (`<<`) are not read"),
        ("- a\n- b\n", "1:1", "expected keys with values, such as `title: …`"),
        ("just words\n", "1:1", "expected keys with values, such as `title: …`"),
        ("a: !!python/object:os.system x\n", "1:4", "a value cannot begin with an exclamation mark"),
        ('a: !!str "x"\n', "1:4", "a value cannot begin with an exclamation mark"),
        ("a: !!map {b: 1}\n", "1:4", "a value cannot begin with an exclamation mark"),
        ('a: "never closed\n', "1:4", "a quotation mark that is never closed"),
        ("a: [one, two\n", "1:4", "a bracket that is never closed"),
        ("a: *nobody\n", "1:4", "a value cannot begin with an asterisk"),
        ("a: 1\n---\nb: 2\n", "2:1", "a second document begins here"),
        ("a: x\x00y\n", "1:5", "a NUL character"),
        ("é: 1\nb: x\u202ey\n", "2:5", "a character that turns the reading direction round (U+202E)"),
        ("a: x\u2028b: y\n", "1:5", "a line break of an unusual kind (U+2028)"),
        ("a: x\x85b: y\n", "1:5", "a control character (U+0085)"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(text: str, place: str, what: str) -> None:
    error = refusal(text)
    assert (error.where, error.what) == (f"config.yaml:{place}", what)


def test_a_comment_after_a_value_is_a_comment() -> None:
    assert parse("a: one # a comment\nb: 'x#y'\nc: x#y\n").data == {"a": "one", "b": "x#y", "c": "x#y"}


def test_an_empty_text_is_an_empty_mapping_with_a_place() -> None:
    tree = parse("# only a comment\n", first_line=4)
    assert (tree.data, tree.places[""]) == ({}, Place("config.yaml", 4))


def test_folded_and_literal_text_is_read() -> None:
    assert parse("a: >\n  one\n  two\nb: |\n  one\n  two\nc: one\n  two\n").data == {
        "a": "one two\n",
        "b": "one\ntwo\n",
        "c": "one two",
    }


@pytest.mark.parametrize("breaks", ["\r\n", "\r"])
def test_the_breaks_of_other_systems_and_a_byte_order_mark_change_nothing(breaks: str) -> None:
    text = "a: 1\nb:\n  - {c: 2}\n"
    foreign = parse("\ufeff" + text.replace("\n", breaks))
    assert (foreign.data, foreign.places) == (parse(text).data, parse(text).places)


def test_every_key_and_item_has_its_place() -> None:
    tree = parse("a:\n  - b: 1\n    c: [x, y]\n", first_line=10)
    assert tree.places["a"] == Place("config.yaml", 10, 1)
    assert tree.places["a.0.b"] == Place("config.yaml", 11, 5)
    assert tree.places["a.0.c.1"] == Place("config.yaml", 12, 12)


@given(st.integers(0, 50))
def test_all_places_move_with_the_lines_in_front(lines: int) -> None:
    text = "a: 1\nb:\n  c: [x, {d: y}]\n"
    moved = parse("\n" * lines + text).places
    assert {key: (place.line, place.column) for key, place in moved.items()} == {
        key: ((place.line or 0) + lines, place.column) for key, place in parse(text).places.items()
    }


def test_an_alias_is_read_as_if_it_were_written_out() -> None:
    assert parse("a: &x {b: [1, 2]}\nc: *x\n").data["c"] == {"b": ["1", "2"]}


def test_an_alias_bomb_is_refused_at_once() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    begun = time.process_time()
    assert "too many" in refusal("\n".join(lines)).what
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    "text", ["a: " + "[" * 100_000, "a: " + "{b: " * 50_000, "- " * 100_000, "? " * 50_000, "a: &a [*a]"]
)
def test_depth_is_refused_and_does_not_end_the_process(text: str) -> None:
    refusal(text)


def test_a_text_that_is_too_long_is_refused() -> None:
    assert "1,000,000" in refusal("a: " + "x" * 1_000_000).what
    assert len(parse("a: " + "x" * 999_000).data["a"]) == 999_000


def outcome(text: str) -> str:
    try:
        parse(text)
    except ConfigError as error:
        return str(error)
    return "read"


@given(st.text(st.sampled_from("ab:-[]{}\"'#&*!|>%@`,?\n\t ~\\é\u2028"), max_size=40))
@example("a: 'b\n")
@example("a: b\n c: d")
@example("\t")
def test_any_text_is_read_or_refused_on_one_line(text: str) -> None:
    said = outcome(text)
    assert "\n" not in said
    assert said == "read" or said.startswith("config.yaml")

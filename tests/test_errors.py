"""The tree of errors is as its module draws it, and every error speaks with one voice."""

import inspect
import re

import pytest
from publisher import errors
from publisher.errors import FindingsError, PublisherError, Several, raise_all
from publisher.model import Finding, Place, Severity

_BRANCH = re.compile(r"^ {4}(?P<depth>[│ ]*)(?:[├└]── )?(?P<name>[A-Z]\w+)\s+(?:exit (?P<exit>\d)\s)?")


def drawn() -> dict[str, tuple[str, int]]:
    """Of each error drawn: the error above it and its exit code, inherited where none is drawn."""
    tree: dict[str, tuple[str, int]] = {}
    path: list[tuple[int, str]] = []
    for line in (errors.__doc__ or "").splitlines():
        match = _BRANCH.match(line)
        if not match or not ("──" in line or "exit 2 unless" in line):
            continue
        column = match.start("name")
        while path and path[-1][0] >= column:
            path.pop()
        above = path[-1][1] if path else ""
        inherited = tree[above][1] if above else 2
        tree[match["name"]] = (above, int(match["exit"] or inherited))
        path.append((column, match["name"]))
    return tree


def classes() -> dict[str, type[PublisherError]]:
    members = inspect.getmembers(errors, inspect.isclass)
    return {name: kind for name, kind in members if issubclass(kind, PublisherError)}


def test_the_tree_in_the_docstring_is_the_tree_of_the_classes() -> None:
    found = {name: (kind.__bases__[0].__name__, kind.exit_code) for name, kind in classes().items()}
    found["PublisherError"] = ("", PublisherError.exit_code)
    assert drawn() == found


def test_every_exit_code_is_one_that_the_manual_names() -> None:
    assert {kind.exit_code for kind in classes().values()} == {1, 2, 3}


@pytest.mark.parametrize("kind", [kind for name, kind in classes().items() if name not in ("FindingsError", "Several")])
def test_an_error_says_place_then_what_then_hint_on_one_line(kind: type[PublisherError]) -> None:
    error = kind("this is wrong", where=Place("config.yaml", 7, 5), hint="Write it so")
    assert str(error) == "config.yaml:7:5: this is wrong. Write it so"
    assert (error.where, error.what, error.hint) == ("config.yaml:7:5", "this is wrong", "Write it so")


def test_an_error_without_place_or_hint_is_what_is_wrong() -> None:
    assert str(PublisherError("this is wrong")) == "this is wrong"


def test_a_question_is_not_followed_by_a_full_stop() -> None:
    assert str(PublisherError("unknown key. Did you mean `title`?", hint="Or leave it out")).endswith(
        "`? Or leave it out"
    )


def test_findings_and_errors_speak_alike() -> None:
    place = Place("campaigns/x.md", 14)
    finding = Finding("quotation", Severity.ERROR, place, "not in the report", "Correct it")
    assert str(finding) == str(PublisherError("not in the report", where=place, hint="Correct it"))


def test_delivery_errors_say_whether_to_try_again() -> None:
    assert errors.ServiceError("busy", retryable=True).retryable
    assert not errors.Uncertain("cut off").retryable
    assert errors.WebError("busy", retryable=True).retryable


def test_findings_travel_with_their_error() -> None:
    finding = Finding("quotation", Severity.ERROR, Place("x.md", 1), "wrong")
    assert FindingsError("one error", [finding]).findings == (finding,)


def test_several_errors_are_one_line_each_and_exit_with_the_highest_code() -> None:
    several = Several([errors.ConfigError("a", where="x"), errors.Conflict("b"), errors.WebError("c")])
    assert str(several).splitlines() == ["x: a", "b", "c"]
    assert several.exit_code == 3


def test_raise_all_raises_nothing_or_the_one_or_all() -> None:
    raise_all([])
    one = errors.ConfigError("a")
    with pytest.raises(errors.ConfigError) as caught:
        raise_all([one])
    assert caught.value is one
    with pytest.raises(Several, match="a\nb"):
        raise_all([one, errors.ConfigError("b")])

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publisher.preview.comparison import Run, compared

WORDS = st.lists(st.sampled_from(["a", "door", "asks", "you", "twice", "why"]), min_size=1, max_size=12)


def joined(runs: tuple[Run, ...], *, differing: bool | None = None) -> str:
    return " ".join(text for text, differs in runs if differing is None or differs is differing)


def test_words_that_differ_are_named_on_both_sides() -> None:
    printed, source = compared("The door was  left open.", "The door was propped open.")
    assert printed == (("The door was", False), ("left", True), ("open.", False))
    assert source == (("The door was", False), ("propped", True), ("open.", False))


def test_without_a_source_nothing_is_said_to_differ() -> None:
    assert compared("Invented words.", "") == ((("Invented words.", False),), ())


@pytest.mark.parametrize("text", ["A door.", "A door asks you a question."])
def test_equal_texts_do_not_differ(text: str) -> None:
    assert compared(text, f" {text}\n") == (((text, False),), ((text, False),))


@given(WORDS, WORDS)
def test_no_word_is_lost_and_what_agrees_agrees(left: list[str], right: list[str]) -> None:
    printed, source = compared(" ".join(left), " ".join(right))
    assert (joined(printed), joined(source)) == (" ".join(left), " ".join(right))
    assert joined(printed, differing=False) == joined(source, differing=False)

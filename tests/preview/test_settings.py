from hypothesis import given
from hypothesis import strategies as st
from publisher.preview import settings
from publisher.preview.settings import Settings

ANY = st.builds(Settings, dark=st.booleans(), phone=st.booleans(), imageless=st.booleans())


@given(ANY)
def test_what_an_address_says_is_read_back(chosen: Settings) -> None:
    query = dict(pair.split("=") for pair in chosen.query.removeprefix("?").split("&") if pair)
    assert settings.read(query) == chosen


@given(ANY, st.sampled_from(["dark", "phone", "imageless"]))
def test_switching_twice_changes_nothing(chosen: Settings, name: str) -> None:
    assert chosen.toggled(name) != chosen
    assert chosen.toggled(name).toggled(name) == chosen


def test_nothing_is_a_light_desktop_with_pictures() -> None:
    assert Settings().query == ""
    assert Settings().scheme == "light"


def test_what_is_not_known_is_left_alone() -> None:
    assert settings.read({"dark": "yes", "__class__": "1", "phone": "1"}) == Settings(phone=True)

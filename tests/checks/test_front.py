"""checks/front.py: what a campaign names, and what it lacks."""

from __future__ import annotations

import pytest
from publisher.checks import front, is_local
from publisher.model import Campaign

from tests.checks.provoking import by_rule, provokes
from tests.site.building import make_campaign

FILES = frozenset(("reports/x.pdf", "notes.md", "a-post.md", "other.md", "images/a.png"))


def look(campaign: Campaign, *others: Campaign, signup: bool = True) -> dict[str, list[str]]:
    return by_rule(
        front(
            campaign,
            templates=("report-post", "newsletter"),
            campaigns={one.slug: one for one in (campaign, *others)},
            services=("main", "local"),
            signup=signup,
            problem_with_file=lambda name: "" if name in FILES else "there is no such file below campaigns/",
            problem_with_image=lambda name: None if name in FILES else ("it is no picture", "Save it as JPEG"),
        )
    )


def post(body: str = "Words.\n", **more: str) -> Campaign:
    return make_campaign(body, **{"summary": "In short.", **more})


GOOD = """\
![Five doors](images/a.png)

A [report](reports/x.pdf#page=3), [another campaign](other.md), a [place](https://example.org/a:b), a [note](#here),
a [letter](mailto:a@example.org), and [the page]({{ browser_url }}).

::: post other
:::

::: button
[Read](reports/x.pdf)
:::

::: signup
:::

::: email
Leave at {{ unsubscribe_url }},
or choose at {{ preferences_url }}.

::: aside
{{ postal_address }}
:::
:::
"""


def other(date: str = "2026-11-01 09:00") -> Campaign:
    return post(slug="other", date=date)


def test_a_good_campaign_has_no_findings() -> None:
    campaign = post(GOOD, author="amina", image='{src: images/a.png, alt: "A door"}', email="{service: main}")
    found = look(campaign, other())
    found.pop("image-missing", None)  # Amina's portrait, which is not among the files here
    assert found == {}


@provokes("template-unknown")
def test_a_template_that_does_not_exist() -> None:
    assert look(post(template="report-pots")) == {"template-unknown": ["3: there is no template `report-pots`"]}


@provokes("service-unknown")
def test_a_service_that_config_does_not_have() -> None:
    found = look(post(email="{service: mian}"))
    assert found == {"service-unknown": ["6: config has no service `mian`"]}


@provokes("summary-missing")
def test_a_post_without_a_summary() -> None:
    assert look(make_campaign()) == {"summary-missing": ["1: no summary for lists and feeds"]}
    assert look(make_campaign(channels="newsletter", template="newsletter")) == {}


@provokes("post-unknown")
@pytest.mark.parametrize("slug", ["nobody", "a-post"])
def test_an_item_that_is_no_other_campaign(slug: str) -> None:
    assert look(post(f"Words.\n\n::: post {slug}\n:::\n")) == {
        "post-unknown": [f"10: there is no other campaign `{slug}`"]
    }


@provokes("post-later")
@pytest.mark.parametrize("date", ["", "2026-11-24 09:01"])
def test_an_item_or_link_that_is_not_public_in_time(date: str) -> None:
    (item,) = look(post("::: post other\n:::\n"), other(date))["post-later"]
    (link,) = look(post("[See](other.md#part).\n"), other(date))["post-later"]
    assert item.startswith("8: `other` ")
    assert link.startswith("8: the link to `other.md`: it ")


def test_an_item_of_the_same_minute_is_in_time() -> None:
    assert look(post("::: post other\n:::\n[See](other.md)\n"), other("2026-11-24 09:00")) == {}


@provokes("file-missing")
@pytest.mark.parametrize(
    ("body", "line", "path"),
    [
        ("[x](reports/no.pdf)\n", 8, "reports/no.pdf"),
        ("Words.\n\n::: button\n[x](reports/no.pdf?a#b)\n:::\n", 11, "reports/no.pdf"),
        ("[x](../config.yaml)\n", 8, "../config.yaml"),
        ("[x](gone.md)\n", 8, "gone.md"),
        ("[x](notes.md)\n", 8, "notes.md"),
    ],
)
def test_a_link_to_a_file_that_is_not_there(body: str, line: int, path: str) -> None:
    (found,) = look(post(body))["file-missing"]
    assert found.startswith(f"{line}: the link to `{path}`: ")


@provokes("image-missing")
def test_pictures_that_cannot_be_opened() -> None:
    campaign = post("![x](no.png)\n", image='{src: none.png, alt: "y"}', author="amina")
    assert look(campaign)["image-missing"] == [
        f"{campaign.place('image').line}: the image `none.png`: it is no picture",
        "10: the image `no.png`: it is no picture",
        f"{campaign.place('author').line}: the portrait `images/amina.png`: it is no picture",
    ]


@provokes("link-space")
def test_links_that_a_space_breaks() -> None:
    body = "![A door](images/my door.png)\n\nThe [report](my report.pdf) and\n[b](c d.pdf), [c](<c d.pdf>), `[d](e)`.\n"
    assert look(post(body))["link-space"] == [
        "8: `![A door](images/my door.png)` stays as it is: an address cannot have spaces",
        "10: `[report](my report.pdf)` stays as it is: an address cannot have spaces",
        "11: `[b](c d.pdf)` stays as it is: an address cannot have spaces",
    ]


def test_a_picture_with_a_title_has_no_space_in_its_address() -> None:
    assert look(post('![A door](images/a.png "The doors")\n')) == {}


@provokes("image-alt")
def test_pictures_that_say_nothing() -> None:
    campaign = post("![](images/a.png)\n\n![ ](images/a.png)\n", image="images/a.png")
    assert [found.partition(":")[0] for found in look(campaign)["image-alt"]] == ["6", "9", "11"]


@provokes("image-remote")
@pytest.mark.parametrize("src", ["https://example.org/x.png", "http://example.org/x.png"])
def test_pictures_from_elsewhere(src: str) -> None:
    assert look(post(f"![x]({src})\n")) == {"image-remote": [f"8: the image `{src}` is loaded from elsewhere"]}


@provokes("placeholder-on-page")
@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("Leave: {{ unsubscribe_url }}\n", [8]),
        ("[leave]({{ unsubscribe_url }})\n", [8]),
        ("Words.\n\nOn two\nlines {{ postal_address }}.\n", [11]),
        ("- one\n- {{ preferences_url }}\n", [9]),
        ("| a |\n| - |\n| {{ postal_address }} |\n", [10]),
        ("> Words of {{ postal_address }}\n>\n> — Me\n", [8]),
        ("::: aside\n{{ preferences_url }}\n:::\n", [9]),
        ("::: web\n{{ preferences_url }}\n:::\n", [9]),
        ("::: button\n[x]({{ preferences_url }})\n:::\n", [9]),
        ("::: email\n- a\n- b\n:::\n{{ unsubscribe_url }}\n", [12]),
        ("::: email\n{{ unsubscribe_url }}\n:::\n\nand {{ unsubscribe_url }}\n", [12]),
        ("::: email\n::: aside\n{{ unsubscribe_url }}\n:::\n:::\n", []),
        ("`{{ unsubscribe_url }}`\n\n    {{ postal_address }}\n", []),
        ('{{ browser_url }} {{ first_name or "you" }}\n', []),
    ],
)
def test_what_only_a_mailing_service_can_fill_stays_off_the_page(body: str, lines: list[int]) -> None:
    found = look(post(body)).get("placeholder-on-page", [])
    assert [int(one.partition(":")[0]) for one in found] == lines


@provokes("signup-missing")
def test_a_box_that_draws_nothing() -> None:
    campaign = post("::: signup\n:::\n")
    assert look(campaign, signup=False) == {
        "signup-missing": ["8: `::: signup` draws nothing, since config has no `signup`"]
    }
    assert look(campaign, signup=True) == {}


@pytest.mark.parametrize(
    ("address", "local"),
    [
        ("reports/x.pdf", True), ("x", True), ("../x", True), ("a/b:c", True), ("x?y:z", False), ("", False), ("#x", False),
        ("/x", False), ("//host/x", False), ("https://x", False), ("mailto:a@b", False), ("\ue000browser_url\ue002", False),
    ],
)  # fmt: skip
def test_what_counts_as_a_file_of_the_project(address: str, *, local: bool) -> None:
    assert is_local(address) is local


def test_hints_help() -> None:
    campaign = post("::: post othr\n:::\n", template="newslettr", email="{service: mian}")
    hints = [
        one.hint
        for one in front(
            campaign, templates=("newsletter",), campaigns={"a-post": campaign, "other": other()}, services=("main",),
            signup=True, problem_with_file=lambda _: "", problem_with_image=lambda _: None,
        )
    ]  # fmt: skip
    assert hints == ["Did you mean `newsletter`?", "Did you mean `main`?", "Did you mean `other`?"]


@provokes("lead-unwritten")
def test_what_is_still_to_be_written_is_found_with_its_line() -> None:
    found = look(post("Words.\n\n[Write the lead: what happened.]\n"))
    assert len(found["lead-unwritten"]) == 1
    assert "lead-unwritten" not in look(post("We [Write] to you.\n"))

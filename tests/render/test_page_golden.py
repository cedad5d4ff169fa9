"""The four templates' pages, whole, to be read in a diff; `pytest --snapshot-update` accepts what changed."""

import re
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from tests.site.building import make_campaign, make_page, make_picture

BODY = """> An opening quotation.
>
> — Amina Rahman, chief executive, Example Trust

Dear {{ first_name or "friend" }}, a "first" paragraph with a [link](https://example.org/?a=1&b=2) and a note[^1].

## A section

![A door](images/door.png "A caption")

| Room | Visits |
|------|-------:|
| One  | 4,210  |

::: email
Only in the letter: [leave]({{ unsubscribe_url }}).
:::

::: button
[Download the report (PDF, 1.2 MB)](https://example.org/report.pdf)
:::

::: post other
:::

::: aside
An aside.
:::

[^1]: The note.
"""


class Html(SingleFileSnapshotExtension):
    """One readable file a page."""

    _write_mode = WriteMode.TEXT
    file_extension = "html"


@pytest.mark.parametrize("template", ["report-post", "guest-post", "newsletter", "digest"])
def test_the_page_of_a_template(template: str, tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    channel = "blog" if template.endswith("post") else "newsletter"
    campaign = make_campaign(
        BODY, slug=template, template=template, title="Doors & windows", channels=channel, author="amina",
        summary="What it says.", tags="[local government]", image="{src: images/door.png, alt: A door}",
        disclaimer="The views of the author.",
    )  # fmt: skip
    other = make_campaign(slug="other", title="Another post", summary="Its summary.")
    pictures = {"images/door.png": make_picture(tmp_path, "images/door.png")}
    locators = {campaign.body.quotations[0].line: "page 12"}
    made = make_page(campaign, pictures=pictures, posts=[other], related=[other], locators=locators)
    style_free = re.sub(r"/style-[0-9a-f]+\.css", "/style.css", made.html)
    assert style_free == snapshot(extension_class=Html, name="page")
    assert made.article == snapshot(extension_class=Html, name="article")

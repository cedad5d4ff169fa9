"""What a person does in Ghost's own pages, with a session of their own; and what Ghost holds, for assertions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from tests.ghost.site import ADMIN, EMAIL, PASSWORD

Post = dict[str, Any]


@dataclass
class Person:
    """The owner of a site, logged in. `left` is how each post stood after the last thing that a person did to it."""

    http: httpx.Client
    left: dict[str, str] = field(default_factory=dict)
    published: set[str] = field(default_factory=set)

    # ── looking ──

    def posts(self, wanted: str = "") -> list[Post]:
        """All posts that an NQL filter takes, oldest first, in every state, with tags and both forms of the body."""
        found: list[Post] = []
        states = "status:[draft,published,scheduled,sent]"
        page: int | None = 1
        while page:
            query = {"filter": f"{states}+({wanted})" if wanted else states, "include": "tags,email", "limit": "100",
                     "formats": "html,lexical,plaintext", "order": "created_at asc, id asc", "page": str(page)}  # fmt: skip
            answer = self._asked("GET", "/posts/", params=query)
            found += answer["posts"]
            page = answer["meta"]["pagination"]["next"]
        return found

    def of_project(self, project: str) -> list[Post]:
        """The posts that bear a reference of this project. Ghost finds no post by the beginning of a tag's slug."""
        query = {"filter": f"slug:~^'hash-{project}-'", "fields": "slug", "limit": "all"}
        slugs = [tag["slug"] for tag in self._asked("GET", "/tags/", params=query)["tags"]]
        return [
            post
            for start in range(0, len(slugs), 40)
            for post in self.posts(f"tag:[{','.join(slugs[start : start + 40])}]")
        ]

    def ids(self) -> set[str]:
        """Those of all posts."""
        query = {"fields": "id", "limit": "all", "filter": "status:[draft,published,scheduled,sent]"}
        return {post["id"] for post in self._asked("GET", "/posts/", params=query)["posts"]}

    def with_tag(self, reference: str) -> list[Post]:
        """The posts that bear this reference as their internal tag."""
        return self.posts(f"tag:hash-{reference}")

    def post(self, which: str) -> Post:
        """One post."""
        query = {"formats": "html,lexical,plaintext", "include": "tags,email"}
        return dict(self._asked("GET", f"/posts/{which}/", params=query)["posts"][0])

    def mail(self, which: str) -> Post:
        """The email that Ghost would make of a post: `subject`, `html`, `plaintext`."""
        return dict(self._asked("GET", f"/email_previews/posts/{which}/")["email_previews"][0])

    def acts(self, which: str) -> list[tuple[str, str]]:
        """Who did what to a post, as Ghost wrote it down itself: `("integration", "added")`, oldest first."""
        query = {"filter": f"resource_id:'{which}'", "limit": "100", "order": "created_at asc"}
        return [(act["actor_type"], act["event"]) for act in self._asked("GET", "/actions/", params=query)["actions"]]

    # ── doing ──

    def edits(self, which: str, old: str, new: str) -> None:
        """Replace words in the body, as the editor does: by its own form of the content."""
        post = self.post(which)
        assert old in post["lexical"]
        self._changes(which, lexical=post["lexical"].replace(old, new))

    def retitles(self, which: str, subject: str) -> None:
        """Another subject."""
        self._changes(which, email_subject=subject)

    def renames_address(self, which: str, slug: str) -> None:
        """Another slug."""
        self._changes(which, slug=slug)

    def tags(self, which: str, *names: str) -> None:
        """Add tags."""
        post = self.post(which)
        self._changes(which, tags=[*({"name": tag["name"]} for tag in post["tags"]), *({"name": n} for n in names)])

    def publishes(self, which: str, newsletter: str = "") -> None:
        """Publish it, with mail where a newsletter is named."""
        self._changes(which, newsletter, status="published")
        self.published.add(which)

    def schedules(self, which: str) -> None:
        """Schedule it for tomorrow."""
        tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat(timespec="milliseconds")
        self._changes(which, status="scheduled", published_at=tomorrow.replace("+00:00", "Z"))
        self.published.add(which)

    def deletes(self, which: str) -> None:
        """Delete it for good."""
        self.http.delete(f"/posts/{which}/").raise_for_status()
        self.left.pop(which, None)

    def writes(self, title: str, **fields: object) -> Post:
        """A post of their own."""
        post = self._asked("POST", "/posts/", json={"posts": [{"title": title, **fields}]})["posts"][0]
        self.left[post["id"]] = post["updated_at"]
        return dict(post)

    def _changes(self, which: str, newsletter: str = "", **fields: object) -> None:
        before = self.post(which)["updated_at"]
        query = {"newsletter": newsletter} if newsletter else {}
        body = {"posts": [{**fields, "updated_at": before}]}
        post = self._asked("PUT", f"/posts/{which}/", params=query, json=body)["posts"][0]
        self.left[which] = post["updated_at"]

    def _asked(self, method: str, path: str, **rest: Any) -> Any:
        answer = self.http.request(method, path, **rest)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text[:500]}"
        return answer.json()


@contextmanager
def logged_in(url: str) -> Iterator[httpx.Client]:
    """The owner's session. Ghost allows a hundred in an hour; this one outlives Ghost's own end and new start."""
    alone = httpx.Limits(max_keepalive_connections=0)
    with httpx.Client(base_url=url + ADMIN, headers={"origin": url}, timeout=60, limits=alone) as http:
        http.post("/session/", json={"username": EMAIL, "password": PASSWORD}).raise_for_status()
        yield http

"""Ghost's posts, local: the slug that was asked for may come back with a number, and every change needs the last time.

Facts: measured on Ghost 5.130 and 6.27; where the two differ this is 6.27.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.services.servers import ghost_content, nql
from tests.services.servers.base import Held, Record, Reply, Request, route
from tests.services.servers.ghost_site import Json, Site, moment

STATUS = {"draft": "draft", "scheduled": "scheduled", "published": "sent", "sent": "sent"}
# What a client may set, and how long it may be.
TEXTS = {
    "title": 255, "custom_excerpt": 300, "email_subject": 300, "canonical_url": 2000, "feature_image": 2000,
    "feature_image_alt": 191, "feature_image_caption": 65535, "meta_title": 300, "meta_description": 500,
    "codeinjection_head": 65535, "codeinjection_foot": 65535, "visibility": 50, "lexical": 1_000_000_000,
}  # fmt: skip
FLAGS = ("email_only", "featured")


@dataclass(kw_only=True)
class Post(Record):
    """One post. `fields` has what a client may set; `html` is what the editor made of it."""

    uuid: str
    slug: str
    fields: Json = field(default_factory=dict)
    html: str = ""
    tags: list[Json] = field(default_factory=list)
    published: datetime | None = None
    newsletter: str | None = None


class Ghost(Site):
    """The posts of one site."""

    def __init__(self, **rest: Any) -> None:
        """A fresh site without posts."""
        super().__init__(**rest)
        self.posts: dict[str, Post] = {}

    def now(self) -> datetime:
        """The site's time as it can be stored: whole seconds."""
        return super().now().replace(microsecond=0)

    # ── what is taken ──

    def _given(self, request: Request) -> Json:
        body = request.json
        posts = body.get("posts") if isinstance(body, dict) else None
        if not isinstance(posts, list) or not posts or not isinstance(posts[0], dict):
            message = "Request not understood error, cannot save post."
            raise self.error(400, "BadRequestError", message, "No root key ('posts') provided.")
        return dict(posts[0])

    def _check(self, given: Json, act: str) -> None:
        for name, longest in TEXTS.items():
            if given.get(name) is not None and (not isinstance(given[name], str) or len(given[name]) > longest):
                raise self.invalid(
                    act, f"Value in [posts.{name}] exceeds maximum length of {longest} characters.", name
                )
        if "title" in given and not str(given["title"] or "").strip():
            raise self.invalid(act, "Value in [posts.title] cannot be blank.", "title")
        if len(str(given.get("slug") or "")) > 191:
            raise self.invalid(act, "Value in [posts.slug] exceeds maximum length of 191 characters.", "slug")
        if given.get("status", "draft") not in STATUS:
            raise self.invalid(act, "Value in [posts.status] is not allowed.", "status")
        if not isinstance(given.get("tags", []), list):
            raise self.invalid(act, "Value in [posts.tags] must be a list.", "tags")

    def _post(self, which: str, act: str) -> Post:
        if len(which) != 24 or any(letter not in "0123456789abcdef" for letter in which):
            raise self.invalid(act, "Validation (matches) failed for id", "id")
        if which not in self.posts:
            raise self.error(404, "NotFoundError", f"Resource not found error, cannot {act} post.", "Post not found.")
        return self.posts[which]

    def _unique(self, wish: str, but: str = "") -> str:
        """A slug that no other post has: `-2`, `-3` … behind it otherwise."""
        base = ghost_content.slug(wish)
        taken = {post.slug for post in self.posts.values() if post.id != but}
        number, made = 1, base
        while made in taken:
            number += 1
            made = f"{base}-{number}"
        return made

    def _write(self, post: Post, given: Json, request: Request) -> None:
        """Take over what is given. `html` counts with `source=html` alone; `id`, `uuid` and strangers never."""
        post.fields |= {name: given[name] for name in (*TEXTS, *FLAGS) if name in given}
        if "html" in given and request.asked("source") == "html":
            post.html = ghost_content.kept(given["html"] or "")
        if "tags" in given:
            post.tags = [self.tag(one) for one in given["tags"]]
        if given.get("slug"):
            post.slug = post.slug if given["slug"] == post.slug else self._unique(given["slug"], post.id)

    def _publish(self, post: Post, given: Json, request: Request) -> None:
        """Follow a change of status; what goes public or is scheduled counts as a send."""
        wanted, newsletter = given.get("status", post.status), request.asked("newsletter")
        if wanted == post.status or (post.status == "sent" and wanted == "published"):
            return
        if wanted == "scheduled":
            at = _time(str(given.get("published_at") or ""))
            if at is None or at < self.now() + timedelta(minutes=2):
                raise self.invalid("save", "Date must be at least 2 minutes in the future.", "published_at")
            post.published = at
        if wanted in ("published", "scheduled") and post.status == "draft" and newsletter:
            if newsletter not in self.newsletters:
                raise self.error(500, "InternalServerError", "An unexpected error occurred, please try again.")
            post.newsletter = newsletter
            if post.fields.get("email_only") and wanted == "published":
                wanted = "sent"
        if wanted in ("published", "sent"):
            post.published = self.now()
        self.sends += wanted != "draft"
        post.status = wanted

    # ── posts ──

    @route("POST", "/posts/")
    def create(self, request: Request) -> Reply:
        """A new post, a draft unless it says otherwise; published at once it goes to the web without mail."""
        given = self._given(request)
        if "title" not in given:
            raise self.invalid("save", "Value in [posts.title] cannot be blank.", "title")
        self._check(given, "save")
        post = Post(
            id=self.hexadecimal(24), uuid=self.uuid(), slug="", made=self.now(), changed=self.now(), status="draft"
        )
        self._write(post, {**given, "slug": given.get("slug") or given["title"][:185]}, request)
        self._publish(post, given, Request("POST", request.path))
        self.posts[post.id] = post
        headers = {"Location": f"{self.root}{self.base}/posts/{post.id}/", "X-Cache-Invalidate": f"/p/{post.uuid}/"}
        return Reply(201, {"posts": [self._shown(post, request)]}, headers)

    @route("GET", "/posts/")
    def browse(self, request: Request) -> Reply:
        """Those that the filter meets; scheduled ones, drafts, the rest, each newest first, unless `order` says more."""
        wanted = self.wanted(request, "posts")
        try:
            found = [post for post in self.posts.values() if wanted(self._facts(post))]
        except nql.Unreadable as error:
            raise self.unreadable("posts") from error
        self._sort(found, request.asked("order"))
        return self.page(request, "posts", [self._shown(post, request) for post in found])

    def _sort(self, found: list[Post], order: str) -> None:
        rank = {"scheduled": 0, "draft": 1}
        found.sort(key=lambda post: (post.changed, post.id), reverse=True)
        found.sort(key=lambda post: rank.get(post.status, 2))
        for part in reversed([part.split() for part in order.split(",") if part.strip()]):
            name, down = part[0], part[-1].lower() == "desc"
            if name in ("id", "slug", "title", "created_at", "updated_at"):
                found.sort(key=lambda post: str(self._facts(post)[name]), reverse=down)

    @route("GET", "/posts/{which}/")
    def read(self, request: Request, which: str) -> Reply:
        """One post."""
        return Reply(200, {"posts": [self._shown(self._post(which, "read"), request)]})

    @route("GET", "/posts/slug/{slug}/")
    def read_by_slug(self, request: Request, slug: str) -> Reply:
        """One post by its slug."""
        found = [post for post in self.posts.values() if post.slug == slug]
        if not found:
            raise self.error(404, "NotFoundError", "Resource not found error, cannot read post.", "Post not found.")
        return Reply(200, {"posts": [self._shown(found[0], request)]})

    @route("PUT", "/posts/{which}/")
    def update(self, request: Request, which: str) -> Reply:
        """What is given, if nobody changed the post since the second that `updated_at` names."""
        post, given = self._post(which, "edit"), self._given(request)
        known = _time(str(given.get("updated_at") or ""))
        if known is None:
            raise self.invalid("edit", "Validation (presence) failed for updated_at", "updated_at")
        if known.replace(microsecond=0) != post.changed:
            times = {"clientUpdatedAt": moment(known), "serverUpdatedAt": moment(post.changed)}
            message = "Saving failed! Someone else is editing this post."
            raise self.error(409, "UpdateCollisionError", message, code="UPDATE_COLLISION", details=times)
        self._check(given, "edit")
        self._publish(post, given, request)
        self._write(post, given, request)
        self.by_api(post)
        return Reply(200, {"posts": [self._shown(post, request)]})

    @route("DELETE", "/posts/{which}/")
    def delete(self, request: Request, which: str) -> Reply:
        """Gone for good."""
        post = self._post(which, "delete")
        if post.foreign:
            self.lost.append(self._held(replace(post, touched=True), "trashed"))
        del self.posts[which]
        return Reply(204)

    def _facts(self, post: Post) -> nql.Entry:
        """What filters can ask about a post."""
        slugs = [tag["slug"] for tag in post.tags]
        names = ("title", "custom_excerpt", "canonical_url", "feature_image", "visibility")
        return {
            "id": post.id, "uuid": post.uuid, "slug": post.slug, "status": post.status, "tag": slugs, "tags": slugs,
            "tags.slug": slugs, "author": "amina", "authors": "amina", "created_at": post.made,
            "updated_at": post.changed, "published_at": post.published, "newsletter": post.newsletter,
            "featured": bool(post.fields.get("featured")), **{name: post.fields.get(name) for name in names},
        }  # fmt: skip

    def _shown(self, post: Post, request: Request) -> Json:
        """A post as it is answered: `html` and `plaintext` only where `formats` asks, all fields unless `fields` does."""
        formats = request.asked("formats", "lexical").split(",")
        root = {"root": {"children": [{"type": "html", "version": 1, "html": post.html}], "type": "root", "version": 1}}
        public = [tag for tag in post.tags if tag["visibility"] == "public"]
        shown: Json = {
            "id": post.id, "uuid": post.uuid, "slug": post.slug, "mobiledoc": None,
            **dict.fromkeys(TEXTS), "visibility": "public", **dict.fromkeys(FLAGS, False), **post.fields,
            "html": post.html if "html" in formats else None,
            "lexical": json.dumps(root) if "lexical" in formats else None,
            "status": post.status, "created_at": moment(post.made), "updated_at": moment(post.changed),
            "published_at": moment(post.published), "comment_id": post.id, "url": f"{self.root}/p/{post.uuid}/",
            "excerpt": post.fields.get("custom_excerpt") or ghost_content.plain(post.html)[:500],
            "reading_time": 1, "email": None, "email_segment": "all", "newsletter": None, "tags": post.tags,
            "primary_tag": public[0] if public else None, "authors": [self.author()], "primary_author": self.author(),
        }  # fmt: skip
        if "plaintext" in formats:
            shown["plaintext"] = ghost_content.plain(post.html)
        if post.newsletter:
            shown["newsletter"] = {"slug": post.newsletter, "name": self.newsletters[post.newsletter][0]}
            shown["email"] = {"status": "pending", "subject": shown["email_subject"] or shown["title"]}
        if request.asked("fields"):
            names = [*request.asked("fields").split(","), *request.asked("include").split(",")]
            shown = {name: shown[name] for name in names if name in shown}
        return shown

    # ── what people do ──

    def held(self) -> list[Held]:
        """All posts; our reference goes into an internal tag, `#reference`."""
        return [*(self._held(post, STATUS[post.status]) for post in self.posts.values()), *self.lost]

    def _held(self, post: Post, status: str) -> Held:
        return Held(
            id=post.id, subject=post.fields.get("email_subject") or post.fields["title"], html=post.html,
            reference=next((tag["name"][1:] for tag in post.tags if tag["visibility"] == "internal"), ""),
            preheader=post.fields.get("custom_excerpt") or "", text=ghost_content.plain(post.html),
            status=status, foreign=post.foreign, touched=post.touched,
        )  # fmt: skip

    def person_edits(self, which: str, subject: str | None = None, html: str | None = None) -> None:
        """A person changes the title, the mail's subject with it where there is one, or the content."""
        with self.lock:
            post = self.posts[which]
            if subject is not None:
                post.fields["title"] = subject
                if post.fields.get("email_subject"):
                    post.fields["email_subject"] = subject
            post.html = post.html if html is None else ghost_content.kept(html)
            self.by_person(post)

    def _by_hand(self, which: str, status: str, at: datetime) -> None:
        with self.lock:
            self.posts[which].status = status
            self.posts[which].published = at
            self.by_person(self.posts[which])

    def person_sends(self, which: str) -> None:
        """A person publishes it, with mail."""
        self._by_hand(which, "published", self.now())

    def person_schedules(self, which: str) -> None:
        """A person schedules it."""
        self._by_hand(which, "scheduled", self.tomorrow())

    def person_trashes(self, which: str) -> None:
        """A person deletes it: Ghost has no trash."""
        self.person_deletes(which)

    def person_deletes(self, which: str) -> None:
        """A person deletes it."""
        with self.lock:
            del self.posts[which]

    def person_creates(self, subject: str) -> str:
        """A person begins a post."""
        with self.lock:
            post = Post(
                id=self.hexadecimal(24), uuid=self.uuid(), slug=self._unique(subject), made=self.now(),
                changed=self.now(), status="draft", fields={"title": subject}, html="<p>By hand</p>", foreign=True,
                handled=True,
            )  # fmt: skip
            self.posts[post.id] = post
            return post.id


def _time(text: str) -> datetime | None:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)

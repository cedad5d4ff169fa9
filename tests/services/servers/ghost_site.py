"""A Ghost site, local: tokens, errors, newsletters, people, tags, pictures, and what a key may not touch.

Facts: measured on Ghost 5.130 and 6.27, and Ghost's own `services/auth/api-key/admin.js`. Where the two differ this is
6.27: pages of at most 100, 403 for what is not for keys.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import math
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from tests.services.servers import ghost_content, nql
from tests.services.servers.base import Refused, Remote, Reply, Request, route

Json = dict[str, Any]

PICTURES = {"jpg", "jpeg", "png", "gif", "svg", "svgz", "webp"}
AUDIENCE = re.compile(r"/?admin/?$")
MAX_AGE = 300  # seconds that a token is taken after its `iat`


def moment(time: datetime | None) -> str | None:
    """A time as Ghost keeps it: whole seconds, written with milliseconds."""
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z") if time else None


class Site(Remote):
    """One site. `newsletters` is by slug, with sizes; `tags` by slug; `key` is `id:secret`, the secret in hexadecimal."""

    name: ClassVar[str] = "ghost"
    base: ClassVar[str] = "/ghost/api/admin"
    contract: ClassVar[str] = ""
    version: ClassVar[str] = "6.27"
    key = "6748592f4b9b7700010f6564:" + "b1b5b9c1d4e5f6a7b8c9d0e1f2a3b4c5" * 2
    options: Mapping[str, object] = {}

    def __init__(self, **rest: Any) -> None:
        """A fresh site."""
        super().__init__(**rest)
        self.tags: dict[str, Json] = {}
        self.newsletters = {"default-newsletter": ("Example Notes", 1200), "volunteers": ("Volunteers", 85)}

    # ── errors ──

    def error(self, status: int, kind: str, message: str, context: str | None = None, **more: object) -> Refused:
        """An error in Ghost's shape."""
        shown: Json = {
            "message": message, "context": context, "type": kind, "details": None, "property": None, "help": None,
            "code": None, "id": self.uuid(), "ghostErrorCode": None, **more,
        }  # fmt: skip
        return Refused(Reply(status, {"errors": [shown]}))

    def invalid(self, act: str, context: str, field: str | None = None) -> Refused:
        """What cannot be stored."""
        return self.error(422, "ValidationError", f"Validation error, cannot {act} post.", context, property=field)

    def missing(self, request: Request) -> Reply:
        """No such path; 403 for what there is but not for keys."""
        if re.match(
            r"/(email_previews|emails|notifications|invites|slugs|snippets|integrations|session)\b", request.path
        ):
            return self.error(403, "NoPermissionError", "You do not have permission to perform this action").reply
        return self.error(404, "NotFoundError", "Resource not found", "Resource could not be found.").reply

    def malformed(self, request: Request, why: str) -> Reply:
        """No JSON."""
        return self.error(400, "BadRequestError", "Request not understood error, cannot read request.", why).reply

    def failure(self, status: int) -> Reply:
        """An error that no request earned."""
        kinds = {401: "UnauthorizedError", 403: "NoPermissionError", 429: "TooManyRequestsError"}
        return self.error(status, kinds.get(status, "InternalServerError"), "Something went wrong").reply

    def finish(self, request: Request, reply: Reply) -> Reply:
        """The version that answered."""
        return Reply(reply.status, reply.body, {**reply.headers, "Content-Version": f"v{self.version}"})

    # ── who comes in ──

    def authenticate(self, request: Request) -> None:
        """The token; then the version; then the slash at the end, without which Ghost sends one on."""
        if request.path.rstrip("/") != "/site":
            self._check_token(request.headers.get("authorization", ""))
        wanted = re.match(r"v(\d+)", request.headers.get("accept-version", ""))
        if wanted and int(wanted[1]) > int(self.version.partition(".")[0]):
            message = f"Request could not be served, the endpoint was not found: {wanted[0]}"
            raise self.error(406, "RequestNotAcceptableError", message, code="UPDATE_GHOST")
        if not request.path.endswith("/"):
            raise Refused(Reply(301, None, {"Location": f"{self.base}{request.path}/"}))

    def _check_token(self, header: str) -> None:
        if not header:
            context = "Unable to determine the authenticated user or integration."
            raise self.error(403, "NoPermissionError", "Authorization failed", context)
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "ghost" or not token:
            message = 'Authorization header format is "Authorization: Ghost [token]"'
            raise self.error(401, "UnauthorizedError", message, code="INVALID_AUTH_HEADER")
        try:
            head, claims = (json.loads(_unbase(part)) for part in token.split(".")[:2])
            signed, signature = token.rpartition(".")[0], _unbase(token.rpartition(".")[2])
        except ValueError as error:
            raise self.error(400, "BadRequestError", "Invalid token", code="INVALID_JWT") from error
        if not head.get("kid"):
            raise self.error(400, "BadRequestError", "Admin API kid missing.", code="MISSING_ADMIN_API_KID")
        number, _, secret = self.key.partition(":")
        if head["kid"] != number:
            raise self.error(401, "UnauthorizedError", "Unknown Admin API Key", code="UNKNOWN_ADMIN_API_KEY")
        expected = hmac.new(bytes.fromhex(secret), signed.encode(), hashlib.sha256).digest()
        why = self._claims(head, claims) if hmac.compare_digest(signature, expected) else "invalid signature"
        if why:
            raise self.error(401, "UnauthorizedError", f"Invalid token: {why}", code="INVALID_JWT")

    def _claims(self, head: Json, claims: Json) -> str:
        """What is wrong with a token whose signature is right."""
        now = self.now().timestamp()
        if head.get("alg") != "HS256":
            return "invalid algorithm"
        if "exp" in claims and now >= claims["exp"]:
            return "jwt expired"
        if not AUDIENCE.search(str(claims.get("aud", ""))):
            return f"jwt audience invalid. expected: /{AUDIENCE.pattern}/"
        if not isinstance(claims.get("iat"), int | float):
            return "iat required when maxAge is specified"
        return "maxAge exceeded" if now >= claims["iat"] + MAX_AGE else ""

    # ── pages ──

    def uuid(self) -> str:
        """A fresh UUID; the same in every run."""
        return str(UUID(hex=self.hexadecimal(32), version=4))

    def wanted(self, request: Request, what: str) -> nql.Test:
        """What the filter asks."""
        try:
            return nql.test(request.asked("filter"))
        except nql.Unreadable as error:
            raise self.unreadable(what) from error

    def unreadable(self, what: str) -> Refused:
        """A filter that is none."""
        message = f"Request not understood error, cannot list {what}."
        return self.error(400, "BadRequestError", message, "Error parsing filter")

    def page(self, request: Request, name: str, entries: list[Json]) -> Reply:
        """A page of 15 unless asked, 100 at most, whatever `all` says."""
        limit, page = request.asked("limit", "15"), request.asked("page", "1")
        if (limit != "all" and not limit.isdigit()) or not page.isdigit() or limit == "0" or page == "0":
            raise self.error(
                422, "ValidationError", f"Validation error, cannot list {name}.", "Validation failed for limit or page"
            )
        size, number = min(100, 100 if limit == "all" else int(limit)), int(page)
        pages = max(1, math.ceil(len(entries) / size))
        described = {
            "page": number, "limit": size, "pages": pages, "total": len(entries),
            "next": number + 1 if number < pages else None, "prev": number - 1 if number > 1 else None,
        }  # fmt: skip
        shown = entries[(number - 1) * size : number * size]
        return Reply(200, {name: shown, "meta": {"pagination": described}})

    # ── what there is ──

    @route("GET", "/site/")
    def read_site(self, request: Request) -> Reply:
        """What anybody may know, without a token."""
        site = {"title": "Example Notes", "description": "Notes", "logo": None, "icon": None, "accent_color": "#0b5"}
        return Reply(200, {"site": {**site, "url": f"{self.root}/", "version": self.version, "locale": "en"}})

    @route("GET", "/config/")
    def read_config(self, request: Request) -> Reply:
        """How it is set up."""
        config = {"version": f"{self.version}.0", "environment": "production", "database": "sqlite3", "mail": "SMTP"}
        return Reply(200, {"config": {**config, "labs": {}, "mailgunIsConfigured": False}})

    @route("GET", "/users/")
    def browse_users(self, request: Request) -> Reply:
        """Who works here."""
        return self.page(request, "users", [self.author()])

    @route("GET", "/newsletters/")
    def browse_newsletters(self, request: Request) -> Reply:
        """Newsletters; sizes where `include` asks for them."""
        shown = []
        for order, (slug, (name, size)) in enumerate(self.newsletters.items()):
            one: Json = {
                "id": hashlib.sha256(slug.encode()).hexdigest()[:24], "uuid": str(UUID(int=order + 1)), "name": name,
                "description": None, "slug": slug, "sender_name": None, "sender_email": None,
                "sender_reply_to": "newsletter", "status": "active", "visibility": "members",
                "subscribe_on_signup": order == 0, "sort_order": order, "footer_content": None,
            }  # fmt: skip
            if "count.active_members" in request.asked("include"):
                one["count"] = {"active_members": size}
            shown.append(one)
        return self.filtered(request, "newsletters", shown)

    @route("GET", "/tags/")
    def browse_tags(self, request: Request) -> Reply:
        """All tags, internal ones too."""
        return self.filtered(request, "tags", list(self.tags.values()))

    def filtered(self, request: Request, name: str, entries: list[Json]) -> Reply:
        """A page of those that the filter meets."""
        wanted = self.wanted(request, name)
        try:
            return self.page(request, name, [one for one in entries if wanted(one)])
        except nql.Unreadable as error:
            raise self.unreadable(name) from error

    def author(self) -> Json:
        """The one person."""
        return {"id": "1", "name": "Amina Rahman", "slug": "amina", "email": "hello@example.org", "status": "active"}

    def tag(self, given: object) -> Json:
        """The tag of that name or slug; made where there is none."""
        wish = given if isinstance(given, dict) else {"name": given}
        name = str(wish.get("name") or wish.get("slug") or "")
        if not name or len(name) > 191:
            raise self.invalid("save", "Value in [tags.name] cannot be blank or longer than 191 characters.", "name")
        slug = str(wish.get("slug") or ghost_content.slug(name, "tag"))
        by_name = next((tag for tag in self.tags.values() if tag["name"].lower() == name.lower()), None)
        found = by_name or self.tags.get(slug)
        if found is None:
            found = self.tags[slug] = {
                "id": self.hexadecimal(24), "name": name, "slug": slug, "description": None, "feature_image": None,
                "visibility": "internal" if name.startswith("#") else "public", "url": f"{self.root}/404/",
                "created_at": moment(self.now()), "updated_at": moment(self.now()),
            }  # fmt: skip
        return found

    @route("POST", "/images/upload/")
    def upload(self, request: Request) -> Reply:
        """A picture; the same name again is another file."""
        part = request.part("file")
        if part is None:
            raise self.error(422, "ValidationError", "Please select an image.")
        purpose = request.part("purpose")
        if purpose and purpose.text not in ("image", "profile_image", "icon"):
            raise self.error(
                422, "ValidationError", "Validation error, cannot upload image.", "Validation (isIn) failed for purpose"
            )
        stem, _, ending = part.filename.rpartition(".")
        if not stem or ending.lower() not in PICTURES or not part.content_type.startswith("image/"):
            raise self.error(415, "UnsupportedMediaTypeError", "Please select a valid image.")
        folder = self.now().strftime("/content/images/%Y/%m")
        stem = re.sub(r"[^\w@.-]", "-", stem)
        path, count = f"{folder}/{stem}.{ending}", 0
        while path in self.files:
            count += 1
            path = f"{folder}/{stem}-{count}.{ending}"
        url = self.keep_file(path, part.filename, part.content_type, part.content)
        ref = request.part("ref")
        return Reply(201, {"images": [{"url": url, "ref": ref.text if ref else None}]})


def _unbase(text: str) -> bytes:
    """base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))

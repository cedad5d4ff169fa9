"""Mailchimp's account, local: the key, audiences, folders, the file manager, and how its lists are cut."""

from __future__ import annotations

import base64
import binascii
from abc import abstractmethod
from datetime import datetime
from typing import Any

from tests.services.servers.base import Clock, Refused, Remote, Reply, Request, real_time, route
from tests.services.servers.mailchimp_shapes import check, kept, problem, refuse, stamp, without

KEY = "0f1e2d3c4b5a69788796a5b4c3d2e1f0-us14"
LIST = "a1b2c3d4e5"
OTHER_LIST = "f6e5d4c3b2"
AUDIENCES = {LIST: ("River Notes readers", 1200), OTHER_LIST: ("Staff", 40)}
SEGMENT = 49377
FOLDER = "7c1e5b90af"


class Account(Remote):
    """One account with two audiences, a segment and a folder for campaigns."""

    name = "mailchimp"
    base = "/3.0"
    contract = "mailchimp.json"
    simultaneous = 10
    key = KEY

    def __init__(self, *, clock: Clock = real_time, lag: float = 0.0) -> None:
        super().__init__(clock=clock, lag=lag)
        self.options = {"audience": LIST}
        self.folders = {FOLDER: "Newsletters"}
        self.stored: list[tuple[int, datetime, str, int]] = []  # files: number, time, name, place in `uploads`

    # ── what every request meets ──

    def authenticate(self, request: Request) -> None:
        """Basic with any user and the key, or the key as a bearer's token."""
        given = (request.basic or ("", ""))[1] or request.headers.get("authorization", "").removeprefix("Bearer ")
        if given != self.key:
            detail = "Your API key may be invalid, or you've attempted to access the wrong datacenter."
            raise Refused(problem(401, "API Key Invalid", detail))

    def missing(self, request: Request) -> Reply:
        return problem(404, "Resource Not Found", "The requested resource could not be found.")

    def wrong_method(self, request: Request, allowed: list[str]) -> Reply:
        detail = "The requested method and resource are not compatible. See the Allow header for this resource's available methods."
        reply = problem(405, "Method Not Allowed", detail)
        return Reply(405, reply.body, {**reply.headers, "Allow": ", ".join(allowed)})

    def malformed(self, request: Request, why: str) -> Reply:
        return problem(400, "JSON Parse Error", "We encountered an unspecified JSON parsing error.")

    def failure(self, status: int) -> Reply:
        title, detail = {
            401: (
                "API Key Invalid",
                "Your API key may be invalid, or you've attempted to access the wrong datacenter.",
            ),
            403: ("Forbidden", "You are not permitted to access this resource."),
            429: ("Too Many Requests", "You have exceeded the limit of 10 simultaneous connections."),
        }.get(status, ("Internal Server Error", "An unexpected internal error has occurred."))
        return problem(status, title, detail)

    # ── account ──

    @route("GET", "/ping")
    def ping(self, request: Request) -> Reply:
        return Reply(200, {"health_status": "Everything's Chimpy!"})

    @route("GET", "/")
    def root_of_account(self, request: Request) -> Reply:
        account = {
            "account_id": "8d3a3db4d97663a9074efcc16", "login_id": "1a2b3c4d", "account_name": "River Notes",
            "email": "hello@example.org", "first_name": "Ada", "last_name": "Example", "username": "rivernotes",
            "role": "owner", "member_since": "2021-03-04T09:00:00+00:00", "pricing_plan_type": "monthly",
            "account_timezone": "Europe/London", "total_subscribers": 1240,
        }  # fmt: skip
        return self._fields(request, account)

    @route("GET", "/lists")
    def lists(self, request: Request) -> Reply:
        audiences = [self._list(which, name, size) for which, (name, size) in AUDIENCES.items()]
        return self._page(request, "lists", audiences, constraints={"may_create": True, "max_instances": 5})

    @route("GET", "/lists/{which}")
    def one_list(self, request: Request, which: str) -> Reply:
        return (
            self._fields(request, self._list(which, *AUDIENCES[which])) if which in AUDIENCES else self.missing(request)
        )

    @route("GET", "/lists/{which}/merge-fields")
    def merge_fields(self, request: Request, which: str) -> Reply:
        if which not in AUDIENCES:
            return self.missing(request)
        names = {"FNAME": "First Name", "LNAME": "Last Name"} if which == LIST else {}
        fields = [
            {
                "merge_id": number, "tag": tag, "name": name, "type": "text", "required": False, "default_value": "",
                "public": False, "display_order": number + 1, "options": {"size": 25}, "help_text": "", "list_id": which,
            }
            for number, (tag, name) in enumerate(names.items(), 1)
        ]  # fmt: skip
        return self._page(request, "merge_fields", fields, list_id=which)

    @route("GET", "/lists/{which}/segments")
    def segments(self, request: Request, which: str) -> Reply:
        if which not in AUDIENCES:
            return self.missing(request)
        made = {
            "id": SEGMENT, "name": "Press", "member_count": 85, "type": "saved", "created_at": "2024-02-01T10:00:00+00:00",
            "updated_at": "2024-02-01T10:00:00+00:00", "list_id": which,
        }  # fmt: skip
        return self._page(request, "segments", [made] if which == LIST else [], list_id=which)

    @route("GET", "/verified-domains")
    def domains(self, request: Request) -> Reply:
        made = {
            "domain": "example.org", "verified": True, "authenticated": True, "verification_email": "hello@example.org",
            "verification_sent": "2021-03-04T09:00:00+00:00",
        }  # fmt: skip
        return Reply(200, {"domains": [made], "total_items": 1})

    # ── folders ──

    @route("GET", "/campaign-folders")
    def all_folders(self, request: Request) -> Reply:
        return self._page(request, "folders", [self._folder(which) for which in self.folders])

    @route("POST", "/campaign-folders")
    def make_folder(self, request: Request) -> Reply:
        errors = check(request.json, {"name": str})
        refuse(errors or ({} if request.json.get("name") else {"name": "This value should not be blank."}))
        which = self.hexadecimal(10)
        self.folders[which] = request.json["name"]
        return Reply(200, self._folder(which))

    # ── files ──

    @route("POST", "/file-manager/files")
    def upload(self, request: Request) -> Reply:
        given = request.json
        refuse(check(given, {"folder_id": int, "name": str, "file_data": str}))
        refuse({name: "This value should not be blank." for name in ("name", "file_data") if not given.get(name)})
        try:
            content = base64.b64decode(given["file_data"], validate=True)
        except binascii.Error:
            refuse({"file_data": "The file data is not valid base64."})
            raise
        number = self.number()
        suffix = given["name"].rpartition(".")[2].lower()
        kind = {"jpg": "image/jpeg", "svg": "image/svg+xml"}.get(suffix, f"image/{suffix}")
        self.keep_file(f"/gallery/{self.hexadecimal(36)}.{suffix}", given["name"], kind, content)
        self.stored.append((number, self.now(), given["name"], len(self.uploads) - 1))
        return Reply(200, self._file(self.stored[-1]))

    @route("GET", "/file-manager/files")
    def all_files(self, request: Request) -> Reply:
        files = [self._file(stored) for stored in reversed(self.stored)]
        size = sum(len(upload.content) for upload in self.uploads)
        return self._page(request, "files", files, total_file_size=size)

    # ── how things look ──

    def _folder(self, which: str) -> dict[str, object]:
        return {"name": self.folders[which], "id": which, "count": self.in_folder(which)}

    @abstractmethod
    def in_folder(self, which: str) -> int:
        """How many campaigns lie in a folder."""

    def _list(self, which: str, name: str, size: int) -> dict[str, object]:
        return {
            "id": which, "web_id": 501, "name": name,
            "contact": {
                "company": "River Notes", "address1": "1 Quay Street", "city": "Bristol", "state": "", "zip": "BS1 1AA",
                "country": "GB",
            },
            "permission_reminder": "You signed up on our website.", "use_archive_bar": True,
            "campaign_defaults": {
                "from_name": "River Notes", "from_email": "hello@example.org", "subject": "", "language": "en",
            },
            "date_created": "2021-03-04T09:00:00+00:00", "email_type_option": False, "visibility": "prv",
            "double_optin": True, "stats": {"member_count": size, "unsubscribe_count": 3, "cleaned_count": 1},
        }  # fmt: skip

    def _file(self, stored: tuple[int, datetime, str, int]) -> dict[str, object]:
        number, made, name, place = stored
        upload = self.uploads[place]
        return {
            "id": number, "folder_id": 0, "type": "image", "name": name, "full_size_url": upload.address,
            "thumbnail_url": upload.address, "size": len(upload.content), "created_at": stamp(made),
            "created_by": "Ada Example", "width": 1, "height": 1,
        }  # fmt: skip

    def _page(self, request: Request, name: str, items: list[dict[str, object]], **rest: object) -> Reply:
        """Ten of the items, or `count` of them, from `offset` on."""
        try:
            count, offset = int(request.asked("count", "10")), int(request.asked("offset", "0"))
        except ValueError:
            refuse({"count": "Schema describes integer, string found instead"})
            raise
        if not 0 <= count <= 1000:
            refuse({"count": "This value should be between 0 and 1000."})
        return self._fields(request, {name: items[offset : offset + count], "total_items": len(items), **rest})

    def _fields(self, request: Request, body: dict[str, object]) -> Reply:
        """Only the `fields` asked for, or all but the `exclude_fields`; dots lead inwards."""
        wanted = [field for field in request.asked("fields").split(",") if field]
        unwanted = [field for field in request.asked("exclude_fields").split(",") if field]
        made: Any = body
        if wanted:
            made = kept(body, [field.split(".") for field in wanted])
        for field_ in unwanted:
            made = without(made, field_.split("."))
        return Reply(200, made)

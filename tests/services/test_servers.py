"""The local services: each fault does what it says, connections are kept, and refusals are the vendors' own."""

from __future__ import annotations

import base64
import http.client
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.services.servers import SERVICES, remote
from tests.services.servers.base import Held, NotJson, Record, Remote, Reply, Request, route
from tests.services.servers.buttondown import Buttondown
from tests.services.servers.buttondown_house import KEY_WITHOUT_SENDING
from tests.services.servers.faults import Fault, Kind
from tests.services.servers.mailchimp import LIST, Mailchimp
from tests.services.servers.mailchimp_account import FOLDER, SEGMENT
from tests.services.servers.serving import Server

SETTINGS = {"subject_line": "The river", "title": "ref-1", "from_name": "River Notes", "reply_to": "hello@example.org"}
PAGE = "<html><body><p>The river rose.</p></body></html>"


class Notes(Remote):
    """The smallest service: notes that can be added and read."""

    name = "notes"
    base = "/api"
    key = "k"

    def __init__(self, **rest: Any) -> None:
        super().__init__(**rest)
        self.options = {}
        self.notes: list[str] = []

    def authenticate(self, request: Request) -> None:
        """Everybody."""

    def missing(self, request: Request) -> Reply:
        return Reply(404, {"message": "not here"})

    def malformed(self, request: Request, why: str) -> Reply:
        return Reply(400, {"message": why})

    @route("POST", "/notes")
    def add(self, request: Request) -> Reply:
        self.notes.append(request.json["text"])
        return Reply(201, {"id": len(self.notes), "text": request.json["text"]})

    @route("GET", "/notes/{which}")
    def show(self, request: Request, which: str) -> Reply:
        return Reply(200, {"text": self.notes[int(which) - 1]})

    @route("GET", "/notes/all")
    def every(self, request: Request) -> Reply:
        return Reply(200, self.notes)

    @route("DELETE", "/notes")
    def clear(self, request: Request) -> Reply:
        self.notes.clear()
        return Reply(204)

    @route("GET", "/mistake")
    def mistake(self, request: Request) -> Reply:
        raise ZeroDivisionError

    def held(self) -> list[Held]:
        return []

    def _nobody(self, *args: object) -> None:
        raise NotImplementedError

    person_edits = person_sends = person_schedules = person_trashes = person_deletes = _nobody

    def person_creates(self, subject: str) -> str:
        raise NotImplementedError


def post(server: Server, text: str = "a") -> httpx.Response:
    with httpx.Client(base_url=server.url) as client:
        return client.post("/notes", json={"text": text})


def notes(server: Server) -> list[str]:
    assert isinstance(server.remote, Notes)
    return server.remote.notes


# ── the port ──


def test_routes_answer_and_plain_templates_come_first():
    with Server(Notes()) as server, httpx.Client(base_url=server.url) as client:
        assert (client.post("/notes", json={"text": "ä"}).status_code, client.get("/notes/1").json()) == (
            201,
            {"text": "ä"},
        )
        assert client.get("/notes/all").json() == ["ä"]
        assert (client.delete("/notes").status_code, client.get("/notes/all").json()) == (204, [])


def test_unknown_paths_other_methods_and_bad_json_are_refused_by_the_service():
    with Server(Notes()) as server, httpx.Client(base_url=server.url) as client:
        assert client.get("/nothing").json() == {"message": "not here"}
        other = client.put("/notes")
        assert (other.status_code, other.headers["allow"]) == (405, "DELETE, POST")
        assert client.post("/notes", content=b"{").status_code == 400


def test_what_lies_outside_the_base_is_not_the_service():
    with Server(Notes()) as server:
        assert httpx.get(f"{server.root}/apiary").status_code == 404
        assert server.log == []


def test_one_connection_carries_many_requests():
    with Server(Notes()) as server:
        address = server.root.removeprefix("http://")
        connection = http.client.HTTPConnection(address)
        ports = set()
        for _ in range(3):
            connection.request("POST", "/api/notes", b'{"text": "a"}')
            assert connection.sock is not None
            ports.add(connection.sock.getsockname())
            assert connection.getresponse().read()
        connection.close()
        assert (len(ports), len(notes(server))) == (1, 3)


def test_answers_leave_in_one_piece_and_at_once():
    with Server(Notes()) as server, httpx.Client(base_url=server.url) as client:
        client.get("/notes/all")
        begun = time.perf_counter()
        for _ in range(20):
            client.get("/notes/all")
        assert time.perf_counter() - begun < 0.5  # 20 delayed acknowledgements would be 0.8 s


def test_a_body_in_chunks_is_read():
    with Server(Notes()) as server:
        httpx.post(
            f"{server.url}/notes", content=iter([b'{"text"', b': "a"}']), headers={"Content-Type": "application/json"}
        )
        assert notes(server) == ["a"]


def test_latency_comes_before_each_request_and_is_shared():
    with Server(Notes(), latency=0.3) as server:
        begun = time.perf_counter()
        threads = [threading.Thread(target=post, args=(server,)) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert 0.3 <= time.perf_counter() - begun < 1.4  # one after the other would take 1.5
        assert server.most_at_once > 1


def test_a_mistake_of_the_server_is_raised_where_its_block_ends():
    with pytest.raises(AssertionError, match="ZeroDivisionError"), Server(Notes()) as server:
        assert httpx.get(f"{server.url}/mistake").status_code == 500


def test_the_log_says_what_came_what_went_and_what_struck():
    with Server(Notes(), [Fault("503", path="/notes/*")]) as server, httpx.Client(base_url=server.url) as client:
        client.post("/notes", json={"text": "a"})
        client.get("/notes/all?x=1")
        assert [str(entry) for entry in server.log] == [
            "POST /notes → 201",
            "GET /notes/all?x=1 → 503 [503 before * /notes/* #1]",
        ]
        assert (server.writes, server.log[0].body) == (1, b'{"text":"a"}')


# ── faults ──


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize(
    "kind", ["401", "403", "403-bare", "429", "429-bare", "500", "502", "503", "bad-json", "login"]
)
def test_a_fault_answers_in_place_of_the_service(kind, moment):
    with Server(Notes(), [Fault(kind, moment=moment, seconds=2)]) as server:
        answer = post(server)
        assert answer.status_code == {"bad-json": 200, "login": 200}.get(
            kind, int(kind[:3]) if kind[0].isdigit() else 0
        )
        assert answer.headers.get("retry-after") == ("2" if kind == "429" else None)
        is_page = answer.headers["content-type"].startswith("text/html")
        assert is_page == (kind in ("403-bare", "502", "503", "login"))
        assert len(notes(server)) == server.writes == (moment == "after")
        assert post(server).status_code == 201
        assert [str(fault.kind) for fault in server.fired] == [kind]


def test_bad_json_is_none():
    with Server(Notes(), [Fault("bad-json")]) as server, pytest.raises(ValueError, match="Unterminated"):
        post(server).json()


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_reset_is_a_reset(moment):
    with Server(Notes(), [Fault("reset", moment=moment)]) as server:
        with socket.create_connection(("127.0.0.1", int(server.root.rpartition(":")[2]))) as raw:
            raw.sendall(b'POST /api/notes HTTP/1.1\r\nHost: x\r\nContent-Length: 13\r\n\r\n{"text": "a"}')
            with pytest.raises(ConnectionResetError):
                raw.recv(100)
        assert len(notes(server)) == (moment == "after")


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_cut_answer_promises_more_than_comes(moment):
    with Server(Notes(), [Fault("cut", moment=moment)]) as server:
        with pytest.raises(httpx.RemoteProtocolError, match="complete message body"):
            post(server)
        assert len(notes(server)) == (moment == "after")


def test_an_answer_without_a_body_is_cut_within_its_headers():
    with Server(Notes(), [Fault("cut", method="DELETE", moment="after")]) as server:
        with pytest.raises(httpx.RemoteProtocolError):
            httpx.delete(f"{server.url}/notes")
        assert server.writes == 1


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_slow_answer_is_right_and_late(moment):
    with Server(Notes(), [Fault("slow", moment=moment, seconds=0.3)]) as server:
        with pytest.raises(httpx.ReadTimeout):
            httpx.post(f"{server.url}/notes", json={"text": "a"}, timeout=0.1)
        assert len(notes(server)) == (moment == "after")
        time.sleep(0.3)
        assert len(notes(server)) == 1
    with Server(Notes(), [Fault("slow", seconds=0.1)]) as server:
        assert post(server).json() == {"id": 1, "text": "a"}


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_hanging_answer_never_comes(moment):
    with Server(Notes(), [Fault("hang", moment=moment)]) as server:
        with pytest.raises(httpx.ReadTimeout):
            httpx.post(f"{server.url}/notes", json={"text": "a"}, timeout=0.2)
        assert len(notes(server)) == (moment == "after")


def test_the_server_ends_though_an_answer_hangs():
    ended: list[str] = []

    def ask() -> None:
        try:
            post(server)
        except httpx.HTTPError as error:
            ended.append(type(error).__name__)

    with Server(Notes(), [Fault("hang")]) as server:
        waiting = threading.Thread(target=ask)
        waiting.start()
        while not server.log:
            time.sleep(0.01)
        begun = time.perf_counter()
    waiting.join()
    assert time.perf_counter() - begun < 1
    assert ended == ["RemoteProtocolError"]


def test_a_late_request_is_processed_after_the_connection_closed():
    with Server(Notes(), [Fault("late", seconds=0.2)]) as server:
        with pytest.raises(httpx.RemoteProtocolError):
            post(server)
        assert notes(server) == []
        server.settle()
        assert notes(server) == ["a"]


CLIENT = """
import http.client, signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: (print("asked to end", flush=True), sys.exit(15)))
connection = http.client.HTTPConnection(sys.argv[1])
connection.request("POST", "/api/notes", b'{"text": "a"}')
print(connection.getresponse().status, flush=True)
time.sleep(20)
"""


def run_client(server: Server) -> tuple[int, str]:
    """A process that posts one note: how it ended, and what it printed."""
    command = [sys.executable, "-c", CLIENT, server.root.removeprefix("http://")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        server.pid_to_kill = process.pid
        printed, _ = process.communicate(timeout=15)
        return process.returncode, printed


@pytest.mark.parametrize(("moment", "made", "printed"), [("before", 0, ""), ("after", 1, "")])
def test_kill_ends_the_client_before_or_after_the_act(moment, made, printed):
    with Server(Notes(), [Fault("kill", moment=moment)]) as server:
        assert run_client(server) == (-signal.SIGKILL, printed)
        assert len(notes(server)) == made


def test_kill_may_come_when_the_answer_is_out():
    with Server(Notes(), [Fault("kill", moment="answered")]) as server:
        assert run_client(server)[0] == -signal.SIGKILL
        assert (len(notes(server)), server.log[0].status) == (1, 201)


@pytest.mark.parametrize("moment", ["before", "after", "answered"])
def test_term_asks_the_client_to_end_and_answers(moment):
    with Server(Notes(), [Fault("term", moment=moment)]) as server:
        code, printed = run_client(server)
        assert (code, "asked to end" in printed) == (15, True)
        assert (len(notes(server)), server.log[0].status) == (1, 201)


def test_a_fault_strikes_the_request_it_names_and_those_after():
    faults = [Fault("500", method="POST", path="/notes", nth=2, times=2)]
    with Server(Notes(), faults) as server, httpx.Client(base_url=server.url) as client:
        client.get("/notes/all")
        assert [client.post("/notes", json={"text": "a"}).status_code for _ in range(4)] == [201, 500, 500, 201]


def test_a_fault_with_nth_0_strikes_every_time_until_it_is_lifted():
    with Server(Notes(), [Fault("503", nth=0)]) as server:
        assert [post(server).status_code for _ in range(3)] == [503] * 3
        server.calm()
        assert post(server).status_code == 201
        server.strike(Fault("401"))
        assert post(server).status_code == 401


def test_a_moment_that_a_kind_has_not_is_refused():
    with pytest.raises(ValueError, match="only kill and term"):
        Fault("reset", moment="answered")
    with pytest.raises(ValueError, match="not a valid Kind"):
        Fault("earthquake")


def test_every_kind_is_tried_above():
    tried = {"401", "403", "403-bare", "429", "429-bare", "500", "502", "503", "bad-json", "login"}
    assert {kind.value for kind in Kind} == tried | {"reset", "cut", "slow", "hang", "kill", "term", "late"}


# ── requests ──


def test_parts_of_a_multipart_body_keep_their_bytes():
    made = httpx.Request(
        "POST", "http://x", files={"file": ("a.png", b"\x89PNG\r\n\x00\xff", "image/png")}, data={"ref": "ä"}
    )
    request = Request("POST", "/", {}, {name.lower(): value for name, value in made.headers.items()}, made.read())
    part = request.part("file")
    assert part is not None
    assert (part.filename, part.content_type, part.content) == ("a.png", "image/png", b"\x89PNG\r\n\x00\xff")
    assert [part.text for part in request.parts if part.name == "ref"] == ["ä"]


def test_basic_authentication_is_read_and_nonsense_is_none():
    header = "Basic " + base64.b64encode(b"any:ke:y").decode()
    assert Request("GET", "/", headers={"authorization": header}).basic == ("any", "ke:y")
    for wrong in ("Basic ?", "Bearer x", "Basic " + base64.b64encode(b"nocolon").decode(), ""):
        assert Request("GET", "/", headers={"authorization": wrong}).basic is None


def test_a_body_that_is_no_json_is_refused():
    assert Request("POST", "/").json == {}
    with pytest.raises(NotJson):
        _ = Request("POST", "/", body=b"\xff").json


# ── what all services have ──


@pytest.mark.parametrize("name", SERVICES)
def test_people_leave_what_is_theirs_marked(name):
    service = remote(name)
    mine = service.person_creates("By hand")
    (held,) = service.held()
    assert (held.subject, held.status, held.foreign, held.touched) == ("By hand", "draft", True, False)
    service.person_edits(mine, subject="By hand, again", html="<p>New</p>")
    assert service.held()[0].subject == "By hand, again"
    service.person_schedules(mine)
    assert service.held()[0].status == "scheduled"
    service.person_sends(mine)
    assert service.held()[0].status == "sent"
    assert (service.sends, service.tests, service.held()[0].touched) == (0, [], False)
    other = service.person_creates("Other")
    service.person_deletes(other)
    assert [held.subject for held in service.held()] == ["By hand, again"]


@pytest.mark.parametrize("name", SERVICES)
def test_no_service_answers_without_its_key(name):
    service = remote(name)
    for path in ("/", "/campaigns", "/emails", "/emailCampaigns", "/posts/", "/v4/broadcasts"):
        assert service.handle(Request("GET", path)).status in (401, 403)


def test_pictures_are_found_in_html():
    made = Held("1", "", "", "", '<p><img alt="a" src="https://a/1.png"><IMG SRC=\'b.gif\'></p>', "", "draft")
    assert made.images == ("https://a/1.png", "b.gif")


def test_a_new_draft_stays_out_of_lists_while_they_lag():
    moments = [datetime(2026, 11, 22, 12, tzinfo=UTC)]
    service = remote("mailchimp", clock=lambda: moments[-1], lag=30)
    record = Record(id="1", made=moments[0], changed=moments[0])
    assert not service.listed(record)
    moments.append(moments[0] + timedelta(seconds=30))
    assert service.listed(record)


# ── Mailchimp ──


@pytest.fixture
def mailchimp() -> Iterator[tuple[Mailchimp, httpx.Client, Server]]:
    service = Mailchimp()
    with Server(service) as server, httpx.Client(base_url=server.url, auth=("anybody", service.key)) as client:
        yield service, client, server


def new_campaign(client: httpx.Client, **settings: object) -> str:
    body = {"type": "regular", "recipients": {"list_id": LIST}, "settings": {**SETTINGS, **settings}}
    answer = client.post("/campaigns", json=body)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["id"])


def test_mailchimp_makes_an_empty_draft_that_a_second_call_fills(mailchimp):
    service, client, server = mailchimp
    made = new_campaign(client)
    assert client.get(f"/campaigns/{made}").json()["status"] == "save"
    assert "html" not in client.get(f"/campaigns/{made}/content").json()
    assert client.get(f"/campaigns/{made}/send-checklist").json()["is_ready"] is False
    answer = client.put(f"/campaigns/{made}/content", json={"html": PAGE})
    assert answer.json()["html"] != PAGE
    assert "The river rose." in answer.json()["plain_text"]
    assert client.get(f"/campaigns/{made}/send-checklist").json()["is_ready"] is True
    (held,) = service.held()
    assert (held.id, held.reference, held.subject, held.status, held.touched) == (
        made,
        "ref-1",
        "The river",
        "draft",
        False,
    )
    assert server.violations == []


def test_mailchimp_gives_its_html_a_footer_only_where_nothing_unsubscribes(mailchimp):
    _, client, _ = mailchimp
    made = new_campaign(client)
    bare = client.put(f"/campaigns/{made}/content", json={"html": PAGE, "plain_text": "mine"}).json()
    own = client.put(f"/campaigns/{made}/content", json={"html": '<a href="*|UNSUB|*">x</a>'}).json()
    assert (bare["html"].count("*|UNSUB|*"), own["html"].count("*|UNSUB|*"), bare["plain_text"]) == (1, 1, "mine")


def test_mailchimp_lists_ten_newest_first_and_knows_the_total(mailchimp):
    _, client, server = mailchimp
    ids = [new_campaign(client, title=f"ref-{number}") for number in range(12)]
    first = client.get("/campaigns?status=save&fields=campaigns.id,campaigns.settings.title,total_items").json()
    assert [campaign["id"] for campaign in first["campaigns"]] == ids[:1:-1]
    assert first["campaigns"][0] == {"id": ids[11], "settings": {"title": "ref-11"}}
    rest = client.get("/campaigns?offset=10&exclude_fields=campaigns.settings").json()
    assert [campaign["id"] for campaign in rest["campaigns"]] == ids[1::-1]
    assert ("settings" in rest["campaigns"][0], first["total_items"]) == (False, 12)
    assert len(client.get("/campaigns?count=1000").json()["campaigns"]) == 12
    assert server.violations == []
    assert client.get("/campaigns?count=1001").status_code == 400


def test_mailchimp_filters_by_time_folder_and_audience(mailchimp):
    _, client, _ = mailchimp
    made = new_campaign(client, folder_id=FOLDER)
    new_campaign(client)
    hour = timedelta(hours=1)
    now = datetime.now(UTC)

    def found(**asked: str) -> int:
        return int(client.get("/campaigns", params=asked).json()["total_items"])

    assert (found(since_create_time=(now - hour).isoformat()), found(since_create_time=(now + hour).isoformat())) == (
        2,
        0,
    )
    assert (found(folder_id=FOLDER), found(list_id=LIST), found(list_id="nobody"), found(status="sent")) == (1, 2, 0, 0)
    assert client.get("/campaign-folders").json()["folders"][0]["count"] == 1
    assert client.get(f"/campaigns/{made}").json()["settings"]["folder_id"] == FOLDER


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "type"),
        ({"type": "letter"}, "type"),
        ({"type": "regular", "subject": "x"}, "subject"),
        ({"type": "regular", "settings": {"subject_line": 3}}, "settings.subject_line"),
        ({"type": "regular", "settings": {"subject": "x"}}, "settings.subject"),
        ({"type": "regular", "settings": {"subject_line": "x" * 151}}, "settings.subject_line"),
        ({"type": "regular", "settings": {"reply_to": "nobody"}}, "settings.reply_to"),
        ({"type": "regular", "settings": {"folder_id": "none"}}, "settings.folder_id"),
        ({"type": "regular", "recipients": {}}, "recipients.list_id"),
        ({"type": "regular", "recipients": {"list_id": "none"}}, "recipients.list_id"),
        (
            {"type": "regular", "recipients": {"list_id": LIST, "segment_opts": {"saved_segment_id": SEGMENT + 1}}},
            "recipients.segment_opts",
        ),
    ],
)
def test_mailchimp_refuses_a_campaign_in_its_own_words(mailchimp, body, field):
    service, client, _ = mailchimp
    answer = client.post("/campaigns", json=body)
    told = answer.json()
    assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (400, "application/problem+json")
    assert (told["title"], told["status"], told["errors"][0]["field"]) == ("Invalid Resource", 400, field)
    assert service.held() == []


def test_mailchimp_wants_three_settings_in_every_patch(mailchimp):
    service, client, _ = mailchimp
    made = new_campaign(client)
    refused = client.patch(f"/campaigns/{made}", json={"settings": {"subject_line": "New"}})
    assert [error["field"] for error in refused.json()["errors"]] == ["settings.from_name", "settings.reply_to"]
    assert client.patch(f"/campaigns/{made}", json={"settings": {**SETTINGS, "subject_line": "New"}}).status_code == 200
    assert (service.held()[0].subject, service.held()[0].reference) == ("New", "ref-1")


def test_mailchimp_does_not_change_what_is_out(mailchimp):
    service, client, _ = mailchimp
    made = new_campaign(client)
    service.person_sends(made)
    assert client.patch(f"/campaigns/{made}", json={"settings": SETTINGS}).status_code == 400
    assert client.put(f"/campaigns/{made}/content", json={"html": PAGE}).status_code == 400
    assert (service.sends, service.held()[0].touched) == (0, False)


def test_mailchimp_counts_what_the_api_sends_and_tests(mailchimp):
    service, client, _ = mailchimp
    made, other = new_campaign(client), new_campaign(client)
    client.put(f"/campaigns/{made}/content", json={"html": PAGE})
    tested = client.post(
        f"/campaigns/{made}/actions/test", json={"test_emails": ["me@example.org"], "send_type": "html"}
    )
    assert (tested.status_code, service.tests, service.sends) == (204, ["me@example.org"], 0)
    assert (
        client.post(f"/campaigns/{other}/actions/schedule", json={"schedule_time": "2027-01-01T10:07:00Z"}).status_code
        == 400
    )
    assert (
        client.post(f"/campaigns/{other}/actions/schedule", json={"schedule_time": "2027-01-01T10:15:00Z"}).status_code
        == 204
    )
    assert client.post(f"/campaigns/{made}/actions/send").status_code == 204
    assert (service.sends, [held.status for held in service.held()]) == (2, ["sent", "scheduled"])


def test_mailchimp_marks_what_the_api_did_to_foreign_campaigns(mailchimp):
    service, client, _ = mailchimp
    edited, deleted = service.person_creates("One"), service.person_creates("Two")
    client.patch(f"/campaigns/{edited}", json={"settings": SETTINGS})
    assert client.delete(f"/campaigns/{deleted}").status_code == 204
    assert [(held.foreign, held.touched, held.status) for held in service.held()] == [
        (True, True, "draft"),
        (True, True, "trashed"),
    ]


def test_mailchimp_archives_out_of_lists_and_not_out_of_reach(mailchimp):
    service, client, _ = mailchimp
    made = new_campaign(client)
    service.person_trashes(made)
    assert (client.get("/campaigns").json()["total_items"], client.get(f"/campaigns/{made}").json()["status"]) == (
        0,
        "archived",
    )


def test_mailchimp_keeps_every_upload_apart(mailchimp):
    service, client, server = mailchimp
    body = {"name": "a.png", "file_data": base64.b64encode(b"picture").decode()}
    addresses = [client.post("/file-manager/files", json=body).json()["full_size_url"] for _ in range(2)]
    assert (len(set(addresses)), len(service.uploads)) == (2, 2)
    assert httpx.get(addresses[0]).content == b"picture"
    assert client.get("/file-manager/files").json()["total_items"] == 2
    assert client.post("/file-manager/files", json={**body, "file_data": "?"}).status_code == 400
    assert not [line for line in server.violations if "answer" in line]


def test_mailchimp_takes_ten_at_once():
    service = Mailchimp()
    statuses: list[int] = []
    with Server(service, latency=0.3) as server:

        def ping() -> None:
            statuses.append(httpx.get(f"{server.url}/ping", auth=("x", service.key)).status_code)

        threads = [threading.Thread(target=ping) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert server.most_at_once > 10
    assert sorted(set(statuses)) == [200, 429]


def test_mailchimp_knows_a_wrong_key_and_a_wrong_method(mailchimp):
    _, client, _ = mailchimp
    assert client.get("/ping", auth=("x", "wrong-us14")).json()["title"] == "API Key Invalid"
    assert client.put("/campaigns").json()["title"] == "Method Not Allowed"
    assert client.get("/campaigns/none").json()["title"] == "Resource Not Found"


# ── Buttondown ──

PINNED = "2026-04-01"
DRAFT = {"subject": "The river", "status": "draft", "slug": "ref-1", "body": "<p>The river rose.</p>"}


@pytest.fixture
def buttondown() -> Iterator[tuple[Buttondown, httpx.Client, Server]]:
    service = Buttondown()
    headers = {"Authorization": f"Token {service.key}", "X-API-Version": PINNED}
    with Server(service) as server, httpx.Client(base_url=server.url, headers=headers) as client:
        yield service, client, server


def test_buttondown_makes_reads_changes_and_deletes_a_draft(buttondown):
    service, client, server = buttondown
    made = client.post("/emails", json=DRAFT)
    which = made.json()["id"]
    assert (made.status_code, made.json()["status"], service.sends) == (201, "draft", 0)
    changed = client.patch(f"/emails/{which}", json={"body": "New", "description": "Above"})
    assert (changed.json()["body"], changed.json()["slug"]) == ("New", "ref-1")
    assert changed.json()["modification_date"] > made.json()["modification_date"]
    (held,) = service.held()
    assert (held.reference, held.preheader, held.html, held.status) == ("ref-1", "Above", "New", "draft")
    assert (client.delete(f"/emails/{which}").status_code, client.get(f"/emails/{which}").status_code) == (204, 404)
    assert server.violations == []


def test_buttondown_sends_what_has_no_status(buttondown):
    service, client, _ = buttondown
    refused = client.post("/emails", json={"subject": "Sent"})
    assert (refused.json()["code"], service.sends) == ("sending_requires_confirmation", 0)
    assert (client.post("/emails", json={"subject": "Sent"}).status_code, service.sends) == (201, 1)


def test_buttondown_just_sends_in_older_versions(buttondown):
    service, client, _ = buttondown
    client.post("/emails", json={"subject": "Sent"}, headers={"X-API-Version": "2025-01-01"})
    assert (service.sends, service.held()[0].status) == (1, "sending")


def test_buttondown_refuses_to_send_with_a_key_that_may_not(buttondown):
    service, client, _ = buttondown
    may_not = {"Authorization": f"Token {KEY_WITHOUT_SENDING}"}
    assert client.post("/emails", json={"subject": "Sent"}, headers=may_not).status_code == 403
    assert client.post("/emails", json=DRAFT, headers=may_not).status_code == 201
    assert service.sends == 0


def test_buttondown_counts_schedules_and_publishing(buttondown):
    service, client, _ = buttondown
    live = {"X-Buttondown-Live-Dangerously": "true"}
    which = client.post("/emails", json=DRAFT).json()["id"]
    undated = client.patch(f"/emails/{which}", json={"status": "scheduled"}, headers=live)
    assert undated.json()["code"] == "publish_date_missing"
    dated = {"status": "scheduled", "publish_date": "2027-01-01T10:00:00Z"}
    assert client.patch(f"/emails/{which}", json=dated, headers=live).json()["status"] == "scheduled"
    assert client.post(f"/emails/{which}/publish", json={}, headers=live).json()["status"] == "about_to_send"
    assert service.sends == 2


def test_buttondown_takes_a_slug_once(buttondown):
    _, client, _ = buttondown
    which = client.post("/emails", json=DRAFT).json()["id"]
    assert client.post("/emails", json=DRAFT).json()["code"] == "slug_invalid"
    assert client.patch(f"/emails/{which}", json={"slug": "ref-1"}).status_code == 200


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        ({"status": "draft"}, 422, "Field required"),
        ({**DRAFT, "title": "x"}, 422, "Extra inputs are not permitted"),
        ({**DRAFT, "subject": 3}, 422, "Input should be a valid str"),
        ({**DRAFT, "subject": "x" * 2001}, 422, "at most 2000"),
        ({**DRAFT, "slug": "a b"}, 422, "match pattern"),
        ({**DRAFT, "status": "ready"}, 422, "one of"),
        ({**DRAFT, "body": "---\ntitle: x\n---\n"}, 400, "front matter"),
    ],
)
def test_buttondown_refuses_an_email_in_its_own_words(buttondown, body, status, told):
    service, client, _ = buttondown
    answer = client.post("/emails", json=body)
    assert (answer.status_code, told in answer.text, service.held()) == (status, True, [])


def test_buttondown_gives_the_first_answer_again_for_the_same_key(buttondown):
    service, client, _ = buttondown
    once = {"X-Idempotency-Key": "ref-1"}
    answers = [client.post("/emails", json=DRAFT, headers=once).json() for _ in range(2)]
    assert (answers[0], len(service.held())) == (answers[1], 1)
    assert client.post("/emails", json=DRAFT, headers={"X-Idempotency-Key": "x" * 201}).status_code == 400


def test_buttondown_shapes_its_ids_by_version(buttondown):
    _, client, _ = buttondown
    which = client.post("/emails", json=DRAFT).json()["id"]
    older = client.get(f"/emails/{which}", headers={"X-API-Version": "2025-01-01"}).json()["id"]
    assert (which[:3], len(which), len(older)) == ("em_", 29, 36)
    assert client.get(f"/emails/{older}").json()["id"] == which


def test_buttondown_lists_oldest_first_in_pages_that_name_their_neighbours(buttondown):
    service, client, server = buttondown
    service.page_size = 2
    for number in range(5):
        client.post("/emails", json={**DRAFT, "slug": f"ref-{number}"})
    page = client.get("/emails?status=draft&excluded_fields=body").json()
    slugs = [email["slug"] for email in page["results"]]
    while page["next"]:
        page = client.get(page["next"]).json()
        slugs += [email["slug"] for email in page["results"]]
        assert "body" in page["results"][0] or "excluded_fields" in page["previous"]
    assert (slugs, page["count"]) == ([f"ref-{number}" for number in range(5)], 5)
    assert not [line for line in server.violations if "query" in line]
    assert client.get("/emails?page=4").status_code == 404
    assert client.get("/emails?ordering=-creation_date").json()["results"][0]["slug"] == "ref-4"


def test_buttondown_keeps_deleted_emails_out_of_lists_and_within_reach(buttondown):
    service, client, _ = buttondown
    which = client.post("/emails", json=DRAFT).json()["id"]
    service.person_trashes(which)
    assert client.get("/emails").json()["count"] == 0
    assert client.get("/emails?status=deleted").json()["count"] == 1
    assert client.get(f"/emails/{which}").json()["status"] == "deleted"


def test_buttondown_has_one_picture_for_the_same_bytes(buttondown):
    service, client, server = buttondown
    answers = [client.post("/images", files={"image": ("a.png", b"picture", "image/png")}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert (answers[0].json(), len(service.uploads)) == (answers[1].json(), 1)
    assert httpx.get(answers[0].json()["image"]).content == b"picture"
    assert server.violations == []
    assert client.post("/images", files={"image": ("a.svg", b"x", "image/svg+xml")}).status_code == 400


def test_buttondown_tells_its_limits_and_keeps_them(buttondown):
    service, client, _ = buttondown
    service.per_minute = 2
    assert client.get("/ping").headers["x-ratelimit-remaining"] == "1"
    client.get("/ping")
    over = client.get("/ping")
    assert (over.status_code, 1 <= int(over.headers["retry-after"]) <= 61) == (429, True)


def test_buttondown_tests_go_to_those_named(buttondown):
    service, client, _ = buttondown
    which = client.post("/emails", json=DRAFT).json()["id"]
    assert client.post(f"/emails/{which}/send-draft", json={"recipients": ["me@example.org"]}).status_code == 200
    assert client.post(f"/emails/{which}/send-draft", json={}).status_code == 400
    assert (service.tests, service.sends) == (["me@example.org"], 0)


# ── by hand ──


def test_a_service_can_be_started_from_the_command_line():
    command = [sys.executable, "-m", "tests.services.servers", "buttondown", "--fault", "503:GET:/ping"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            told = "".join(process.stdout.readline() for _ in range(3))
            address = told.split("base_url: ")[1].split()[0]
            key = told.split("api_key: ")[1].split()[0]
            headers = {"Authorization": f"Token {key}"}
            assert [httpx.get(f"{address}/ping", headers=headers).status_code for _ in range(2)] == [503, 200]
        finally:
            process.terminate()

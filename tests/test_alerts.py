"""One message an event: queued, put down, delivered, taken back."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from publisher.alerts import Alerts, Event, Kind
from publisher.errors import WebError
from publisher.ledger.store import Ledger

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
BROKEN = Event(Kind.FAILED, "letter draft", "letter: the service is away")


class People:
    """Who hears the messages; while `away`, nobody does."""

    def __init__(self) -> None:
        self.heard: list[dict[str, object]] = []
        self.away = False

    def __call__(self, message: dict[str, object]) -> None:
        if self.away:
            raise WebError("no answer", where="webhook")
        self.heard.append(message)

    @property
    def events(self) -> list[str]:
        return [f"{one['event']} {one['subject']}" for one in self.heard]


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.sqlite") as opened:
        yield opened


def alerts(book: Ledger, people: People | None) -> Alerts:
    made = Alerts(book)
    made.take_up(people, "River Notes")
    return made


def over(told: Alerts) -> None:
    told.over(Kind.FAILED, "letter draft", "letter: done after all", NOW)


def test_a_message_has_words_for_people_and_fields_for_programs(book: Ledger) -> None:
    people = People()
    told = alerts(book, people)
    told.tell([BROKEN], NOW)
    assert told.send() is None
    assert people.heard == [
        {
            "text": "River Notes: letter: the service is away",
            "event": "failed",
            "subject": "letter draft",
            "at": "2026-11-22T12:00:00+00:00",
        }
    ]


def test_an_event_that_is_met_again_is_told_once_also_by_another_process(book: Ledger) -> None:
    people = People()
    for told in (alerts(book, people), alerts(book, people)):
        for _ in range(3):
            told.tell([BROKEN], NOW)
            assert told.send() is None
        assert not told.waiting
    assert people.events == ["failed letter draft"]


def test_a_recovery_is_told_once_and_then_the_next_failure_again(book: Ledger) -> None:
    people = People()
    first, second = alerts(book, people), alerts(book, people)
    for told in (first, second):
        told.tell([BROKEN], NOW)
        told.send()
    for told in (first, second, first):
        over(told)
        told.send()
    first.tell([BROKEN], NOW)
    first.send()
    assert people.events == ["failed letter draft", "recovered letter draft", "failed letter draft"]


def test_a_recovery_from_what_nobody_was_told_of_is_no_news(book: Ledger) -> None:
    people = People()
    told = alerts(book, people)
    over(told)
    told.send()
    assert people.heard == []


def test_what_did_not_arrive_is_sent_later_in_order(book: Ledger) -> None:
    people = People()
    told = alerts(book, people)
    people.away = True
    told.tell([BROKEN, Event(Kind.HELD, "letter", "letter is held")], NOW)
    assert str(told.send()) == "webhook: no answer"
    assert told.waiting
    assert book.told() == {}
    people.away = False
    assert told.send() is None
    assert people.events == ["failed letter draft", "held letter"]


def test_what_was_over_before_anybody_heard_of_it_is_not_told(book: Ledger) -> None:
    people = People()
    told = alerts(book, people)
    people.away = True
    told.tell([BROKEN], NOW)
    told.send()
    over(told)
    people.away = False
    told.send()
    assert people.heard == []
    assert told.known() == []


def test_a_recovery_that_did_not_arrive_is_sent_later_and_remembered_until_then(book: Ledger) -> None:
    people = People()
    told = alerts(book, people)
    told.tell([BROKEN], NOW)
    told.send()
    people.away = True
    over(told)
    assert told.send() is not None
    assert alerts(book, people).known() == [(Kind.FAILED, "letter draft")]
    people.away = False
    told.send()
    assert people.events == ["failed letter draft", "recovered letter draft"]
    assert alerts(book, people).known() == []


def test_without_a_webhook_nobody_counts_as_told(book: Ledger) -> None:
    told = alerts(book, None)
    told.tell([BROKEN], NOW)
    assert told.send() is None
    assert not told.waiting
    assert book.told() == {}


def test_nothing_is_delivered_before_it_is_known_how(book: Ledger) -> None:
    people = People()
    told = Alerts(book)
    told.tell([BROKEN], NOW)
    assert not told.waiting
    told.take_up(people, "River Notes")
    told.send()
    assert people.events == ["failed letter draft"]


def test_a_recovery_while_the_failure_is_being_sent_follows_it(book: Ledger) -> None:
    people, told = People(), Alerts(book)

    def slow(message: dict[str, object]) -> None:
        if message["event"] == "failed":
            over(told)
        people(message)

    told.take_up(slow, "River Notes")
    told.tell([BROKEN], NOW)
    told.send()
    assert people.events == ["failed letter draft", "recovered letter draft"]


def test_two_at_once_send_one_message(tmp_path: Path) -> None:
    people = People()
    with Ledger.open(tmp_path / "ledger.sqlite") as one, Ledger.open(tmp_path / "ledger.sqlite") as two:
        events = [Event(Kind.HELD, f"letter-{number}", "held") for number in range(20)]
        both = [alerts(one, people), alerts(two, people)]
        for told in both:
            told.tell(events, NOW)
        threads = [threading.Thread(target=told.send) for told in both]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(people.events) == sorted(event.key for event in events)

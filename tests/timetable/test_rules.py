"""How often: sentences and recurrence rules, what they mean, and what is said about those that mean nothing."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from time import process_time

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st
from publisher.timetable.every import RuleError, rule_of
from publisher.timetable.recurrence import read

YEAR = (date(2028, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("day", "FREQ=DAILY"),
        ("3 days", "FREQ=DAILY;INTERVAL=3"),
        ("weekday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("Monday", "FREQ=WEEKLY;BYDAY=MO"),
        ("mon, wed and fri", "FREQ=WEEKLY;BYDAY=MO,WE,FR"),
        ("monday, wednesday, and friday", "FREQ=WEEKLY;BYDAY=MO,WE,FR"),
        ("week on thursday", "FREQ=WEEKLY;BYDAY=TH"),
        ("2 weeks on tuesday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"),
        ("first tuesday", "FREQ=MONTHLY;BYDAY=1TU"),
        ("the first tuesday of the month", "FREQ=MONTHLY;BYDAY=1TU"),
        ("1st and 3rd Tuesday", "FREQ=MONTHLY;BYDAY=1TU,3TU"),
        ("last friday", "FREQ=MONTHLY;BYDAY=-1FR"),
        ("last weekday", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
        ("month on 15", "FREQ=MONTHLY;BYMONTHDAY=15"),
        ("month on the 1st and 15th", "FREQ=MONTHLY;BYMONTHDAY=1,15"),
        ("month on last day", "FREQ=MONTHLY;BYMONTHDAY=-1"),
        ("3 months on first monday", "FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO"),
        ("first monday of may and october", "FREQ=YEARLY;BYMONTH=5,10;BYDAY=1MO"),
        ("24 december", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24"),
        ("year on 24th of december", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24"),
        ("2 years on last sunday of march", "FREQ=YEARLY;INTERVAL=2;BYMONTH=3;BYDAY=-1SU"),
    ],
)
def test_a_sentence_is_a_recurrence_rule(sentence: str, rule: str) -> None:
    assert rule_of(sentence) == rule


@pytest.mark.parametrize(
    ("sentence", "what", "hint"),
    [
        ("tusday", "`tusday` is not known", "Did you mean `tuesday`?"),
        ("frist tuesday", "`frist` is not known", "Did you mean `first`?"),
        ("fortnight", "`fortnight` is not known", "Write it like `2 weeks on monday`"),
        ("weekly", "`weekly` is not known", "Write it like `week on monday`"),
        ("other tuesday", "`other` is not known", "Write it like `2 weeks on tuesday`"),
        ("every monday", "`every` is not known", "Write it like `monday`"),
        ("full moon", "`full` is not known", "Write it like monday, 2 weeks on tuesday"),
        ("2 weeks", "`2 weeks` does not say on which day", "Write it like 2 weeks on tuesday"),
        ("month", "`month` does not say on which day", "Write it like month on 15"),
        ("tuesday first", "`tuesday first` is not understood", "Write it like monday"),
        ("on", "`on` is not understood", "Write it like monday"),
        ("0 days", "0 is out of range", "Write a number from 1 to 999"),
        ("month on 32", "32 is out of range", "Write a number from 1 to 31"),
    ],
)
def test_a_sentence_that_means_nothing_is_told_what_to_write(sentence: str, what: str, hint: str) -> None:
    with pytest.raises(RuleError) as caught:
        rule_of(sentence)
    assert caught.value.what == what
    assert caught.value.hint.startswith(hint)


@pytest.mark.parametrize(
    ("rule", "what"),
    [
        ("FREQ=HOURLY", "HOURLY is more than once a day"),
        ("BYDAY=MO", "FREQ is missing"),
        ("FREQ=WEEKLY;BYDAY=MO;COUNT=3", "COUNT has no place in a rule here"),
        ("FREQ=WEEKLY;BYDAY=MO;UNTIL=20270101", "UNTIL has no place"),
        ("FREQ=DAILY;BYHOUR=9,17", "BYHOUR has no place"),
        ("FREQ=DAILY;BYEASTER=0", "`BYEASTER=0` is no part of a recurrence rule"),
        ("FREQ=WEEKLY;BYDAY", "`BYDAY` is no part of a recurrence rule"),
        ("FREQ=WEEKLY;BYDAY=MO;BYDAY=TU", "BYDAY is there twice"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY holds a 0"),
        ("FREQ=WEEKLY;BYDAY=1MO", "a number before a day needs months or years"),
        ("FREQ=WEEKLY;BYMONTHDAY=1", "BYMONTHDAY does not go with FREQ=WEEKLY"),
        ("FREQ=MONTHLY;BYWEEKNO=1", "BYWEEKNO does not go with FREQ=MONTHLY"),
        ("FREQ=WEEKLY;BYSETPOS=1", "BYSETPOS does not go with"),
        ("FREQ=WEEKLY;BYDAY=MO;INTERVAL=-1", "INTERVAL or WKST is wrong"),
        ("FREQ=WEEKLY;BYDAY=MO;INTERVAL=2", "does not say from when it is counted"),
        ("FREQ=WEEKLY;BYDAY=XX", "`FREQ=WEEKLY;BYDAY=XX` is no recurrence rule"),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=one", "is no recurrence rule"),
        ("FREQ=WEEKLY", "does not say on which day"),
        ("FREQ=YEARLY;BYMONTH=5", "does not say on which day"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "there is no such day"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "there is no such day"),
        ("FREQ=MONTHLY;BYMONTH=13;BYDAY=1MO", "there is no such day"),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused_in_no_time(rule: str, what: str) -> None:
    begun = process_time()
    with pytest.raises(RuleError) as caught:
        read(rule)
    assert what in caught.value.what
    assert caught.value.hint
    assert process_time() - begun < 2


@pytest.mark.parametrize(
    ("rule", "written_out"),
    [
        ("rrule:freq=weekly; interval=2;", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"),
        ("FREQ=MONTHLY", "FREQ=MONTHLY;BYMONTHDAY=29"),
        ("FREQ=YEARLY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"),
        ("FREQ=YEARLY;BYMONTH=3", "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=29"),
        ("FREQ=YEARLY;BYWEEKNO=20", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=TU"),
        ("FREQ=DAILY", "FREQ=DAILY"),
    ],
)
def test_what_a_rule_leaves_open_is_taken_from_the_first_day(rule: str, written_out: str) -> None:
    assert read(rule, first=date(2028, 2, 29)).text == written_out


def test_a_position_in_the_week_is_counted_in_whole_weeks() -> None:
    for first in (None, date(2028, 1, 5)):
        days = read("FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=1", first=first).days(date(2028, 1, 6), date(2028, 2, 1))
        assert days == [date(2028, 1, 10) + timedelta(weeks=count) for count in range(4)]


def test_the_29th_of_february_comes_in_leap_years_only() -> None:
    rule = read(rule_of("29 february"))
    assert rule.days(date(2027, 1, 1), date(2037, 1, 1)) == [date(2028, 2, 29), date(2032, 2, 29), date(2036, 2, 29)]
    assert rule.days(date(2097, 1, 1), date(2103, 12, 31)) == []


def test_a_month_without_a_31st_has_none() -> None:
    months = [day.month for day in read(rule_of("month on 31")).days(*YEAR)]
    assert months == [1, 3, 5, 7, 8, 10, 12]
    last = read(rule_of("month on last day")).days(*YEAR)
    assert [(day + timedelta(days=1)).day for day in last] == [1] * 12


def test_first_last_and_left_out_days_are_kept() -> None:
    rule = read(
        "FREQ=WEEKLY;BYDAY=MO", first=date(2028, 1, 10), last=date(2028, 1, 31), but=frozenset({date(2028, 1, 17)})
    )
    assert rule.days(*YEAR) == [date(2028, 1, 10), date(2028, 1, 24), date(2028, 1, 31)]
    with pytest.raises(RuleError, match="there is no such day until 2028-01-16"):
        read("FREQ=WEEKLY;BYDAY=MO", first=date(2028, 1, 11), last=date(2028, 1, 16))
    with pytest.raises(RuleError, match="there is no such day"):
        read(rule_of("29 february"), first=date(2028, 3, 1), last=date(2032, 2, 28))


rules = st.one_of(
    st.builds("FREQ=DAILY;INTERVAL={}".format, st.integers(1, 40)),
    st.builds("FREQ=WEEKLY;INTERVAL={};BYDAY={}".format, st.integers(1, 9), st.sampled_from(["MO", "SU", "TU,TH,SA"])),
    st.builds("FREQ=WEEKLY;INTERVAL={};WKST=SU;BYDAY=SU,MO".format, st.integers(1, 9)),
    st.builds("FREQ=MONTHLY;INTERVAL={};BYMONTHDAY={}".format, st.integers(1, 14), st.sampled_from([1, 29, 31, -1])),
    st.builds("FREQ=MONTHLY;INTERVAL={};BYDAY={}".format, st.integers(1, 14), st.sampled_from(["1TU", "-1FR", "5MO"])),
    st.builds("FREQ=YEARLY;INTERVAL={};BYMONTH=2;BYMONTHDAY={}".format, st.integers(1, 4), st.sampled_from([28, 29])),
    st.just("FREQ=YEARLY;BYWEEKNO=53;BYDAY=TH"),
    st.just("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,-1"),
)


@settings(max_examples=150, deadline=None)
@given(rules, st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(0, 4000), st.integers(0, 500))
def test_a_stretch_far_on_is_cut_from_the_whole(text: str, first: date, skip: int, length: int) -> None:
    """The search begins in a period near by; the whole series, from its first day on, says the same."""
    try:
        rule = read(text, first=first)
    except RuleError:  # such as every 3 years on 29 February, from a year that never meets one
        return
    low = first + timedelta(days=skip)
    high = low + timedelta(days=length)
    anchor = first
    if text.startswith("FREQ=WEEKLY"):
        anchor -= timedelta(days=(first.weekday() - (6 if "WKST=SU" in text else 0)) % 7)
    elif text.startswith("FREQ=MONTHLY"):
        anchor = first.replace(day=1)
    elif text.startswith("FREQ=YEARLY"):
        anchor = first.replace(month=1, day=1)
    whole = rrulestr(text, dtstart=datetime.combine(anchor, datetime.min.time()))
    expected = [one.date() for one in whole.between(datetime.combine(low, datetime.min.time()),
                                                    datetime.combine(high, datetime.min.time()), inc=True)]  # fmt: skip
    assert rule.days(low, high) == expected


@pytest.mark.parametrize(
    ("sentence", "hint"),
    [
        ("every 2 weeks on tuesday", "Write it like `2 weeks on tuesday`"),
        ("first monday of every month", "Write it like `first monday of month`"),
        ("first monday of each month", "Write it like `first monday of month`"),
        ("monday at 09:00", 'The time stands beside it: at: "09:00"'),
        ("monday 9:30", 'The time stands beside it: at: "09:00"'),
        ("monday to friday", "Write it like `weekday`"),
        ("monday-friday", "Write it like `weekday`"),
        ("weekend", "Write it like `saturday and sunday`"),
        ("hour", "Once a day is the most"),
        ("every", "Write it like monday"),
        ("tuesday every 2 weeks", "Write it like monday"),
    ],
)
def test_what_people_say_otherwise_is_put_into_words_that_are_known(sentence: str, hint: str) -> None:
    with pytest.raises(RuleError) as caught:
        rule_of(sentence)
    assert caught.value.hint.startswith(hint)
    written = re.search("`([a-z0-9 ]+)`$", caught.value.hint)
    assert written is None or rule_of(written[1])

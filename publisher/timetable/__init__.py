"""What is due: rules, what happened, and now in; what to do out. Pure: no clock, no ledger, no files.

`prepare` makes a Timetable of a configuration; `Timetable.look` says what is due, what waits for a person and what
comes next; `month` and `ical` show stretches of it.
"""

from publisher.timetable.asking import Job, Listed, Look, Timetable
from publisher.timetable.calendar import Day, Month, month
from publisher.timetable.export import ical
from publisher.timetable.occurrences import Act, Occurrence, Plan
from publisher.timetable.overrides import FILE as OVERRIDES
from publisher.timetable.overrides import Decision, Override, day_of_key
from publisher.timetable.overrides import added as override_added
from publisher.timetable.overrides import read as read_overrides
from publisher.timetable.planning import prepare
from publisher.timetable.record import Record
from publisher.timetable.record import read as read_record
from publisher.timetable.record import written as record_written
from publisher.timetable.showing import appears, dated, next_change, public
from publisher.timetable.standing import Past, State

__all__ = [
    "OVERRIDES",
    "Act",
    "Day",
    "Decision",
    "Job",
    "Listed",
    "Look",
    "Month",
    "Occurrence",
    "Override",
    "Past",
    "Plan",
    "Record",
    "State",
    "Timetable",
    "appears",
    "dated",
    "day_of_key",
    "ical",
    "month",
    "next_change",
    "override_added",
    "prepare",
    "public",
    "read_overrides",
    "read_record",
    "record_written",
]

"""The real command against services that misbehave: every request of a push, every fault, and a count of what went wrong.

A scenario is one line: `mailchimp create cut after POST /campaigns 1`. `python -m tests.faults LINE` plays it alone.
"""

"""Whom does a report name? Everybody, with other printed forms of the name, roles, and whether a list has them."""

from __future__ import annotations

from publisher.excerpts import roles
from publisher.excerpts.individuals import Individual
from publisher.excerpts.register import register
from publisher.excerpts.running import running
from publisher.model import Named, Report


def people(report: Report) -> tuple[Named, ...]:
    """Everybody whom the report names, those of its lists first, then by the number of mentions."""
    found = register(running(report), report)
    ordered = sorted(found.people, key=lambda one: (not one.listed, -one.mentions, one.name))
    return tuple(_named(one) for one in ordered)


def _named(one: Individual) -> Named:
    present = [role for role in one.roles if role[0] and not roles.is_former(role[0])]
    present = [role for role in present if role[1] or not any(role[0] == other[0] and other[1] for other in present)]
    former = [role for role in one.roles if role[0] and roles.is_former(role[0])]
    places = [role for role in one.roles if not role[0]] if not present + former else []
    variants = tuple(form for form, _ in one.forms.most_common() if form != one.name)
    return Named(one.name, variants, tuple(dict.fromkeys(present + former + places)), one.mentions, one.listed)

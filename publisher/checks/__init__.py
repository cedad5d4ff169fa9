"""What is wrong with it? Editions, proofs and messages in; findings out. Nothing here reads files or the network."""

from publisher.checks.approval import SUFFIX, Approval, Changed
from publisher.checks.attribution import Known, attribution
from publisher.checks.claims import claims
from publisher.checks.email import email
from publisher.checks.front import front, is_local
from publisher.checks.proof import proof, unclosed
from publisher.checks.rules import RULES, Rule, finding

__all__ = [
    "RULES",
    "SUFFIX",
    "Approval",
    "Changed",
    "Known",
    "Rule",
    "attribution",
    "claims",
    "email",
    "finding",
    "front",
    "is_local",
    "proof",
    "unclosed",
]

"""What is wrong with it? Editions, proofs and messages in; findings out. Nothing here reads files or the network."""

from publisher.checks.email import email
from publisher.checks.front import front, is_local
from publisher.checks.proof import proof
from publisher.checks.rules import RULES, Rule, finding

__all__ = ["RULES", "Rule", "email", "finding", "front", "is_local", "proof"]

"""What happened in services: intents, receipts, uploaded images. Nothing else.

The values are here; `publisher.ledger.store.Ledger`, which loads SQLAlchemy, is imported where it is opened.
"""

from publisher.ledger.entries import Acted, ActState, Push, PushState

__all__ = ["ActState", "Acted", "Push", "PushState"]

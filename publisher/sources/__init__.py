"""How do I read this? One module a format, one function for all of them."""

from publisher.sources.fetched import WANTED, Fetched, fetch
from publisher.sources.reader import MAX_BYTES, READABLE, read

__all__ = ["MAX_BYTES", "READABLE", "WANTED", "Fetched", "fetch", "read"]

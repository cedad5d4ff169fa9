"""How do I read this? One module a format, one function for all of them."""

from publisher.sources.reader import MAX_BYTES, READABLE, read

__all__ = ["MAX_BYTES", "READABLE", "read"]

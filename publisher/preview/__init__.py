"""The local web preview: what every campaign looks like, in every form, as it is being written.

`serve` runs it; `application` is its ASGI application, for tests and for whoever brings a server.
"""

from publisher.preview.application import application
from publisher.preview.current import Current
from publisher.preview.server import ADDRESS, listen, serve

__all__ = ["ADDRESS", "Current", "application", "listen", "serve"]

"""HTTP. The only room that imports httpx.

`configured`, `post` and `Connection` are the door to addresses that the owner named in config.yaml: the site itself,
a service. `public` is the door to addresses that come out of content: it refuses every address that is not on the
public internet.
"""

from publisher.web.answers import LARGEST, Answer
from publisher.web.configured import configured, post
from publisher.web.connection import Connection, File
from publisher.web.public import REDIRECTS, is_public, public, resolve

__all__ = [
    "LARGEST",
    "REDIRECTS",
    "Answer",
    "Connection",
    "File",
    "configured",
    "is_public",
    "post",
    "public",
    "resolve",
]

"""The door to addresses that come out of content: it refuses every address that is not on the public internet."""

from __future__ import annotations

import ipaddress
import socket
import time
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from publisher.errors import WebError
from publisher.web.answers import LARGEST, TIMEOUT, Answer, cause

REDIRECTS = 5
"""Redirects that are followed; each is checked like the first address."""
_TOTAL = 60.0  # seconds for the whole exchange, redirects included
_REDIRECTED = frozenset((301, 302, 303, 307, 308))
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052 §2.1
_COMPATIBLE = ipaddress.IPv6Network("::/96")  # RFC 4291 §2.5.5.1, deprecated
_PRIVATE_HINT = "Only addresses on the public internet are fetched"


def is_public(address: str) -> bool:
    """Whether an IP address is on the public internet: global, no multicast, also what it embeds (RFC 6890).

    IPv4 within IPv6 (mapped, compatible, NAT64, 6to4) counts as that IPv4 address; Teredo never is public.
    """
    try:
        found: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if inner is None and (found in _NAT64 or found in _COMPATIBLE):
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if found.teredo or "%" in address:
            return False
        found = inner or found
    return found.is_global and not found.is_multicast


def resolve(host: str, port: int) -> list[str]:
    """The IP addresses of a host, as the system knows them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def public(
    address: str,
    *,
    accept: Sequence[str] = (),
    resolver: Callable[[str, int], Iterable[str]] = resolve,
    backend: Any = None,
    clock: Callable[[], float] = time.monotonic,
    total: float = _TOTAL,
) -> Answer:
    """GET an address that came out of content, without proxies, cookies or credentials.

    The address that is connected to is checked itself, for each of at most REDIRECTS redirects, so a host name that
    resolves anew changes nothing. `accept` are the content types that are wanted (all, if empty). Raises WebError:
    not retryable for what is no public web address, unwanted content, over LARGEST bytes (unpacked) and redirects
    without end; retryable where no complete answer was read within `total` seconds. `resolver`, `backend` (an httpcore
    network backend that makes the connections) and `clock` (seconds) are for tests.
    """
    import httpcore

    deadline = clock() + total
    checked: Any = _Checked(resolver, backend or httpcore.SyncBackend(), lambda: deadline - clock())
    current = address
    try:
        with httpcore.ConnectionPool(network_backend=checked, retries=0) as pool:
            for _ in range(REDIRECTS + 1):
                answer = _get(pool, current, accept)
                target = answer.headers.get("location", "") if answer.status in _REDIRECTED else ""
                if not target:
                    return answer
                current = _joined(current, target)
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, OSError) as problem:
        raise WebError(f"no answer ({cause(problem)})", where=current, retryable=True) from None
    raise WebError("its redirects do not end", where=address)


@dataclass(frozen=True, slots=True)
class _Checked:
    """A network backend for httpcore that connects to public addresses only, and to none once the time is over."""

    resolver: Callable[[str, int], Iterable[str]]
    backend: Any
    left: Callable[[], float]

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, **options: Any) -> _Timed:
        """Connect to the first address of `host` that is public; by number, so that nothing is looked up again."""
        found = list(self.resolver(host, port))
        allowed = [one for one in found if is_public(one)]
        if found and not allowed:
            raise WebError("leads to a private address", where=host, hint=_PRIVATE_HINT)
        for index, one in enumerate(allowed):
            try:
                return _Timed(self.backend.connect_tcp(one, port, _within(timeout, self.left()), **options), self.left)
            except Exception:
                if index == len(allowed) - 1:
                    raise
        raise OSError("the name is not known")

    def connect_unix_socket(self, *_: Any, **__: Any) -> Any:
        """Never."""
        raise OSError("no web address")

    def sleep(self, seconds: float) -> None:
        """Wait, as httpcore asks between its own retries (it makes none)."""
        self.backend.sleep(seconds)


@dataclass(frozen=True, slots=True)
class _Timed:
    """A network stream of httpcore whose every read and write ends with the time of the whole exchange."""

    stream: Any
    left: Callable[[], float]

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """At most `max_bytes` bytes."""
        return bytes(self.stream.read(max_bytes, _within(timeout, self.left())))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """All of `buffer`."""
        self.stream.write(buffer, _within(timeout, self.left()))

    def close(self) -> None:
        """End the connection."""
        self.stream.close()

    def start_tls(self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None) -> _Timed:
        """The same stream, encrypted."""
        return _Timed(self.stream.start_tls(ssl_context, server_hostname, _within(timeout, self.left())), self.left)

    def get_extra_info(self, info: str) -> Any:
        """What the stream knows about itself."""
        return self.stream.get_extra_info(info)


def _within(timeout: float | None, left: float) -> float:
    """The time that may pass, in seconds. Raises TimeoutError if none is left."""
    if left <= 0:
        raise TimeoutError("it took too long")
    return min(timeout or left, left)


def _joined(base: str, target: str) -> str:
    import httpx

    try:
        return str(httpx.URL(base).join(target))
    except (httpx.InvalidURL, UnicodeError, ValueError):
        raise WebError("redirects to what is no web address", where=base) from None


def _get(pool: Any, address: str, accept: Sequence[str]) -> Answer:
    """One exchange, without following redirects."""
    import httpcore

    url = _web_address(address)
    headers = {
        "host": url.netloc.decode("ascii"),
        "user-agent": "publisher",
        "accept": ", ".join(accept) or "*/*",
        "accept-encoding": "identity",
    }
    target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    times = dict.fromkeys(("connect", "read", "write", "pool"), TIMEOUT)
    with pool.stream("GET", target, headers=headers, extensions={"timeout": times}) as reply:
        facts = {key.decode("latin-1").lower(): value.decode("latin-1") for key, value in reply.headers}
        if reply.status in _REDIRECTED:
            return Answer(reply.status, facts, b"", address)
        kind = facts.get("content-type", "").partition(";")[0].strip().lower()
        if reply.status == 200 and accept and kind and kind not in accept:
            raise WebError(f"is of the kind “{kind}”, which is not wanted", where=address, hint="Name another address")
        return Answer(
            reply.status, facts, _body(reply.iter_stream(), facts.get("content-encoding", ""), address), address
        )


def _web_address(address: str) -> Any:
    """The address as httpx.URL. Raises WebError for what is none, and for one with a password."""
    import httpx

    try:
        url = httpx.URL(address.strip())
    except (httpx.InvalidURL, UnicodeError, ValueError, TypeError):
        raise WebError("is not a web address", where=address, hint="It begins with https://") from None
    if url.scheme not in ("http", "https") or not url.host:
        raise WebError("is not a web address", where=address, hint="It begins with https://")
    if url.userinfo:
        raise WebError("holds a user name or password", where=url.copy_with(userinfo=b""), hint="Leave it out")
    return url


def _body(chunks: Iterable[bytes], encoding: str, address: str) -> bytes:
    """The body, unpacked where a server packs it unasked; never more than LARGEST bytes of it."""
    coding = encoding.strip().lower()
    if coding not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise WebError(f"is packed in an unknown way ({coding[:20]})", where=address)
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 32) if coding not in ("", "identity") else None
    body = bytearray()
    try:
        for chunk in chunks:
            body += unpacker.decompress(chunk, LARGEST + 1 - len(body)) if unpacker else chunk
            if len(body) > LARGEST:
                raise WebError(f"the answer is over {LARGEST // 1_000_000} MB", where=address)
    except zlib.error:
        raise WebError("the answer is damaged", where=address, retryable=True) from None
    return bytes(body)

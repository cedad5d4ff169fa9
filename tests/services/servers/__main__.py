"""`python -m tests.services.servers NAME`: one local service until Ctrl-C, to try the program by hand."""

from __future__ import annotations

import argparse
import threading

from tests.services.servers import SERVICES, remote
from tests.services.servers.faults import Fault, Moment
from tests.services.servers.serving import Server

MOMENTS: dict[str, Moment] = {"": "before", "before": "before", "after": "after", "answered": "answered"}


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(prog="python -m tests.services.servers", description=__doc__)
    parser.add_argument("name", choices=SERVICES)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each request")
    parser.add_argument("--lag", type=float, default=0.0, help="seconds that a new draft stays out of lists")
    parser.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="KIND[:METHOD[:PATH[:NTH[:MOMENT[:SECONDS]]]]]",
        help="repeatable",
    )
    return parser.parse_args()


def fault(text: str) -> Fault:
    """A fault as the command line writes it."""
    kind, method, path, nth, moment, seconds = (*text.split(":"), *[""] * 5)[:6]
    when: Moment = MOMENTS[moment]
    return Fault(kind, method or "*", path or "*", int(nth or 1), when, float(seconds or 1))


def main() -> None:
    """Serve until interrupted."""
    chosen = arguments()
    service = remote(chosen.name, lag=chosen.lag)
    faults = [fault(text) for text in chosen.fault]
    with Server(service, faults, chosen.latency, port=chosen.port) as server:
        print(f"{service.name}:\n  base_url: {server.url}\n  api_key: {service.key}", flush=True)
        for name, value in service.options.items():
            print(f"  {name}: {value}", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print(*server.log, *server.violations, sep="\n")


if __name__ == "__main__":
    main()

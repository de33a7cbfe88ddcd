"""An application's image as people build them, made once by the real tools: ``layout()`` is where it lies.

Five layers: Debian 11; what apt installs (Python's pip, Node); Python packages of some years ago; an npm application;
one that deletes: whiteouts, an opaque folder, a hard link.  About 130 MB as they are stored, 360 MB expanded.
"""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

_KEPT = Path.home() / ".cache" / "seatrial-tests" / "five-layers"
_DEBIAN = ("mmdebstrap", "--variant=minbase", "--mode=root", "--components=main", "bullseye")
_TOOLS = ("buildah", "mmdebstrap", "npm", "skopeo")
_APT = """apt-get update -qq &&
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-pip nodejs &&
rm -rf /var/lib/apt/lists/* /var/cache/apt/*"""
_PYTHON = ("jinja2==2.11.2", "urllib3==1.23", "requests==2.19.1", "pyyaml==5.3.1", "markupsafe==1.1.1")
_NODE = {
    "@babel/core": "7.15.0",
    "@babel/preset-env": "7.15.0",
    "axios": "0.21.0",
    "eslint": "7.32.0",
    "eslint-plugin-import": "2.25.0",
    "eslint-plugin-react": "7.26.0",
    "express": "4.17.1",
    "jest": "27.0.0",
    "lodash": "4.17.15",
    "minimist": "1.2.0",
    "moment": "2.29.1",
    "typescript": "4.4.4",
    "webpack": "5.60.0",
    "webpack-cli": "4.9.0",
    "webpack-dev-server": "4.4.0",
}
_DELETE = """rm -rf /usr/share/doc /srv/app/node_modules/moment && mkdir /usr/share/doc && touch /usr/share/doc/new &&
cp /bin/bash /opt/a && ln /opt/a /opt/b && rm /srv/app/node_modules/minimist/package.json"""


def layout() -> Path:
    """The OCI layout; raises SystemExit where it is not there and nobody wants to wait for it."""
    if (_KEPT / "index.json").exists():
        return _KEPT
    if not os.environ.get("SEATRIAL_BIG_IMAGE"):
        raise SystemExit("name a layout, or set SEATRIAL_BIG_IMAGE=1 to have one made, which takes minutes")
    missing = [tool for tool in _TOOLS if shutil.which(tool) is None]
    if missing or os.geteuid() != 0:
        raise SystemExit(f"the image is made as root, by {', '.join(_TOOLS)}; missing: {', '.join(missing) or 'root'}")
    _KEPT.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="five-", dir=_KEPT.parent) as folder:
        _make(Path(folder))
        (Path(folder) / "layout").rename(_KEPT)
    return _KEPT


def _make(work: Path) -> None:
    _run((*_DEBIAN, str(work / "root.tar")))
    application = work / "app"
    application.mkdir()
    package = {"name": "app", "version": "1.0.0", "private": True, "dependencies": _NODE}
    (application / "package.json").write_text(json.dumps(package), encoding="utf-8")
    _run(("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(application)))
    steps: tuple[tuple[str, ...], ...] = (
        ("add", "", str(work / "root.tar"), "/"),
        ("run", "", "--", "sh", "-c", _APT),
        ("run", *_trust(), "", "--", "pip3", "install", "-q", "--no-cache-dir", *_PYTHON),
        ("add", "", str(application), "/srv/app"),
        ("run", "", "--", "sh", "-c", _DELETE),
    )
    image = "scratch"
    for number, step in enumerate(steps):
        container = _buildah(work, "from", "--pull=never", image)
        # The empty word is where the container is named.
        _buildah(work, *(word or container for word in step))
        image = f"localhost/layers:{number}"
        _buildah(work, "commit", "-q", container, image)
        _buildah(work, "rm", container)
    store = f"[overlay@{work}/storage+{work}/run]"
    _run(("skopeo", "copy", "-q", f"containers-storage:{store}{image}", f"oci:{work}/layout"))
    # The driver leaves its folder mounted on itself, so that it could not be removed.
    _run(("umount", "-q", f"{work}/storage/overlay"), check=False)


def _trust() -> tuple[str, ...]:
    """Where a proxy signs with certificates of its own, pip is told of them as everybody else is."""
    bundle = os.environ.get("SSL_CERT_FILE")
    return ("--volume", f"{bundle}:/tmp/ca.crt:ro", "--env", "PIP_CERT=/tmp/ca.crt") if bundle else ()


def _buildah(work: Path, *words: str) -> str:
    store = ("--root", f"{work}/storage", "--runroot", f"{work}/run", "--storage-driver", "overlay")
    return _run(("buildah", *store, *words))


def _run(command: Sequence[str], *, check: bool = True) -> str:
    ways = {"BUILDAH_ISOLATION": "chroot", "BUILDAH_FORMAT": "oci"}
    done = subprocess.run(command, env=os.environ | ways, stdout=subprocess.PIPE, text=True, check=check)
    return done.stdout.strip().rpartition("\n")[2]

"""A mirror of OSV's bulk export on the loopback, which can be told to misbehave."""

import json
import subprocess
import threading
import time
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from seatrial.vulns.feeds import Feeds
from tests.vulns.shelf import Record


def only(**named: str) -> Feeds:
    """Some feeds, and no others."""
    return Feeds(**{name: named.get(name, "") for name in Feeds.__struct_fields__})


class Mirror:
    """``asked``  the paths that were asked for.   ``cut``  a path of which only so many bytes are sent."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder = folder
        self.address = address
        self.asked: list[str] = []
        self.cut: dict[str, int] = {}

    @property
    def feeds(self) -> Feeds:
        return only(osv=self.address)

    def lay_out(self, ecosystem: str, records: Iterable[Record], *, singly: bool = True) -> None:
        """Write an ecosystem's folder anew, as the bucket has it."""
        folder = self.folder / ecosystem
        folder.mkdir(exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
        items = sorted(records, key=lambda r: str(r["modified"]), reverse=True)
        with zipfile.ZipFile(folder / "all.zip", "w") as archive:
            for item in items:
                archive.writestr(f"{item['id']}.json", json.dumps(item))
                if singly:
                    (folder / f"{item['id']}.json").write_text(json.dumps(item))
        rows = "".join(f"{item['modified']},{item['id']}\n" for item in items)
        (folder / "modified_id.csv").write_text(rows)
        names = sorted(path.name for path in self.folder.iterdir() if path.is_dir())
        (self.folder / "ecosystems.txt").write_text("".join(f"{name}\n" for name in names))


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, *given: object, mirror: Mirror, **more: object) -> None:
        self.mirror = mirror
        super().__init__(*given, **more)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        self.mirror.asked.append(self.path)
        size = self.mirror.cut.get(self.path)
        if size is None:
            super().do_GET()
            return
        content = (self.mirror.folder / self.path.lstrip("/")).read_bytes()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[:size])

    def log_message(self, *_: object) -> None:
        """Nothing: the tests' output is for failures."""


@contextmanager
def serving(folder: Path) -> Iterator[Mirror]:
    """Serve a folder on the loopback."""
    folder.mkdir(parents=True, exist_ok=True)
    mirror = Mirror(folder, "")
    handler = partial(_Handler, mirror=mirror, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        mirror.address = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield mirror
        finally:
            server.shutdown()
            thread.join()


def wait_until_half_written(path: Path, child: "subprocess.Popen[bytes]", size: int) -> None:
    """Wait until rows are in the file that nobody sees yet."""
    end = time.monotonic() + 60
    while time.monotonic() < end and child.poll() is None:
        if path.is_file() and path.stat().st_size > size:
            return
        time.sleep(0.001)
    raise AssertionError("the update wrote nothing")

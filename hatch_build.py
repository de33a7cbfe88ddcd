"""Packs the library into the wheel as one file, so that a scan need not read a thousand small ones."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PackLibrary(BuildHookInterface):  # type: ignore[type-arg]
    """Writes ``content.pack`` beside the code of the wheel; an editable install makes its own."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        from seatrial.library.pack import pack
        from seatrial.library.read import read_content

        target = root / "build" / "content.pack"
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(pack(read_content(root / "content")))
        build_data["force_include"][str(target)] = "seatrial/content.pack"
        build_data["force_include"][str(root / "content")] = "seatrial/content"

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from .workspace import Result, Workspace

Evaluate = Callable[..., Result]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


@pytest.fixture
def tree(workspace: Workspace) -> Evaluate:
    """Write files, or one main.tf, and evaluate the root."""

    def run(files: str | Mapping[str, str | bytes], **options: object) -> Result:
        workspace.write({"main.tf": files} if isinstance(files, str) else files)
        return workspace.evaluate(**options)  # type: ignore[arg-type]

    return run

"""GitLab's dependency scanning report, 15.0.7: the flaws of what a repository is built of."""

from collections import defaultdict
from typing import Any

from seatrial.model.report import Report
from seatrial.reports import Canvas
from seatrial.reports._gitlab import dependency, document, vulnerability
from seatrial.reports._words import clean

SUMMARY = "for GitLab's vulnerability reports: dependency scanning, the packages of lock files"

_KINDS = frozenset({"packages", "sbom"})
"""The connectors whose assets are lock files and bills of materials."""


def render(report: Report, canvas: Canvas) -> str:
    """The flaws of packages that lock files name, and these files with the packages that have flaws."""
    found = []
    files: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for asset, result in report.every_finding():
        match = result.match
        if match is None or asset.connector not in _KINDS:
            continue
        path = clean(asset.name.removeprefix("./")) or "unnamed"
        found.append(vulnerability(result, match, {"file": path, "dependency": dependency(match)}))
        manager = clean(match.package.ecosystem.partition(":")[0]) or "unknown"
        if dependency(match) not in files[path, manager]:
            files[path, manager].append(dependency(match))
    named = [
        {"path": path, "package_manager": manager, "dependencies": packages}
        for (path, manager), packages in files.items()
    ]
    return document(report, "dependency_scanning", found, dependency_files=named)

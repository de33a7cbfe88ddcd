"""GitLab's container scanning report, 15.0.7: the flaws of the packages of images."""

from seatrial.model.report import Report
from seatrial.reports import Canvas
from seatrial.reports._gitlab import dependency, document, vulnerability
from seatrial.reports._words import clean

SUMMARY = "for GitLab's vulnerability reports: container scanning, the packages of images"

_KINDS = frozenset({"image"})
"""The connectors whose assets are images and roots."""


def render(report: Report, canvas: Canvas) -> str:
    """The flaws of packages that lie in images; those of lock files are `gitlab-dependencies`."""
    found = [
        vulnerability(
            result,
            result.match,
            {
                "dependency": dependency(result.match),
                "operating_system": clean(result.match.package.ecosystem.replace(":", " ")) or "unknown",
                "image": clean(asset.name.removeprefix("image:")) or "unnamed",
            },
        )
        for asset, result in report.every_finding()
        if result.match and asset.connector in _KINDS
    ]
    return document(report, "container_scanning", found)

"""From a package manager's database to a distribution's packages: a database does not say which it belongs to."""

from collections.abc import Iterable

from msgspec.structs import replace

from seatrial.model.package import Package
from seatrial.parsers.packages.purl import Purl, parse_purl


def placed(packages: Iterable[Package], *, ecosystem: str, namespace: str, distro: str) -> tuple[Package, ...]:
    """Say of OS packages which distribution they are of: ``Debian:12``, ``debian``, ``debian-12``; others stay.

    An unknown distribution has neither; its packages keep an empty ecosystem, which nobody may match.
    """
    known: dict[str, str] = {}

    def purl(old: str) -> str:
        if old not in known:
            known[old] = _placed_purl(old, namespace, distro)
        return known[old]

    return tuple(
        replace(package, ecosystem=ecosystem, purl=purl(package.purl), depends=tuple(map(purl, package.depends)))
        if package.kind == "os"
        else package
        for package in packages
    )


def _placed_purl(old: str, namespace: str, distro: str) -> str:
    purl = parse_purl(old)
    qualifiers = {**dict(purl.qualifiers), "distro": distro}
    return str(
        Purl(
            type=purl.type,
            namespace=namespace.lower(),
            name=purl.name,
            version=purl.version,
            qualifiers=tuple(sorted(qualifiers.items())),
        )
    )

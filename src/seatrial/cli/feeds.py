"""Which feeds and ecosystems an update is about: what the command line and the configuration say together."""

from pathlib import Path
from typing import TYPE_CHECKING

from seatrial.errors import UsageError
from seatrial.model.words import did_you_mean

if TYPE_CHECKING:
    from seatrial.config import Config
    from seatrial.vulns.feeds import Feeds


def feeds_from(config: "Config", given: tuple[str, ...]) -> "Feeds":
    """The feeds that the configuration and the command line name; the command line wins.  Raises UsageError."""
    from msgspec.structs import asdict

    from seatrial.vulns.feeds import Feeds
    from seatrial.vulns.fetch import demand_address

    feeds = asdict(config.database.feeds)
    base = Path(config.home or ".")
    said = {name: demand_address(address, base) if address else "" for name, address in feeds.items()}
    for text in given:
        name, equals, address = text.partition("=")
        if name not in feeds:
            raise UsageError(f"there is no feed {name!r}{did_you_mean(name, feeds)}")
        if not equals:
            raise UsageError(f"--feed {text} names no address: --feed {name}=ADDRESS")
        said[name] = demand_address(address, Path()) if address else ""
    if not said["osv"]:
        raise UsageError("without the feed osv there is nothing to build from")
    return Feeds(**said)


def needed(targets: tuple[str, ...]) -> tuple[str, ...]:
    """The ecosystems of the packages of targets.  Raises UsageError for a target of which nothing can be read."""
    from seatrial.errors import ConnectorError, ParseError
    from seatrial.sbom.gather import Gathering, gather
    from seatrial.vulns.ecosystems import parse_ecosystem

    found: set[str] = set()
    for target in targets:
        try:
            bill = gather(target, Gathering(development=True))
        except (ConnectorError, ParseError) as error:
            raise UsageError(f"--for {target}: {error}") from error
        found |= {parse_ecosystem(package.ecosystem).name for package in bill.packages}
    return tuple(sorted(found - {""}))


def chosen(given: tuple[str, ...], config: "Config", folder: Path, feeds: "Feeds") -> tuple[list[str], list[str]]:
    """The ecosystems to get, and those that are configured and not on the mirror.  Raises UsageError."""
    from seatrial.vulns import build
    from seatrial.vulns.ecosystems import USUAL
    from seatrial.vulns.status import ecosystems

    offered = build.offered(feeds)
    spellings = {name.lower(): name for name in offered}
    for name in given:
        if name.lower() not in spellings:
            raise UsageError(f"{feeds.osv} has no ecosystem {name!r}{did_you_mean(name, offered)}")
    if given:
        return [*dict.fromkeys(spellings[name.lower()] for name in given)], []
    named = config.database.ecosystems or ecosystems(folder)
    return [name for name in named or USUAL if name in offered], [name for name in named if name not in offered]

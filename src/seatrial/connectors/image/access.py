"""How images are had, and which of a registry are looked at, by what was said on the command line and configured."""

from pathlib import Path

from msgspec.structs import replace

from seatrial.connectors import Options
from seatrial.images.opening import ImageOptions, image_options
from seatrial.images.selection import Policy


def options_of(options: Options) -> ImageOptions:
    """How images are had.  Raises UsageError for a mirror that is none."""
    return image_options(
        platform=options.get("platform", ""),
        mirrors=options.get("mirror", ()),
        insecure=options.get("insecure", False),
        cache=Path(folder) if (folder := options.get("cache")) and not options.get("no_cache") else None,
    )


def policy_of(options: Options) -> Policy:
    """Which images of a registry are looked at: the configured policy, or every tag that was asked for."""
    policy: Policy = options.get("registry") or Policy()
    tags = options.get("tags")
    return replace(policy, newest=None, tags=tuple(tags)) if tags else policy

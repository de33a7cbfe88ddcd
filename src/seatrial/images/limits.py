"""Bounds on what an image may be.  They are far above what real ones need: those have 20 layers and 100,000 entries."""

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds, in bytes or in pieces.

    ``document``  an index, a manifest, a configuration: registries take no manifests above 4 MiB.
    ``nesting``   indexes in indexes.
    ``listing``   one page of tags or repositories: a registry without pages sends all of them at once.
    ``listed``    tags of a repository, repositories of a registry; ``pages`` that they may come in.
    ``attestation``  one statement about an image, and ``attestations`` how many of them are read.
    ``stored``    files in an archive of an image.
    ``layers``    of an image: Docker makes 127 at most.
    ``inflated``  a layer, expanded.
    ``ratio``     how far a layer may expand, once it is longer than ``free``.
    ``entries``   of all layers; ``names`` the bytes of their names.
    ``name``      one name, as PATH_MAX has it, and ``depth`` the folders in it.
    ``file``      one file that is read; ``content`` all that is kept at once, and ``kept`` of how many files.
    ``links``     symbolic links, and ``steps`` the parts of paths that are followed through them.
    """

    document: int = 4 * MIB
    nesting: int = 4
    listing: int = 16 * MIB
    listed: int = 100_000
    pages: int = 1_000
    attestation: int = 16 * MIB
    attestations: int = 50
    stored: int = 10_000
    layers: int = 256
    inflated: int = 64 * GIB
    ratio: int = 200
    free: int = 64 * MIB
    entries: int = 1_000_000
    names: int = 128 * MIB
    name: int = 4096
    depth: int = 256
    file: int = 256 * MIB
    content: int = 256 * MIB
    kept: int = 200_000
    links: int = 200_000
    steps: int = 10_000_000


DEFAULTS = Limits()


def size_of(count: int) -> str:
    """A number of bytes for people: ``4 MiB``."""
    for unit, name in ((GIB, "GiB"), (MIB, "MiB"), (KIB, "KiB")):
        if count >= unit:
            return f"{count / unit:.3g} {name}"
    return f"{count} bytes"

"""Packages: pieces of software with a version.  Their identity is a purl (https://github.com/package-url/purl-spec)."""

from typing import Literal

from msgspec import Struct

from seatrial.model.location import Location

Kind = Literal["os", "library", "application"]
"""``os``: installed by a distribution's package manager.  ``application``: what is built here, not what it uses."""


class Package(Struct, frozen=True, kw_only=True):
    """One package, as one file says it.

    ``ecosystem``       OSV's name with the release: ``Debian:12``, ``Alpine:v3.19``, ``PyPI``.  Empty where the file
                        does not tell (a dpkg database knows no distribution), and where there is none (Terraform).
    ``name``            as the ecosystem writes it: ``@babel/core``, ``org.slf4j:slf4j-api``; PyPI's are normalised.
    ``version``         whole, with epoch and revision: ``1:2.3-4+b1``.  Empty where it is not said.
    ``source_name``     the source package of an OS package, and
    ``source_version``  its version; equal to name and version where there is no other.
    ``architecture``    as the package manager writes it: ``amd64``, ``x86_64``, ``all``, ``noarch``.
    ``licences``        as they are stated, SPDX or not.
    ``locations``       the places that say so.
    ``layer``           the digest of the layer that brought it, and
    ``instruction``     the instruction that made that layer; empty outside of images.
    ``base``            the base image that brought it, with its digest; empty where the image's own instructions
                        did, and where no base is known.
    ``direct``          whether it was asked for by name; None where the file does not tell.
    ``development``     needed to build or to test, not to run.
    ``owned_by``        the OS package that installed it; empty for none.
    ``depends``         the purls of what it needs, as far as the same file has them.
    """

    ecosystem: str
    name: str
    version: str
    purl: str
    kind: Kind
    source_name: str = ""
    source_version: str = ""
    architecture: str = ""
    licences: tuple[str, ...] = ()
    locations: tuple[Location, ...] = ()
    layer: str = ""
    instruction: str = ""
    base: str = ""
    direct: bool | None = None
    development: bool = False
    owned_by: str = ""
    depends: tuple[str, ...] = ()

"""The facts of Dockerfiles that need code, by the names that resource definitions call them."""

from seatrial.connectors.dockerfile import accounts as _accounts
from seatrial.connectors.dockerfile import caches as _caches
from seatrial.connectors.dockerfile import downloads as _downloads
from seatrial.connectors.dockerfile import folders as _folders
from seatrial.connectors.dockerfile import images as _images
from seatrial.connectors.dockerfile import packages as _packages
from seatrial.connectors.dockerfile import permissions as _permissions
from seatrial.connectors.dockerfile import secrets as _secrets
from seatrial.connectors.dockerfile import trust as _trust
from seatrial.engine.index import Index
from seatrial.model.raw import Raw
from seatrial.model.value import Value


def installs(raw: Raw, index: Index) -> Value:
    """What package managers install."""
    return _packages.installs(raw)


def shell_servers(raw: Raw, index: Index) -> Value:
    """The servers for remote shells that are installed."""
    return _packages.shell_servers(raw)


def refreshes(raw: Raw, index: Index) -> Value:
    """The commands that fetch package lists."""
    return _caches.refreshes(raw)


def fetches(raw: Raw, index: Index) -> Value:
    """The commands that fetch packages."""
    return _caches.fetches(raw)


def upgrades(raw: Raw, index: Index) -> Value:
    """The commands that upgrade what is installed."""
    return _packages.upgrades(raw)


def downloads(raw: Raw, index: Index) -> Value:
    """The commands that download."""
    return _downloads.downloads(raw)


def remote_scripts(raw: Raw, index: Index) -> Value:
    """The downloads that are run at once."""
    return _downloads.remote_scripts(raw)


def trust_switches(raw: Raw, index: Index) -> Value:
    """What turns the verification of certificates or signatures off."""
    return _trust.trust_switches(raw)


def permissions(raw: Raw, index: Index) -> Value:
    """The modes that files are given."""
    return _permissions.permissions(raw)


def variables(raw: Raw, index: Index) -> Value:
    """Variables, and what is secret about each."""
    return _secrets.variables(raw)


def copied_files(raw: Raw, index: Index) -> Value:
    """The sources of COPY and ADD."""
    return _secrets.copied_files(raw)


def accounts(raw: Raw, index: Index) -> Value:
    """The users that are made."""
    return _accounts.accounts(raw)


def folders(raw: Raw, index: Index) -> Value:
    """The folders that cd changes to."""
    return _folders.folders(raw)


def images(raw: Raw, index: Index) -> Value:
    """The images that a stage names."""
    return _images.images(raw, index)

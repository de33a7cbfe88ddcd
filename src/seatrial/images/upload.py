"""Putting contents into a registry.  https://github.com/opencontainers/distribution-spec/blob/main/spec.md#push"""

from urllib.parse import urljoin, urlsplit

from seatrial.errors import ConnectorError
from seatrial.images.http.client import Body, Response, refused
from seatrial.images.limits import MIB
from seatrial.images.manifest import Descriptor
from seatrial.images.transports.registry import Endpoint

_OK, _CREATED, _ACCEPTED, _NO_CONTENT = 200, 201, 202, 204


def upload_blob(endpoint: Endpoint, descriptor: Descriptor, content: Body) -> None:
    """Put a content into a repository, unless that has it.  Raises ConnectorError, AuthError."""
    what = f"a place for {descriptor.digest}"
    response = endpoint.get(f"blobs/{descriptor.digest}", {}, method="HEAD")
    _read(response)
    if response.status == _OK:
        return
    response = endpoint.get("blobs/uploads/", {"Content-Length": "0"}, method="POST", body=b"")
    if response.status != _ACCEPTED:
        raise refused(response, what)
    _read(response)
    headers = {"Content-Type": "application/octet-stream"}
    response = endpoint.get(_place(response, descriptor.digest), headers, method="PUT", body=content)
    if response.status not in (_CREATED, _NO_CONTENT):
        raise refused(response, what)
    _read(response)


def upload_manifest(endpoint: Endpoint, name: str, content: bytes, media_type: str) -> None:
    """Put a manifest into a repository.  Raises ConnectorError, AuthError.

    ``name``  a tag, or its digest.
    """
    response = endpoint.get(f"manifests/{name}", {"Content-Type": media_type}, method="PUT", body=content)
    if response.status != _CREATED:
        raise refused(response, f"a place for the manifest {name}")
    _read(response)


def _place(response: Response, digest: str) -> str:
    """Where a registry wants a content, from the slash of its host on.

    Its scheme does not count: a registry behind a proxy that speaks TLS for it does not know its own.
    """
    try:
        parts = urlsplit(urljoin(response.url, response.headers.get("location", "")))
        host, asked = parts.hostname, urlsplit(response.url).hostname
    except ValueError as error:
        raise ConnectorError("the registry names no place to send a content to") from error
    if host != asked:
        raise ConnectorError(f"{asked} wants a content to be sent to {host}; it is not sent")
    query = f"{parts.query}&" if parts.query else ""
    return f"{parts.path}?{query}digest={digest}"


def _read(response: Response) -> None:
    """Read what nobody needs, so that the connection can be used again."""
    response.content(MIB)

"""A registry asked with the standard library alone: what others see in it, and what others put there."""

import hashlib
import json
import urllib.request
from typing import Any

MANIFEST = "application/vnd.oci.image.manifest.v1+json"


class Plain:
    """``address`` is HOST/REPOSITORY."""

    def __init__(self, address: str) -> None:
        host, _, repository = address.partition("/")
        self.base = f"http://{host}/v2/{repository}"

    def manifest(self, tag: str) -> tuple[dict[str, Any], str]:
        """A manifest, and its digest."""
        content = self._ask("GET", f"{self.base}/manifests/{tag}", Accept=MANIFEST)[0]
        return json.loads(content), digest_of(content)

    def blob(self, digest: str) -> bytes:
        return self._ask("GET", f"{self.base}/blobs/{digest}")[0]

    def put_blob(self, content: bytes) -> dict[str, Any]:
        """Put a content there; returns its descriptor."""
        place = self._ask("POST", f"{self.base}/blobs/uploads/", b"")[1]["Location"]
        self._ask("PUT", f"{place}&digest={digest_of(content)}", content, Content_Type="application/octet-stream")
        return {"mediaType": "application/octet-stream", "digest": digest_of(content), "size": len(content)}

    def put_manifest(self, tag: str, manifest: dict[str, Any]) -> str:
        content = json.dumps(manifest).encode()
        self._ask("PUT", f"{self.base}/manifests/{tag}", content, Content_Type=MANIFEST)
        return digest_of(content)

    def _ask(self, method: str, url: str, body: bytes | None = None, **headers: str) -> tuple[bytes, Any]:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(url, body, sent, method=method)  # noqa: S310 - the loopback
        with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310
            return response.read(), response.headers


def digest_of(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"

"""Kubernetes manifests, in YAML and JSON: whatever kubectl would apply."""

from seatrial.connectors import Connector

_ENDINGS = (".yaml", ".yml", ".json")


def _claims(name: str) -> bool:
    # Only the content tells a manifest from the many other files of these names.
    return name.lower().endswith(_ENDINGS)


CONNECTOR = Connector(
    name="kubernetes",
    summary="Kubernetes manifests, in YAML and JSON",
    raw="kubernetes.object",
    claims=_claims,
    rate=18_000_000,
    proofs={"yaml": "manifest.yaml", "json": "manifest.json"},
)

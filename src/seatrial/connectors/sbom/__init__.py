"""Bills of materials that others have written: ``sbom:FILE``, CycloneDX or SPDX in JSON."""

from seatrial.connectors import Connector

CONNECTOR = Connector(
    name="sbom",
    summary="bills of materials (sbom:FILE), CycloneDX and SPDX",
    raw="",
    claims=lambda name: False,
    schemes=("sbom",),
    looks_up=True,
)

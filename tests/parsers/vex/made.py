"""Documents for tests, each with one statement and whatever a test changes in it."""

import base64
import json
from typing import Any

from seatrial.model.vex import VexStatement
from seatrial.parsers.vex import Found, parse_vex

APP = "pkg:oci/harbour@sha256:" + "1" * 64 + "?repository_url=registry.example%2Fharbour"
LODASH = "pkg:npm/lodash@4.17.20"


def openvex(statement: dict[str, Any] | None = None, **document: Any) -> dict[str, Any]:
    said = {
        "vulnerability": {"name": "CVE-2026-1", "aliases": ["GHSA-a-b-c"]},
        "products": [{"@id": APP, "subcomponents": [{"@id": LODASH}]}],
        "status": "not_affected",
        "justification": "vulnerable_code_not_in_execute_path",
    }
    return {
        "@context": "https://openvex.dev/ns/v0.2.0",
        "@id": "https://harbour.example/vex/1",
        "author": "Harbour",
        "timestamp": "2026-03-01T12:00:00Z",
        "version": 1,
        "statements": [{**said, **(statement or {})}],
        **document,
    }


def cyclonedx(vulnerability: dict[str, Any] | None = None, **document: Any) -> dict[str, Any]:
    said = {
        "id": "CVE-2026-1",
        "references": [{"id": "GHSA-a-b-c", "source": {"name": "GitHub"}}],
        "analysis": {"state": "not_affected", "justification": "code_not_reachable", "detail": "nobody calls it"},
        "affects": [{"ref": "lodash"}],
    }
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": "2026-03-01T12:00:00Z",
            "supplier": {"name": "Harbour"},
            "component": {"type": "container", "name": "harbour", "bom-ref": "app", "purl": APP},
        },
        "components": [{"type": "library", "name": "lodash", "bom-ref": "lodash", "purl": LODASH}],
        "vulnerabilities": [{**said, **(vulnerability or {})}],
        **document,
    }


def csaf(vulnerability: dict[str, Any] | None = None, **document: Any) -> dict[str, Any]:
    def product(id_: str, name: str, **helper: str) -> dict[str, Any]:
        return {"product_id": id_, "name": name, "product_identification_helper": helper}

    said = {
        "cve": "CVE-2026-1",
        "ids": [{"system_name": "GitHub", "text": "GHSA-a-b-c"}],
        "product_status": {"known_not_affected": ["app:lodash"]},
        "flags": [{"label": "vulnerable_code_not_in_execute_path", "product_ids": ["app:lodash"]}],
        "threats": [{"category": "impact", "details": "nobody calls it", "product_ids": ["app:lodash"]}],
    }
    tree = {
        "branches": [
            {
                "category": "vendor",
                "name": "Harbour",
                "branches": [
                    {"category": "product_version", "name": "1.4", "product": product("app", "Harbour 1.4", purl=APP)}
                ],
            }
        ],
        "full_product_names": [product("lodash", "lodash 4.17.20", purl=LODASH)],
        "product_groups": [{"group_id": "all", "product_ids": ["app:lodash"]}],
        "relationships": [
            {
                "category": "default_component_of",
                "product_reference": "lodash",
                "relates_to_product_reference": "app",
                "full_product_name": {"product_id": "app:lodash", "name": "lodash in Harbour"},
            }
        ],
    }
    return {
        "document": {
            "category": "csaf_vex",
            "csaf_version": "2.0",
            "publisher": {"category": "vendor", "name": "Harbour", "namespace": "https://harbour.example"},
            "title": "lodash",
            "tracking": {"current_release_date": "2026-03-01T12:00:00Z", "id": "1", "status": "final", "version": "1"},
        },
        "product_tree": tree,
        "vulnerabilities": [{**said, **(vulnerability or {})}],
        **document,
    }


def attested(predicate: Any, **more: Any) -> dict[str, Any]:
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "registry.example/harbour", "digest": {"sha256": "1" * 64}}],
        "predicateType": "https://openvex.dev/ns",
        "predicate": predicate,
        **more,
    }


def enveloped(held: Any, **more: Any) -> dict[str, Any]:
    said = base64.b64encode(json.dumps(held).encode()).decode()
    return {"payloadType": "application/vnd.in-toto+json", "payload": said, "signatures": [{"sig": "AA=="}], **more}


def found(document: Any) -> Found:
    return parse_vex(json.dumps(document, indent=1).encode(), "harbour.vex.json")


def only(document: Any) -> VexStatement:
    """The one statement that a document makes."""
    read = found(document)
    assert read.flaws == ()
    (statement,) = read.statements
    return statement


def flaw(document: Any) -> str:
    """What is wrong with the one statement that a document makes."""
    read = found(document)
    assert read.statements == ()
    (flaw_,) = read.flaws
    return flaw_.message

"""An earlier JSON report of ours as an earlier state.  The file may be anybody's: it is read within bounds."""

from pathlib import Path

import msgspec
from msgspec import Struct, field

from seatrial.engine.fingerprint import without_indices
from seatrial.errors import ConnectorError, LimitError, UsageError
from seatrial.files import read_bytes
from seatrial.model.check import Severity
from seatrial.model.difference import Earlier, Past
from seatrial.model.location import Location

MOST = 512 * 1024 * 1024
_VERSION = 1


class _Place(Struct):
    file: str
    line: int = 0
    column: int = 1


class _Resource(Struct):
    type: str
    address: str
    element: str = ""


class _Check(Struct):
    id: str


class _Evidence(Struct):
    property: str


class _Package(Struct):
    version: str
    purl: str = ""


class _Flaw(Struct):
    names: list[str]
    package: _Package


class _Result(Struct):
    verdict: str
    severity: Severity
    check: _Check
    asset: str
    resource: _Resource
    location: _Place
    fingerprint: str
    message: str = ""
    connector: str = ""
    evidence: list[_Evidence] = field(default_factory=list)
    waiver: msgspec.Raw = msgspec.Raw(b"null")
    vulnerability: _Flaw | None = None


class _Asset(Struct):
    key: str
    connector: str
    purls: list[str] = field(default_factory=list)


class _Report(Struct):
    schema_version: int
    assets: list[_Asset]
    results: list[_Result]
    scope: str = ""


def load_baseline(path: Path) -> Earlier:
    """Read an earlier report.  Raises UsageError for a file that is none, or cannot be read."""
    name = str(path)
    try:
        data = read_bytes(path, path.absolute().parent, name, MOST)
    except (ConnectorError, LimitError) as error:
        raise UsageError(f"--baseline: {error}") from error
    return parse_baseline(data, name)


def parse_baseline(data: bytes, name: str) -> Earlier:
    """The same of a text; ``name`` is what people call it."""
    try:
        report = msgspec.json.decode(data, type=_Report)
    except (msgspec.DecodeError, RecursionError) as error:
        raise UsageError(f"--baseline wants what `seatrial scan -o json` has written; {name}: {error}") from error
    if report.schema_version != _VERSION:
        raise UsageError(f"--baseline: {name} is of version {report.schema_version} of the schema, not {_VERSION}")
    # Of a package with a flaw that somebody had accepted nobody can say whether another one has been disclosed since.
    accepted = {
        (result.asset, result.vulnerability.package.purl)
        for result in report.results
        if result.vulnerability and not _counts(result)
    }
    connectors = {asset.key: asset.connector for asset in report.assets}
    return Earlier(
        told=name,
        scope=report.scope,
        findings=tuple(
            _past(result, result.connector or connectors.get(result.asset, ""))
            for result in report.results
            if _counts(result)
        ),
        assets=frozenset((asset.connector, asset.key) for asset in report.assets),
        purls=frozenset(
            (asset.connector, asset.key, purl)
            for asset in report.assets
            for purl in asset.purls
            if (asset.key, purl) not in accepted
        ),
    )


def _counts(result: _Result) -> bool:
    return result.verdict == "fail" and bytes(result.waiver) == b"null"


def _past(result: _Result, connector: str) -> Past:
    flaw = result.vulnerability
    return Past(
        check=result.check.id,
        names=tuple(flaw.names) if flaw else (result.check.id,),
        connector=connector,
        asset=result.asset,
        resource_type=result.resource.type,
        address=result.resource.address,
        property=without_indices(result.evidence[0].property if result.evidence else result.resource.element),
        fingerprint=result.fingerprint,
        severity=result.severity,
        message=result.message,
        location=Location(result.location.file, result.location.line, result.location.column),
        version=flaw.package.version if flaw else "",
    )

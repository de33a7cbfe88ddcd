"""Lock files and their like: what a repository is built of."""

from seatrial.connectors import Connector, Option


def _claims(name: str) -> bool:
    # Only names are looked at, but importing even that costs something where nothing is scanned.
    from seatrial.parsers.packages import format_of

    return format_of(name) in _LOCKS


_LOCKS = frozenset(
    {
        *("cargo_lock", "composer_lock", "conan_lock", "gemfile_lock", "github_actions", "go_mod", "gradle_lock"),
        *("mix_lock", "npm_lock", "nuget_lock", "pdm", "pipfile_lock", "pnpm", "poetry", "pubspec_lock"),
        *("requirements", "swift_resolved", "uv", "yarn"),
    }
)
"""Formats of what is in a repository and for which somebody publishes advisories.

Nobody does for Terraform's providers and Helm's charts: `seatrial sbom` tells of them, and no scan calls them clean.
"""

CONNECTOR = Connector(
    name="packages",
    summary="lock files: npm, yarn, pnpm, pip, Poetry, PDM, uv, Go, Cargo, Maven, NuGet, Composer, RubyGems, ...",
    raw="",
    claims=_claims,
    options=(Option("--dev", "Also packages that are needed to build and to test only.", is_switch=True),),
    rate=3_000_000,
    looks_up=True,
)

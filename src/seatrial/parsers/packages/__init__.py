"""Readers of packages: one module a format, bytes in, packages with their places out.

Only names are looked at here; a format is imported when a file of its kind is met.  Executables have no names of their
own: `executable.is_executable` knows them by their first bytes, and `go_binary` and `cargo_auditable` read them.
"""

import re
from importlib import import_module
from types import ModuleType
from typing import Final

_RPM: Final = r"(?:var/lib|usr/lib/sysimage|usr/share)/rpm"
_NAMES: Final = {
    "status": ("dpkg", r"var/lib/dpkg"),
    "installed": ("apk", r"(?:usr/)?lib/apk/db"),
    "Packages": ("rpmdb", _RPM),
    "Packages.db": ("rpmdb", _RPM),
    "rpmdb.sqlite": ("rpmdb", _RPM),
    "desc": ("pacman", r"var/lib/pacman/local/[^/]+"),
    "package-lock.json": ("npm_lock", ""),
    ".package-lock.json": ("npm_lock", ""),
    "npm-shrinkwrap.json": ("npm_lock", ""),
    "yarn.lock": ("yarn", ""),
    "pnpm-lock.yaml": ("pnpm", ""),
    "METADATA": ("python_metadata", r"[^/]+\.dist-info"),
    "PKG-INFO": ("python_metadata", r"[^/]+\.egg-info|EGG-INFO"),
    "Pipfile.lock": ("pipfile_lock", ""),
    "poetry.lock": ("poetry", ""),
    "pdm.lock": ("pdm", ""),
    "uv.lock": ("uv", ""),
    "go.mod": ("go_mod", ""),
    "Cargo.lock": ("cargo_lock", ""),
    "composer.lock": ("composer_lock", ""),
    "installed.json": ("composer_installed", r"vendor/composer"),
    "pom.properties": ("pom_properties", r"META-INF/maven/[^/]+/[^/]+"),
    "gradle.lockfile": ("gradle_lock", ""),
    "buildscript-gradle.lockfile": ("gradle_lock", ""),
    "Gemfile.lock": ("gemfile_lock", ""),
    "gems.locked": ("gemfile_lock", ""),
    "packages.lock.json": ("nuget_lock", ""),
    "pubspec.lock": ("pubspec_lock", ""),
    "mix.lock": ("mix_lock", ""),
    "Package.resolved": ("swift_resolved", ""),
    "conan.lock": ("conan_lock", ""),
    "action.yml": ("github_actions", ""),
    "action.yaml": ("github_actions", ""),
    ".terraform.lock.hcl": ("terraform_lock", ""),
    "modules.json": ("terraform_modules", r"\.terraform/modules"),
    "Chart.lock": ("helm_lock", ""),
    "requirements.lock": ("helm_lock", ""),
}
"""The reader of files of a name, and a pattern for the end of the folder that they must lie in."""

_PATTERNS: Final = (
    ("python_metadata", r"(?:.*/)?[^/]+\.egg-info"),
    ("jar", r".*\.(?:jar|war|ear|JAR|WAR|EAR)"),
    ("gradle_lock", r"(?:.*/)?gradle/dependency-locks/[^/]+\.lockfile"),
    ("gemspec", r"(?:.*/)?specifications/(?:default/)?[^/]+\.gemspec"),
    ("dotnet_deps", r".*\.deps\.json"),
    ("github_actions", r"(?:.*/)?\.github/workflows/[^/]+\.ya?ml"),
    ("requirements", r"(?:.*/)?(?:[^/]*requirements[^/]*|requirements/[^/]+)\.txt"),
    ("dpkg_status_d", r"(?:.*/)?var/lib/dpkg/status\.d/[^/]+(?<!\.md5sums)"),
    # What lies deeper in an installed package is its own affair: tests, builds, examples of broken files.
    ("package_json", r"(?:(?!.*node_modules/).*/|.*node_modules/(?:@[^/]+/)?[^/@]+/|)package\.json"),
)
"""Readers of files that their name alone does not tell."""

_ENDINGS: Final = (
    *(".egg-info", ".jar", ".war", ".ear", ".JAR", ".WAR", ".EAR", ".lockfile", ".gemspec", ".deps.json"),
    *(".yml", ".yaml", ".txt", "package.json"),
)
_SINGLE: Final = "var/lib/dpkg/status.d/"
"""What their paths end with or have in them: a quick look, because every file of an image is asked about."""

_FOLDERS = {name: re.compile(f"(?:^|/)(?:{folder})$") for name, (_, folder) in _NAMES.items() if folder}
_PATHS = re.compile("|".join(f"(?P<{name}>{pattern}$)" for name, pattern in _PATTERNS))


_SAY_PROJECT: Final = frozenset({"go_mod", "npm_lock"})


def format_of(path: str) -> str:
    """The format of a file by its path, with forward slashes; empty where it is none of packages."""
    folder, _, name = path.rpartition("/")
    if name in _NAMES:
        return _NAMES[name][0] if name not in _FOLDERS or _FOLDERS[name].search(folder) else ""
    if not path.endswith(_ENDINGS) and _SINGLE not in path:
        return ""
    match = _PATHS.match(path)
    return match.lastgroup or "" if match else ""


def project_of(path: str, content: bytes) -> str:
    """The purl of what a lock file belongs to; empty where its format does not say."""
    name = format_of(path)
    purl: str = import_module(f"{__name__}.{name}").project(content) if name in _SAY_PROJECT else ""
    return purl


def reader_of(path: str) -> ModuleType | None:
    """The module whose ``read(content, path)`` returns a `Found`; None where the path tells of no packages."""
    name = format_of(path)
    return import_module(f"{__name__}.{name}") if name else None

import subprocess
import sys

import pytest

from seatrial.parsers.packages import format_of, project_of


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("var/lib/dpkg/status", "dpkg"),
        ("srv/status", ""),
        ("var/lib/dpkg/status.d/base-files", "dpkg_status_d"),
        ("var/lib/dpkg/status.d/base-files.md5sums", ""),
        ("lib/apk/db/installed", "apk"),
        ("usr/lib/apk/db/installed", "apk"),
        ("var/lib/rpm/Packages", "rpmdb"),
        ("usr/lib/sysimage/rpm/Packages.db", "rpmdb"),
        ("usr/share/rpm/rpmdb.sqlite", "rpmdb"),
        ("srv/Packages", ""),
        ("var/lib/pacman/local/a-1-1/desc", "pacman"),
        ("app/node_modules/a/package.json", "package_json"),
        ("app/node_modules/@s/a/package.json", "package_json"),
        ("app/node_modules/a/node_modules/b/package.json", "package_json"),
        ("app/node_modules/a/test/fixture/package.json", ""),
        ("package.json", "package_json"),
        ("opt/yarn/package.json", "package_json"),
        ("web/package-lock.json", "npm_lock"),
        ("x/a-1.dist-info/METADATA", "python_metadata"),
        ("x/METADATA", ""),
        ("x/a.egg-info", "python_metadata"),
        ("x/a.egg-info/PKG-INFO", "python_metadata"),
        ("requirements.txt", "requirements"),
        ("requirements-dev.txt", "requirements"),
        ("requirements/base.txt", "requirements"),
        ("robots.txt", ""),
        ("app.jar", "jar"),
        ("lib/gradle/dependency-locks/compileClasspath.lockfile", "gradle_lock"),
        ("usr/lib/ruby/gems/3.1.0/specifications/default/json-2.6.gemspec", "gemspec"),
        ("mygem.gemspec", ""),
        ("app.deps.json", "dotnet_deps"),
        (".github/workflows/ci.yml", "github_actions"),
        ("docs/ci.yml", ""),
        (".terraform.lock.hcl", "terraform_lock"),
        ("a/.terraform/modules/modules.json", "terraform_modules"),
        ("vendor/composer/installed.json", "composer_installed"),
        ("installed.json", ""),
        ("", ""),
    ],
)
def test_a_path_tells_the_format(path: str, expected: str) -> None:
    assert format_of(path) == expected


def test_a_path_of_a_million_folders_is_told_soon() -> None:
    assert format_of("node_modules/" * 100_000 + "x") == ""


def test_asking_for_a_reader_imports_only_that_reader() -> None:
    program = (
        "import sys; from seatrial.parsers.packages import reader_of; reader_of('go.mod'); reader_of('x');"
        "print(sorted(m for m in sys.modules if m.startswith('seatrial.parsers.packages.')))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert "go_mod" in done.stdout
    assert "npm_lock" not in done.stdout and "yaml" not in done.stdout


@pytest.mark.parametrize(
    ("path", "content", "purl"),
    [
        (
            "go.mod",
            b"// first\nmodule github.com/Harbour/App/v2 // ours\n\ngo 1.22\n",
            "pkg:golang/github.com/harbour/app/v2",
        ),
        ("go.mod", b'module (\n"example.com/a"\n)\n', "pkg:golang/example.com/a"),
        ("go.mod", b"go 1.22\n", ""),
        ("go.mod", b"\xff\xfe", ""),
        ("a/package-lock.json", b'{"name": "@harbour/app", "version": "1.4.0"}', "pkg:npm/%40harbour/app@1.4.0"),
        ("package-lock.json", b'{"name": "app"}', "pkg:npm/app"),
        ("package-lock.json", b'{"name": 7}', ""),
        ("package-lock.json", b'{"name": "@/"}', ""),
        ("package-lock.json", b"{", ""),
        ("package-lock.json", b"[" * 100_000, ""),
        ("yarn.lock", b"", ""),
        ("README.md", b"", ""),
    ],
)
def test_a_lock_file_may_say_which_project_it_is_of(path: str, content: bytes, purl: str) -> None:
    assert project_of(path, content) == purl

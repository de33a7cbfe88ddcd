"""Package URLs (https://github.com/package-url/purl-spec)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatrial.errors import ParseError
from seatrial.parsers.packages.library import purl_for
from seatrial.parsers.packages.purl import Purl, canonical_purl, parse_purl, purl_of


@pytest.mark.parametrize(
    ("purl", "expected"),
    [
        (purl_of("deb", "attr", "1:2.4.47-2+b1", namespace="Debian", arch="amd64"),
         "pkg:deb/debian/attr@1:2.4.47-2%2Bb1?arch=amd64"),
        (purl_of("rpm", "curl", "7.50.3-1.fc25", namespace="fedora", epoch="0", distro="fedora-25", arch="i386"),
         "pkg:rpm/fedora/curl@7.50.3-1.fc25?arch=i386&distro=fedora-25&epoch=0"),
        (purl_for("npm", "@angular/animation", "12.3.1"), "pkg:npm/%40angular/animation@12.3.1"),
        (purl_for("npm", "JSONStream", "1.3.5"), "pkg:npm/JSONStream@1.3.5"),
        (purl_for("pypi", "Zope.Interface_x", "6.1"), "pkg:pypi/zope-interface-x@6.1"),
        (purl_for("golang", "github.com/BurntSushi/toml", "v1.3.2"), "pkg:golang/github.com/burntsushi/toml@v1.3.2"),
        (purl_for("maven", "org.apache.xmlgraphics:batik-anim", "1.9.1"),
         "pkg:maven/org.apache.xmlgraphics/batik-anim@1.9.1"),
        (purl_for("composer", "Guzzlehttp/Promises", "2.0.2"), "pkg:composer/guzzlehttp/promises@2.0.2"),
        (purl_for("gem", "jruby-launcher", "1.1.2", platform="java"), "pkg:gem/jruby-launcher@1.1.2?platform=java"),
        (purl_for("cargo", "rand", "0.7.2"), "pkg:cargo/rand@0.7.2"),
        (purl_for("nuget", "EnterpriseLibrary.Common", "6.0.1304"), "pkg:nuget/EnterpriseLibrary.Common@6.0.1304"),
        (purl_of("generic", "a b/c", "1?#"), "pkg:generic/a%20b%2Fc@1%3F%23"),
        (purl_for("cargo", "rand"), "pkg:cargo/rand"),
    ],
)  # fmt: skip
def test_a_purl_follows_the_rules_of_its_type(purl: str, expected: str) -> None:
    assert purl == expected


WORDS = st.text(min_size=1, max_size=8).filter(lambda text: "/" not in text and not any(map(_is_surrogate, text)))


def _is_surrogate(character: str) -> bool:
    return "\ud800" <= character <= "\udfff"


@given(WORDS, WORDS, st.lists(WORDS, max_size=2), WORDS)
def test_parsing_takes_apart_what_was_put_together(name: str, version: str, namespace: list[str], value: str) -> None:
    purl = Purl(
        type="generic", namespace="/".join(namespace), name=name, version=version, qualifiers=(("distro", value),)
    )

    assert parse_purl(str(purl)) == purl


@pytest.mark.parametrize("text", ["", "npm/a@1", "pkg:npm", "pkg:npm/", "pkg:/a@1", "pkg:n%pm/a@1"])
def test_what_is_no_purl_is_refused(text: str) -> None:
    with pytest.raises(ParseError, match="is not a purl"):
        parse_purl(text)


def test_a_scope_that_was_not_encoded_is_no_version() -> None:
    assert parse_purl("pkg:npm/@babel/core").name == "core"
    assert parse_purl("pkg:npm/@babel/core@7.0.0").version == "7.0.0"


@pytest.mark.parametrize(
    ("said", "same"),
    [
        ("pkg:PyPI/Typing_Extensions@4", "pkg:pypi/typing-extensions@4"),
        ("pkg:golang/github.com/Masterminds/Semver", "pkg:golang/github.com/masterminds/semver"),
        ("pkg:npm/JSONStream@1", "pkg:npm/JSONStream@1"),
        ("pkg:maven/A/B@1?type=jar", "pkg:maven/A/B@1"),
        ("pkg:maven/A/B@1?type=war&classifier=x", "pkg:maven/A/B@1?classifier=x&type=war"),
        ("pkg:deb/Debian/zlib1g@1?upstream=zlib&arch=amd64", "pkg:deb/debian/zlib1g@1?arch=amd64"),
        ("pkg:oci/App?repository_url=index.docker.io/app", "pkg:oci/app?repository_url=docker.io%2Flibrary%2Fapp"),
        ("pkg:oci/app?repository_url=https://ghcr.io/x/app/", "pkg:oci/app?repository_url=ghcr.io%2Fx%2Fapp"),
    ],
)
def test_purls_of_the_same_are_compared_as_the_same(said: str, same: str) -> None:
    assert str(canonical_purl(parse_purl(said))) == same


@given(WORDS, WORDS, st.sampled_from(["npm", "pypi", "deb", "oci", "maven", "golang"]))
def test_what_is_compared_stays_what_it_is(name: str, version: str, type_: str) -> None:
    purl = canonical_purl(Purl(type=type_, name=name, version=version))

    assert canonical_purl(parse_purl(str(purl))) == purl

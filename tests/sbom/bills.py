"""Bills for tests: of all kinds of packages, by chance and by hand."""

from typing import Any

from hypothesis import strategies as st

from seatrial.model.location import Location
from seatrial.model.package import Package
from seatrial.parsers.packages.library import ECOSYSTEMS, purl_for
from seatrial.sbom.bill import Bill, Layer, Subject

# What JSON cannot carry, half a character, is no text that could come back.
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
some = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
names = st.one_of(some, st.sampled_from(["@babel/core", "@", "/", "a/", "org.slf4j:slf4j-api", ":", "a:b:c", "x/y"]))
licences = st.one_of(texts, st.sampled_from(["MIT", "mit", "MIT OR ISC", "GPL-2.0+", "NOASSERTION", "NONE", "BSD"]))
numbers = st.integers(0, 999_999_999)
places = st.builds(
    Location,
    st.one_of(texts, st.sampled_from(["go.mod", "a:1:2", "a:1:2-3:4", "a b"])),
    numbers,
    numbers,
    numbers,
    numbers,
)
digests = st.sampled_from(["sha256:1", "sha256:2", "sha256:3"])


def package(name: str = "ballast", version: str = "1.0", type_: str = "npm", **more: Any) -> Package:
    fields = {
        "ecosystem": ECOSYSTEMS.get(type_, ""),
        "purl": purl_for(type_, name, version),
        "kind": "library",
        "source_name": name,
        "source_version": version,
    }
    return Package(name=name, version=version, **{**fields, **more})


@st.composite
def packages(draw: st.DrawFn) -> Package:
    name, version = draw(names), draw(texts)
    type_ = draw(st.sampled_from(["maven", "npm", "composer", "deb", "pypi"]))
    purl = draw(st.one_of(st.just(purl_for(type_, "n", version)), st.sampled_from(["", "no purl"])))
    purls = st.lists(st.sampled_from(["", "no purl", "target", purl, "pkg:npm/n", "pkg:deb/n@1"]), max_size=4)
    layer = draw(st.one_of(st.just(""), digests))
    return Package(
        ecosystem=draw(st.sampled_from(["", "npm", "Debian:12", "Ubuntu:22.04:LTS"])),
        name=name,
        version=version,
        purl=purl,
        kind=draw(st.sampled_from(["os", "library", "application"])),
        source_name=draw(st.one_of(st.just(name), texts)),
        source_version=draw(st.one_of(st.just(version), texts)),
        architecture=draw(texts),
        licences=tuple(draw(st.lists(licences, max_size=3))),
        locations=tuple(draw(st.lists(places, max_size=3))),
        layer=layer,
        instruction=draw(texts),
        direct=draw(st.sampled_from([None, True, False])),
        development=draw(st.booleans()),
        owned_by=draw(texts),
        depends=tuple(draw(purls)),
    )


subjects = st.builds(
    Subject,
    name=some,
    of=st.sampled_from(["folder", "file", "image", "root"]),
    version=texts,
    purl=st.sampled_from(["", "pkg:oci/harbour@sha256:1", "pkg:npm/n"]),
    layers=st.lists(st.builds(Layer, digest=digests, instruction=texts), max_size=3).map(tuple),
)
bills = st.builds(Bill.of, subjects, st.lists(packages(), max_size=6), st.lists(texts, max_size=2))

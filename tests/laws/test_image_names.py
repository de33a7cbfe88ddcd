"""Whoever reads the name of an image takes it for the same one."""

from hypothesis import given, reject
from hypothesis import strategies as st

from seatrial.connectors.dockerfile.reference import parse_reference as in_dockerfile
from seatrial.engine.image_reference import image_parts
from seatrial.errors import UsageError
from seatrial.images.reference import Reference, parse_reference
from seatrial.model.value import Unknown

_HOSTS = st.sampled_from(
    [
        "",
        "docker.io/",
        "index.docker.io/",
        "localhost/",
        "localhost:5000/",
        "r.example.com/",
        "[::1]:5/",
        "Host/",
        "h:1/",
    ]
)
_PATHS = st.sampled_from(
    ["nginx", "team/app", "a/b/c", "library/nginx", "a__b/c-d", "a.b/c", "a_b.c/d", "library/team/app", "library/a.b/c"]
)
_TAGS = st.sampled_from(["", ":1.27", ":latest"])
_DIGESTS = st.sampled_from(["", "@sha256:" + "ab" * 32])
_NAMES = st.builds("".join, st.tuples(_HOSTS, _PATHS, _TAGS, _DIGESTS))


def asked_for(text: str) -> Reference:
    """What a registry would be asked for; a text that names nothing is no example."""
    try:
        return parse_reference(text)
    except UsageError:
        reject()


@given(_NAMES | st.text(alphabet="ab.:/@-A1", max_size=30))
def test_all_three_readers_agree_on_every_name_that_a_registry_can_be_asked_for(text: str) -> None:
    asked = asked_for(text)

    written = in_dockerfile(text)
    parts = image_parts(text)

    assert not isinstance(parts, Unknown)
    assert (written.registry, written.repository) == (asked.registry, asked.repository)
    assert parts[0].value["registry"] == asked.registry
    assert asked.repository in (parts[0].value["repository"], f"library/{parts[0].value['repository']}")
    for found in (written.tag, parts[0].value["tag"]):
        assert (found or ("" if asked.digest else "latest")) == asked.tag
    assert (written.digest or "") == (parts[0].value["digest"] or "") == asked.digest


@given(_NAMES)
def test_the_name_that_people_know_is_the_same_image(text: str) -> None:
    reference = asked_for(text)

    assert parse_reference(reference.familiar) == parse_reference(str(reference)) == reference

"""What a registry knows of a base."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
import pytest

from seatrial.errors import ConnectorError, NotFoundError
from seatrial.images.bases.asking import confirm, offers_for
from seatrial.images.image import Image
from seatrial.images.opening import ImageOptions
from seatrial.model.base import Base, Certainty, Origin
from tests.images.builder import platform_of, tar
from tests.images.fake_registry import FakeRegistry, pulled, serving
from tests.images.test_listing import options, pages

OS, LIB, APP = tar(("os", b"1")), tar(("lib", b"2")), tar(("app", b"3"))


@pytest.fixture
def registry() -> Iterator[FakeRegistry]:
    with serving(FakeRegistry()) as registry:
        yield registry


def app(registry: FakeRegistry, *layers: bytes) -> Image:
    registry.tags["app"] = registry.blobs.image(*(layers or (OS, LIB, APP)))
    return pulled(f"{registry.host}/team/app:app")


def base(registry: FakeRegistry, digest: str = "", **more: Any) -> Base:
    return Base(
        **{
            "name": f"{registry.host}/library/base:1",
            "digest": digest,
            "layers": None,
            "how": Origin.LABELS,
            "certainty": Certainty.STATED,
            "because": "its labels say so",
            **more,
        }
    )


def asked(registry: FakeRegistry) -> ImageOptions:
    return ImageOptions(platform="linux/s390x", registry=options())


def test_a_base_is_confirmed_by_its_layers(registry: FakeRegistry) -> None:
    registry.tags["1"] = registry.blobs.image(OS, LIB)
    digest = registry.tags["1"]["digest"]

    for said in (base(registry), base(registry, digest)):
        found = confirm(said, app(registry), asked(registry))

        assert found is not None
        assert (found.layers, found.certainty, found.digest) == (2, Certainty.PROVEN, digest)
        assert found.because == "its labels say so, and its layers are those of the image"
    layers = {layer.digest for layer in app(registry).layers}
    assert not any(path.rpartition("/")[2] in layers for path, _ in registry.asked)


def test_a_base_of_several_platforms_is_that_of_the_images(registry: FakeRegistry) -> None:
    amd = registry.blobs.image(OS, LIB, **platform_of("linux/amd64"))
    arm = registry.blobs.image(tar(("os", b"arm")), architecture="arm64", **platform_of("linux/arm64"))
    registry.tags["1"] = registry.blobs.index(arm, amd)

    found = confirm(base(registry, registry.tags["1"]["digest"]), app(registry), asked(registry))

    assert found is not None
    assert found.layers == 2


def test_a_base_with_other_layers_is_none(registry: FakeRegistry) -> None:
    registry.tags["1"] = registry.blobs.image(OS, tar(("other", b"4")))

    assert confirm(base(registry, registry.tags["1"]["digest"]), app(registry), asked(registry)) is None


def test_a_base_with_more_layers_than_the_image_is_none(registry: FakeRegistry) -> None:
    registry.tags["1"] = registry.blobs.image(OS, LIB, APP, tar(("more", b"4")))

    assert confirm(base(registry, registry.tags["1"]["digest"]), app(registry), asked(registry)) is None


def test_a_tag_that_was_built_anew_says_nothing_against_it(registry: FakeRegistry) -> None:
    registry.tags["1"] = registry.blobs.image(tar(("os", b"of today")))
    said = base(registry)

    assert confirm(said, app(registry), asked(registry)) is said


def test_what_is_proven_or_has_no_name_is_not_asked_for(registry: FakeRegistry) -> None:
    image = app(registry)
    before = len(registry.asked)

    for said in (base(registry, certainty=Certainty.PROVEN), base(registry, name="")):
        assert confirm(said, image, asked(registry)) is said
    assert len(registry.asked) == before


def test_a_base_that_is_gone_is_not_found(registry: FakeRegistry) -> None:
    with pytest.raises(NotFoundError):
        confirm(base(registry), app(registry), asked(registry))


# Candidates.


def tags(registry: FakeRegistry, images: Mapping[str, bytes], listed: Sequence[str] = ()) -> dict[str, str]:
    """Push images; return their digests by tag."""
    for tag, layer in images.items():
        registry.tags[tag] = registry.blobs.image(layer)
    names = [*images, *listed]
    registry.answers.append(
        lambda handler: (
            handler.command == "HEAD"
            and handler.path.rpartition("/")[2] in registry.tags
            and handler.reply(200, Docker_Content_Digest=registry.tags[handler.path.rpartition("/")[2]]["digest"])
        )
    )
    registry.answers.append(pages("tags", names, "/v2/team/app/tags/list"))
    return {tag: registry.tags[tag]["digest"] for tag in images}


def test_candidates_come_with_their_digests(registry: FakeRegistry) -> None:
    digests = tags(registry, {"1.0": OS, "1.1": LIB, "2.0": APP, "1.0-slim": tar(("s", b"1")), "other": OS})

    found = offers_for(f"{registry.host}/team/app:1.0", "", options())

    assert [(each.step.value, each.tag, each.digest) for each in found] == [
        ("next minor", "1.1", digests["1.1"]),
        ("next major", "2.0", digests["2.0"]),
        ("slimmer variant", "1.0-slim", digests["1.0-slim"]),
    ]
    assert not any(path.endswith("/other") for path, _ in registry.asked)


@pytest.mark.parametrize("in_name", [True, False])
def test_a_tag_that_was_built_anew_is_offered(registry: FakeRegistry, in_name: bool) -> None:
    old = "sha256:" + "a" * 64
    digests = tags(registry, {"1.0": OS})
    name = f"{registry.host}/team/app:1.0"

    found = offers_for(f"{name}@{old}" if in_name else name, "" if in_name else old, options())

    assert [(each.step.value, each.digest) for each in found] == [("same tag, new digest", digests["1.0"])]


def test_nothing_above_latest_is_offered(registry: FakeRegistry) -> None:
    tags(registry, {"1.0": OS, "1.1": LIB, "latest": LIB, "2.0": APP})

    assert [each.tag for each in offers_for(f"{registry.host}/team/app:1.0", "", options())] == ["1.1"]


def test_a_tag_that_went_meanwhile_has_no_digest(registry: FakeRegistry) -> None:
    tags(registry, {"1.0": OS}, ["1.1"])

    found = offers_for(f"{registry.host}/team/app:1.0", "", options())

    assert [(each.tag, each.digest) for each in found] == [("1.1", "")]


def test_a_digest_alone_has_nothing_that_follows(registry: FakeRegistry) -> None:
    assert offers_for(f"{registry.host}/team/app@sha256:{'0' * 64}", "", options()) == ()
    assert registry.asked == []


def test_a_registry_that_does_not_answer_is_said(registry: FakeRegistry) -> None:
    registry.answers.append(lambda handler: handler.reply(500))

    with pytest.raises(ConnectorError):
        offers_for(f"{registry.host}/team/app:1.0", "", options())


def test_what_is_confirmed_says_the_same_otherwise(registry: FakeRegistry) -> None:
    registry.tags["1"] = registry.blobs.image(OS)
    said = base(registry)

    found = confirm(said, app(registry), asked(registry))

    assert found is not None
    same = {"digest": "", "layers": None, "certainty": Certainty.STATED, "because": said.because}
    assert msgspec.structs.replace(found, **same) == said

"""The CNCF's own registry lists what skopeo has pushed to it."""

from collections.abc import Iterator

import pytest

from seatrial.errors import NotFoundError
from seatrial.images.http.client import Manners
from seatrial.images.listing import digest_of_tag, digests_of, list_repositories, list_tags
from seatrial.images.reference import parse_reference
from seatrial.images.registries import choose_images
from seatrial.images.selection import Policy
from seatrial.images.transports.registry import RegistryOptions
from tests.images.builder import Blobs, layout, platform_of, tagged, tar
from tests.real.programs import needs, run
from tests.real.registries import serving

pytestmark = needs("docker-registry", "skopeo")
OPTIONS = RegistryOptions(manners=Manners(insecure=True), environment={})


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("registry")
    blobs = Blobs()
    amd = blobs.image(tar(("a", b"1")), **platform_of("linux/amd64"))
    arm = blobs.image(tar(("a", b"2")), architecture="arm64", **platform_of("linux/arm64"))
    layout(folder / "layout", blobs, tagged(blobs.index(amd, arm), "both"), tagged(amd, "one"))
    with serving(folder) as registry:
        for source, target in (
            ("both", "team/app:1.0"),
            ("both", "team/app:1.1"),
            ("one", "team/app:latest"),
            ("one", "team/app/db:1"),
            ("one", "teamwork:1"),
        ):
            copy = ("skopeo", "copy", "--all", "--dest-tls-verify=false")
            run(*copy, f"oci:{folder}/layout:{source}", f"docker://{registry.host}/{target}")
        yield registry.host


def test_its_tags_are_listed(host: str) -> None:
    assert list_tags(f"{host}/team/app", OPTIONS).names == ("1.0", "1.1", "latest")
    with pytest.raises(NotFoundError):
        list_tags(f"{host}/team/none", OPTIONS)


def test_its_repositories_are_listed(host: str) -> None:
    assert list_repositories(host, "", OPTIONS).names == ("team/app", "team/app/db", "teamwork")
    assert list_repositories(host, "team", OPTIONS).names == ("team/app", "team/app/db")


def test_its_digests_are_those_that_skopeo_tells(host: str) -> None:
    for tag in ("1.0", "latest"):
        reference = f"{host}/team/app:{tag}"
        told = run("skopeo", "inspect", "--tls-verify=false", "--format", "{{.Digest}}", f"docker://{reference}")

        assert digest_of_tag(parse_reference(reference), OPTIONS) == told
        assert digests_of(parse_reference(reference), OPTIONS).digest == told


def test_its_platforms_have_digests_of_their_own(host: str) -> None:
    found = digests_of(parse_reference(f"{host}/team/app:1.0"), OPTIONS)

    assert [str(platform) for platform, _ in found.platforms] == ["linux/amd64", "linux/arm64"]
    assert len({found.digest, *(digest for _, digest in found.platforms)}) == 3


def test_a_policy_chooses_of_it(host: str) -> None:
    found = choose_images(f"{host}/team", Policy(), OPTIONS)

    # `latest` was pushed as one platform of what 1.1 is, and is another image; `team/app/db` is the same as that.
    assert found.references == (f"{host}/team/app:1.1", f"{host}/team/app:latest")
    assert [each.also for each in found.images] == [(), ("team/app/db:1",)]
    assert found.gaps == ()

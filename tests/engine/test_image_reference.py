"""Image names in their parts, whole and half known."""

import pytest

from seatrial.engine.image_reference import image_parts
from seatrial.model.value import Unknown, Value, is_unknown

SOME = Unknown("a variable")


def parts_of(value: Value) -> dict[str, Value]:
    found = image_parts(value)
    assert isinstance(found, list)
    return dict(found[0].value)


@pytest.mark.parametrize(
    ("image", "registry", "repository", "tag", "digest"),
    [
        ("nginx", "docker.io", "nginx", None, None),
        ("team/app:1.2", "docker.io", "team/app", "1.2", None),
        ("localhost/app", "localhost", "app", None, None),
        (
            "registry.example.com:5000/team/app:1.2@sha256:00",
            "registry.example.com:5000",
            "team/app",
            "1.2",
            "sha256:00",
        ),
    ],
)
def test_a_name_has_a_registry_a_repository_a_tag_and_a_digest(
    image: str, registry: str, repository: str, tag: str | None, digest: str | None
) -> None:
    parts = parts_of(image)

    assert parts == {"name": image, "registry": registry, "repository": repository, "tag": tag, "digest": digest}


def test_of_a_name_whose_tag_is_not_known_the_rest_is() -> None:
    parts = parts_of(Unknown("a variable", parts=("registry.example.com/team/app:", SOME)))

    assert (parts["registry"], parts["repository"]) == ("registry.example.com", "team/app")
    assert is_unknown(parts["tag"])
    assert is_unknown(parts["digest"])


def test_of_a_name_whose_repository_is_not_known_the_registry_is() -> None:
    parts = parts_of(Unknown("a variable", parts=("registry.example.com/", SOME, ":1.2")))

    assert parts["registry"] == "registry.example.com"
    assert is_unknown(parts["repository"])


@pytest.mark.parametrize("parts", [(SOME, "/team/app:1.2"), ("nginx:", SOME), ()])
def test_a_name_whose_beginning_may_be_any_registry_is_unknown(parts: tuple[str | Unknown, ...]) -> None:
    assert is_unknown(image_parts(Unknown("a variable", parts=parts)))


def test_what_is_no_text_is_no_image_name() -> None:
    assert is_unknown(image_parts(["nginx"]))

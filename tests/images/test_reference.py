"""Names of images, by the grammar and Docker Hub's rules."""

import pytest

from seatrial.errors import UsageError
from seatrial.images.reference import parse_reference

SHA = "sha256:" + "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("nginx", "docker.io/library/nginx:latest"),
        ("nginx:1.27", "docker.io/library/nginx:1.27"),
        ("team/app", "docker.io/team/app:latest"),
        ("docker.io/nginx", "docker.io/library/nginx:latest"),
        ("index.docker.io/library/nginx", "docker.io/library/nginx:latest"),
        ("localhost/app", "localhost/app:latest"),
        ("localhost:5000/app:1", "localhost:5000/app:1"),
        ("registry.example.com/a/b/c:v1.0_x-y", "registry.example.com/a/b/c:v1.0_x-y"),
        ("[::1]:5000/app", "[::1]:5000/app:latest"),
        ("Host/app", "Host/app:latest"),
        (f"app@{SHA}", f"docker.io/library/app@{SHA}"),
        (f"app:1.0@{SHA}", f"docker.io/library/app:1.0@{SHA}"),
        ("a__b/c---d.e_f", "docker.io/a__b/c---d.e_f:latest"),
    ],
)
def test_a_short_name_has_a_long_one(text: str, whole: str) -> None:
    assert str(parse_reference(text)) == whole


def test_a_digest_is_asked_for_before_a_tag() -> None:
    assert parse_reference(f"app:1.0@{SHA}").wanted == SHA
    assert parse_reference("app:1.0").wanted == "1.0"


@pytest.mark.parametrize(
    "text",
    [
        *("", ":1", "App", "team/App", "app:", "app:-x", "app:a b", "a//b", "/app", "app/", "-host.com/app", "a..b"),
        *("app@sha256:00", "app@md5:" + "0" * 32, f"app@{SHA.upper()}", "host.com:port/app", "../app", "a/../b"),
        *("app:" + "x" * 129, "x" * 256, "host.com/app\n", "app:1\n", "ä", "app?x=1", "host.com/a%2fb"),
    ],
)
def test_what_is_no_name_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_reference(text)

"""Listing what registries have: good ones, old ones, and such as want to hurt."""

import json
import urllib.parse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from seatrial.errors import AuthError, ConnectorError, LimitError, NotFoundError, ParseError, UsageError
from seatrial.images.digest import digest_of
from seatrial.images.http.client import Manners
from seatrial.images.limits import MIB, Limits
from seatrial.images.listing import digest_of_tag, digests_of, list_repositories, list_tags
from seatrial.images.reference import parse_reference
from seatrial.images.transports.registry import RegistryOptions
from tests.images.builder import platform_of, tar
from tests.images.fake_registry import FakeClock, FakeRegistry, Handler, aside, serving

LAYER = tar(("a", b"1"))


@pytest.fixture
def registry() -> Iterator[FakeRegistry]:
    with serving(FakeRegistry()) as registry:
        yield registry


def options(**more: Any) -> RegistryOptions:
    manners = Manners(insecure=True, timeout=5.0, attempts=2)
    return RegistryOptions(**{"manners": manners, "clock": FakeClock(), "environment": {}, **more})


def pages(key: str, names: Sequence[str], path: str, link: str = "{path}?last={last}&n={count}") -> Any:
    """Serve names as the distribution specification says: sorted, from ``last`` on, ``n`` at a time."""
    there = sorted(names)

    def answer(handler: Handler) -> bool:
        asked, _, query = handler.path.partition("?")
        if asked != path:
            return False
        values = dict(urllib.parse.parse_qsl(query))
        count = int(values.get("n", "100"))
        left = [name for name in there if name > values.get("last", "")]
        content = json.dumps({"name": "x", key: left[:count]}).encode()
        extra = {}
        if left[count:]:
            where = link.format(path=path, last=urllib.parse.quote(left[count - 1]), count=count)
            extra["Link"] = f'<{where}>; rel="next"'
        return handler.reply(200, content, **extra)

    return answer


def tag_pages(names: Sequence[str], **more: str) -> Any:
    return pages("tags", names, "/v2/team/app/tags/list", **more)


def asked(registry: FakeRegistry) -> list[str]:
    return [path for path, _ in registry.asked]


# Tags.


def test_tags_come_in_pages_of_a_thousand(registry: FakeRegistry) -> None:
    names = [f"1.{number}" for number in range(2500)]
    registry.answers.append(tag_pages(names))

    found = list_tags(f"{registry.host}/team/app", options())

    assert found.names == tuple(sorted(names))
    assert (found.repository, found.cut, found.odd) == (f"{registry.host}/team/app", "", 0)
    assert len(asked(registry)) == 3
    assert asked(registry)[0] == "/v2/team/app/tags/list?n=1000"


def test_a_registry_without_pages_sends_all_at_once(registry: FakeRegistry) -> None:
    names = [f"1.{number}" for number in range(5000)]
    registry.answers.append(lambda handler: handler.reply(200, json.dumps({"tags": names}).encode()))

    assert len(list_tags(f"{registry.host}/team/app", options()).names) == 5000
    assert len(asked(registry)) == 1


def test_a_registry_that_gives_no_thousand_is_asked_for_what_it_likes(registry: FakeRegistry) -> None:
    registry.answers.append(lambda handler: "n=1000" in handler.path and handler.reply(400, b"{}"))
    registry.answers.append(tag_pages([f"{number:03}" for number in range(250)]))

    assert len(list_tags(f"{registry.host}/team/app", options()).names) == 250


@pytest.mark.parametrize("content", [b'{"tags": null}', b"{}", b'{"tags": []}'])
def test_a_repository_may_have_no_tags(registry: FakeRegistry, content: bytes) -> None:
    registry.answers.append(lambda handler: handler.reply(200, content))

    assert list_tags(f"{registry.host}/team/app", options()).names == ()


def test_what_is_no_tag_is_counted_and_left_out(registry: FakeRegistry) -> None:
    names = ["1.0", "../../etc", "", "a b", "x" * 129, "\x1b[31m", "-1"]
    registry.answers.append(lambda handler: handler.reply(200, json.dumps({"tags": names}).encode()))

    found = list_tags(f"{registry.host}/team/app", options())

    assert (found.names, found.odd) == (("1.0",), 6)


def test_a_repository_that_is_not_there_is_not_found(registry: FakeRegistry) -> None:
    with pytest.raises(NotFoundError, match=r"has no list of the tags of .*team/app"):
        list_tags(f"{registry.host}/team/app", options())


@pytest.mark.parametrize("name", ["nginx:1.27", "nginx:latest", f"nginx@sha256:{'0' * 64}", "UPPER/Case:x"])
def test_tags_are_those_of_a_repository(name: str) -> None:
    with pytest.raises(UsageError):
        list_tags(name, options())


@pytest.mark.parametrize("content", [b"", b"[]", b'{"tags": 3}', b'{"tags": [1]}', b"[" * 100_000, b"\xff"])
def test_an_answer_that_is_no_list_is_said(registry: FakeRegistry, content: bytes) -> None:
    registry.answers.append(lambda handler: handler.reply(200, content))

    with pytest.raises(ParseError):
        list_tags(f"{registry.host}/team/app", options())


# Pages that hurt.


def test_a_link_to_another_host_is_asked_of_our_own(registry: FakeRegistry, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"auths": {registry.host: {"auth": "dXNlcjpwYXNz"}}}))
    with serving(FakeRegistry()) as other:
        registry.answers.append(
            lambda handler: (
                "Authorization" not in handler.headers and handler.reply(401, WWW_Authenticate='Basic realm="here"')
            )
        )
        link = f"http://{other.host}/v2/team/app/tags/list?last={{last}}&n={{count}}"
        registry.answers.append(tag_pages([f"{number:04}" for number in range(1500)], link=link))

        found = list_tags(f"{registry.host}/team/app", options(environment={"DOCKER_CONFIG": str(tmp_path)}))

        assert other.asked == []
    assert len(found.names) == 1500
    assert found.cut == ""


@pytest.mark.parametrize("link", ["/v2/team/app/tags/list?n=1000", "?n=1000", "http://x/?n=1000#z"])
def test_pages_in_circles_end(registry: FakeRegistry, link: str) -> None:
    registry.answers.append(lambda handler: handler.reply(200, b'{"tags": ["1"]}', Link=f'<{link}>; rel="next"'))

    found = list_tags(f"{registry.host}/team/app", options())

    assert found.names == ("1",)
    assert "lead in circles" in found.cut
    assert len(registry.asked) == 1


def endless(registry: FakeRegistry, per_page: int = 1) -> None:
    count = [0]

    def answer(handler: Handler) -> bool:
        count[0] += 1
        names = [f"{count[0]}.{number}" for number in range(per_page)]
        extra = {"Link": f'</v2/team/app/tags/list?last={count[0]}>; rel="next"'}
        return handler.reply(200, json.dumps({"tags": names}).encode(), **extra)

    registry.answers.append(answer)


def test_pages_without_end_are_stopped_by_their_number(registry: FakeRegistry) -> None:
    endless(registry)

    found = list_tags(f"{registry.host}/team/app", options(), Limits(pages=7))

    assert len(found.names) == len(registry.asked) == 7
    assert "more than 7 pages" in found.cut


def test_tags_without_end_are_stopped_by_their_number(registry: FakeRegistry) -> None:
    endless(registry, per_page=100)

    found = list_tags(f"{registry.host}/team/app", options(), Limits(listed=250))

    assert len(found.names) == 250
    assert found.cut == "there are more than 250"
    assert len(registry.asked) == 3


def test_pages_without_end_are_stopped_by_the_clock(registry: FakeRegistry) -> None:
    endless(registry)

    found = list_tags(f"{registry.host}/team/app", options(clock=FakeClock(step=0.5)))

    assert "takes more than 50 seconds" in found.cut
    assert 0 < len(registry.asked) < 100


def test_a_list_of_a_hundred_megabytes_is_not_read(registry: FakeRegistry) -> None:
    sent = [0]

    def answer(handler: Handler) -> bool:
        handler.send_response(200)
        handler.end_headers()
        handler.close_connection = True
        handler.wfile.write(b'{"tags": ["1"')
        while sent[0] < 100 * MIB:
            handler.wfile.write(b',"aaaaaaaaaaaaa"' * 65536)
            sent[0] += MIB
        return True

    registry.answers.append(answer)

    with pytest.raises(LimitError, match="more than 16 MiB"):
        list_tags(f"{registry.host}/team/app", options())

    assert sent[0] < 40 * MIB


def test_a_list_that_says_it_is_huge_is_not_begun(registry: FakeRegistry) -> None:
    registry.answers.append(lambda handler: handler.reply(200, b"{", Content_Length="104857600"))

    with pytest.raises(LimitError):
        list_tags(f"{registry.host}/team/app", options())


@pytest.mark.parametrize(
    "link",
    [
        "",
        "nonsense",
        "<",
        '<>; rel="next"',
        '</v2/x?last=1>; rel="prev"',
        '</v2/x?last=\x7f>; rel="next"',
        f'</v2/x?last={"9" * 5000}>; rel="next"',
        '<?a b>; rel="next"',
    ],
)
def test_a_link_that_is_none_ends_the_list(registry: FakeRegistry, link: str) -> None:
    registry.answers.append(lambda handler: handler.reply(200, b'{"tags": ["1"]}', Link=link))

    assert list_tags(f"{registry.host}/team/app", options()).names == ("1",)


# Mirrors.


def test_a_mirror_is_asked_first_and_the_registry_where_it_has_nothing(registry: FakeRegistry) -> None:
    with serving(FakeRegistry()) as mirror:
        registry.answers.append(tag_pages(["1.0"]))
        mirrored = options(mirrors={registry.host: (f"http://{mirror.host}",)})

        assert list_tags(f"{registry.host}/team/app", mirrored).names == ("1.0",)
        mirror.answers.append(tag_pages(["0.9"]))
        assert list_tags(f"{registry.host}/team/app", mirrored).names == ("0.9",)


# Repositories.


def catalogue(*names: str) -> Any:
    return pages("repositories", names, "/v2/_catalog")


def test_repositories_are_those_at_and_below_a_prefix(registry: FakeRegistry) -> None:
    registry.answers.append(catalogue("team", "team/app", "team/app/db", "teamwork/app", "other/team"))

    assert list_repositories(registry.host, "", options()).names == (
        "other/team",
        "team",
        "team/app",
        "team/app/db",
        "teamwork/app",
    )
    assert list_repositories(registry.host, "team", options()).names == ("team", "team/app", "team/app/db")
    assert list_repositories(registry.host, "/team/app/", options()).names == ("team/app", "team/app/db")
    assert list_repositories(registry.host, "nothing", options()).names == ()


def test_the_catalogue_comes_in_pages_too(registry: FakeRegistry) -> None:
    registry.answers.append(catalogue(*(f"r{number:04}/x" for number in range(1200))))

    assert len(list_repositories(registry.host, "", options()).names) == 1200


def test_a_token_for_the_catalogue_has_a_scope_of_its_own(registry: FakeRegistry) -> None:
    def answer(handler: Handler) -> bool:
        if handler.path.startswith("/token"):
            return handler.reply(200, b'{"token": "t"}')
        challenge = f'Bearer realm="http://{registry.host}/token",service="s"'
        return "Authorization" not in handler.headers and handler.reply(401, WWW_Authenticate=challenge)

    registry.answers += [answer, catalogue("a")]

    assert list_repositories(registry.host, "", options()).names == ("a",)
    assert "/token?service=s&scope=registry%3Acatalog%3A%2A" in asked(registry)


@pytest.mark.parametrize("status", [400, 403, 404, 405, 501])
def test_a_registry_that_does_not_list_its_repositories_is_said(registry: FakeRegistry, status: int) -> None:
    registry.answers.append(lambda handler: "_catalog" in handler.path and handler.reply(status))

    with pytest.raises(ConnectorError, match="many registries do not list them"):
        list_repositories(registry.host, "", options())


def test_where_the_catalogue_is_refused_a_prefix_may_be_a_repository(registry: FakeRegistry) -> None:
    registry.answers.append(lambda handler: "_catalog" in handler.path and handler.reply(404))
    registry.answers.append(tag_pages(["1.0"]))

    found = list_repositories(registry.host, "team/app", options())

    assert found.names == ("team/app",)
    assert "does not list its repositories" in found.cut
    with pytest.raises(ConnectorError, match="name each repository"):
        list_repositories(registry.host, "team", options())


def test_where_nobody_is_let_into_the_catalogue_a_prefix_may_be_a_repository(registry: FakeRegistry) -> None:
    registry.answers.append(
        lambda handler: (
            "_catalog" in handler.path and handler.reply(401, WWW_Authenticate='Basic realm="the catalogue only"')
        )
    )
    registry.answers.append(tag_pages(["1.0"]))

    assert list_repositories(registry.host, "team/app", options()).names == ("team/app",)


def test_what_a_redirect_carries_is_not_shown(registry: FakeRegistry) -> None:
    registry.answers.append(
        lambda handler: "signed" not in handler.path and handler.reply(307, Location="/v2/x?signed=s3cret")
    )
    registry.answers.append(lambda handler: handler.reply(200, b"["))

    with pytest.raises(ParseError) as caught:
        list_tags(f"{registry.host}/team/app", options())

    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("host", ["team", "", "a/b", "a b", "UPPER/x"])
def test_repositories_are_those_of_a_host(host: str) -> None:
    with pytest.raises(UsageError):
        list_repositories(host, "", options())


@pytest.mark.parametrize("prefix", ["UPPER", "a b", "../x", "a//b", "x?y"])
def test_a_prefix_is_a_path(prefix: str) -> None:
    with pytest.raises(UsageError):
        list_repositories("registry.example.com", prefix, options())


# Digests.


def test_a_digest_is_had_by_head(registry: FakeRegistry) -> None:
    digest = registry.blobs.image(LAYER)["digest"]
    methods: list[str] = []
    registry.answers.append(aside(lambda handler: methods.append(handler.command)))
    registry.answers.append(lambda handler: handler.reply(200, Docker_Content_Digest=digest, Content_Length="999999"))

    assert digest_of_tag(parse_reference(f"{registry.host}/team/app:1.0"), options()) == digest
    assert methods == ["HEAD"]


@pytest.mark.parametrize(
    "said",
    ["", "sha256:nonsense", "md5:" + "0" * 32],
)
def test_where_head_says_nothing_the_manifest_is_read(registry: FakeRegistry, said: str) -> None:
    registry.tags["1.0"] = registry.blobs.image(LAYER)
    registry.answers.append(
        lambda handler: handler.command == "HEAD" and handler.reply(200, Docker_Content_Digest=said)
    )

    found = digest_of_tag(parse_reference(f"{registry.host}/team/app:1.0"), options())

    assert found == registry.tags["1.0"]["digest"]


def test_where_head_is_refused_the_manifest_is_read(registry: FakeRegistry) -> None:
    registry.tags["1.0"] = registry.blobs.image(LAYER)
    registry.answers.append(lambda handler: handler.command == "HEAD" and handler.reply(405))

    found = digest_of_tag(parse_reference(f"{registry.host}/team/app:1.0"), options())

    assert found == registry.tags["1.0"]["digest"]


def test_a_tag_that_is_not_there_has_no_digest(registry: FakeRegistry) -> None:
    with pytest.raises(NotFoundError):
        digest_of_tag(parse_reference(f"{registry.host}/team/app:9"), options())


def test_each_platform_of_an_index_has_its_digest(registry: FakeRegistry) -> None:
    arm = registry.blobs.image(LAYER, architecture="arm64", **platform_of("linux/arm64/v8"))
    amd = registry.blobs.image(LAYER, **platform_of("linux/amd64"))
    said = registry.blobs.image(LAYER, **platform_of("unknown/unknown"))
    registry.tags["1.0"] = registry.blobs.index(amd, arm, said)

    found = digests_of(parse_reference(f"{registry.host}/team/app:1.0"), options())

    assert found.digest == registry.tags["1.0"]["digest"]
    assert [(str(platform), digest) for platform, digest in found.platforms] == [
        ("linux/amd64", amd["digest"]),
        ("linux/arm64/v8", arm["digest"]),
    ]


def test_an_image_without_an_index_has_the_platform_of_its_configuration(registry: FakeRegistry) -> None:
    registry.tags["1.0"] = registry.blobs.image(LAYER, architecture="s390x")

    found = digests_of(parse_reference(f"{registry.host}/team/app:1.0"), options())

    assert [(str(platform), digest) for platform, digest in found.platforms] == [("linux/s390x", found.digest)]
    assert found.digest == digest_of(registry.blobs.contents[found.digest])


def test_nobody_is_let_in_without_credentials(registry: FakeRegistry) -> None:
    registry.answers.append(lambda handler: handler.reply(401, WWW_Authenticate='Basic realm="here"'))

    with pytest.raises(AuthError, match="needs credentials for the list of its repositories"):
        list_repositories(registry.host, "", options())

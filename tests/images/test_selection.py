"""Which images of a registry are looked at."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from seatrial.errors import ConnectorError
from seatrial.images.registries import choose_images
from seatrial.images.selection import Policy, Selected, distinct, selected
from tests.images.builder import tar
from tests.images.fake_registry import FakeClock, FakeRegistry, serving
from tests.images.test_listing import catalogue, options, pages

NOW = datetime(2026, 11, 28, tzinfo=UTC)


def chosen(*tags: str, **policy: object) -> list[str]:
    """The tags that are looked at of one repository."""
    found = selected(["app"], {"app": tags}, Policy(**policy))  # type: ignore[arg-type]
    return [each.tag for each in found.images]


def test_it_is_the_newest_version_and_latest_if_nothing_is_said() -> None:
    assert chosen("1.0.0", "1.10.0", "1.9.0", "latest", "main") == ["1.10.0", "latest"]
    assert chosen("1.0.0", "latest", latest=False) == ["1.0.0"]


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (("1", "1.27", "1.27.3", "1.27.3-alpine", "1.26.2"), ["1.27.3"]),
        (("2.0.0-rc1", "1.9.0"), ["1.9.0"]),
        (("v1.2.0", "v1.10.0"), ["v1.10.0"]),
        (("3.13.0", "alpine3.20", "cuda12.1"), ["3.13.0"]),
        (("alpine3.20", "alpine3.9"), ["alpine3.20"]),
        (("12.8", "20241111", "bookworm-20241111"), ["12.8"]),
        (("20241111", "20240930", "main"), ["20241111"]),
        (("1.0-alpine", "1.1-alpine"), ["1.1-alpine"]),
        (("1.0.0-1", "1.0.0-10", "1.0.0-9"), ["1.0.0-10"]),
        (("1.0", f"sha256-{'0' * 64}.sig", f"sha256-{'1' * 64}"), ["1.0"]),
        (("main", "develop"), []),
        ((), []),
    ],
)
def test_what_the_newest_version_is(tags: tuple[str, ...], expected: list[str]) -> None:
    assert chosen(*tags) == expected


def test_several_versions_are_several_releases() -> None:
    assert chosen("1", "1.27", "1.27.3", "1.26", "1.26.2", "1.25.1", "1.27.2", newest=3, latest=False) == [
        "1.26.2",
        "1.27.2",
        "1.27.3",
    ]


def test_none_is_every_tag() -> None:
    assert chosen("b", "a", "latest", f"sha256-{'0' * 64}.att", newest=None) == ["a", "b", "latest"]


def test_patterns_choose_repositories_and_tags() -> None:
    policy = Policy(repositories=("team/*", "base"), but_not=("*/old",), tags=("1.*", "latest"), no_tags=("*-debug",))
    tags = {
        "team/app": ["1.0", "2.0", "1.1-debug", "latest"],
        "team/old": ["1.0"],
        "base": ["1.5"],
        "other": ["1.0"],
        "team/none": ["2.0"],
    }

    found = selected(tags, tags, policy)

    assert [(each.repository, each.tag) for each in found.images] == [
        ("base", "1.5"),
        ("team/app", "1.0"),
        ("team/app", "latest"),
    ]
    assert found.empty == ("team/none",)


def test_old_images_are_left_out_where_their_age_is_known() -> None:
    policy = Policy(days=30)
    tags = {"app": ["1.0", "2.0", "3.0"]}
    created = {("app", "3.0"): NOW - timedelta(days=31), ("app", "1.0"): NOW}

    found = selected(tags, tags, policy, created=created, now=NOW)

    assert [each.tag for each in found.images] == ["2.0"]
    assert [each.tag for each in selected(tags, tags, policy).images] == ["3.0"]


def test_past_the_limit_each_repository_gets_its_first() -> None:
    tags = {name: ["1.0", "latest"] for name in "abc"}

    found = selected(tags, tags, Policy(limit=4))

    assert [(each.repository, each.tag) for each in found.images] == [
        ("a", "1.0"),
        ("a", "latest"),
        ("b", "1.0"),
        ("c", "1.0"),
    ]
    assert found.cut == "of 6 images 4 are looked at"


def test_the_same_digest_is_looked_at_once() -> None:
    images = [Selected(repository=name, tag=tag, because="") for name in "ab" for tag in ("1.0", "latest")]
    digests = {("a", "1.0"): "sha256:1", ("a", "latest"): "sha256:1", ("b", "1.0"): "sha256:1"}

    found = distinct(images, digests)

    assert [(each.repository, each.tag, each.also) for each in found] == [
        ("a", "1.0", ("a:latest", "b:1.0")),
        ("b", "latest", ()),
    ]


# The whole of it.


@pytest.fixture
def registry() -> Iterator[FakeRegistry]:
    with serving(FakeRegistry()) as registry:
        yield registry


def test_a_registry_is_listed_and_chosen_from(registry: FakeRegistry) -> None:
    first, second = registry.blobs.image(tar(("a", b"1"))), registry.blobs.image(tar(("a", b"2")))
    registry.tags |= {"1.0": first, "1.1": second, "latest": second}
    registry.answers += [
        catalogue("team/app", "team/empty", "other/app"),
        pages("tags", ["1.0", "1.1", "latest"], "/v2/team/app/tags/list"),
        pages("tags", ["main"], "/v2/team/empty/tags/list"),
    ]

    found = choose_images(f"{registry.host}/team", Policy(), options())

    assert found.references == (f"{registry.host}/team/app:1.1",)
    assert found.images[0].also == ("team/app:latest",)
    assert [(gap.location.file, gap.reason) for gap in found.gaps] == [
        (f"registry:{registry.host}/team/empty", "the policy fits none of its tags")
    ]
    assert not any("other" in path for path, _ in registry.asked)


def test_a_repository_that_cannot_be_listed_costs_itself_only(registry: FakeRegistry) -> None:
    registry.tags["1.0"] = registry.blobs.image(tar(("a", b"1")))
    registry.answers += [
        catalogue("app", "broken"),
        pages("tags", ["1.0"], "/v2/app/tags/list"),
        lambda handler: "/broken/" in handler.path and handler.reply(200, b"["),
    ]

    found = choose_images(registry.host, Policy(), options())

    assert found.references == (f"{registry.host}/app:1.0",)
    assert [gap.location.file for gap in found.gaps] == [f"registry:{registry.host}/broken"]


def test_whoever_has_given_enough_is_not_asked_on(registry: FakeRegistry) -> None:
    registry.answers += [
        catalogue("a", "b", "c"),
        pages("tags", ["1.0"], "/v2/a/tags/list"),
        lambda handler: handler.reply(429, Retry_After="3600"),
    ]

    found = choose_images(registry.host, Policy(), options())

    assert found.references == (f"{registry.host}/a:1.0",)
    assert len(found.gaps) == 1
    assert "come back in 3600 seconds" in found.gaps[0].reason
    assert "nothing from b on" in found.gaps[0].reason
    assert not any("/v2/c/" in path for path, _ in registry.asked)


def test_a_registry_that_is_slow_is_not_waited_for(registry: FakeRegistry) -> None:
    registry.answers += [
        catalogue(*"abcdefghij"),
        lambda handler: "/tags/" in handler.path and handler.reply(200, b'{"tags": ["1.0"]}'),
    ]

    found = choose_images(registry.host, Policy(), options(clock=FakeClock(step=3.0)))

    assert 0 < len(found.images) < 10
    assert "too slowly" in found.gaps[0].reason


def test_repositories_without_end_are_a_gap(registry: FakeRegistry) -> None:
    registry.answers.append(catalogue(*(f"r{number:03}" for number in range(300))))

    found = choose_images(registry.host, Policy(limit=5), options())

    assert "of 300 repositories 5 are looked at" in [gap.reason for gap in found.gaps]
    assert len(registry.asked) < 20


def test_what_was_selected_and_is_gone_stays_selected(registry: FakeRegistry) -> None:
    registry.answers += [catalogue("app"), pages("tags", ["1.0"], "/v2/app/tags/list")]

    assert choose_images(registry.host, Policy(), options()).references == (f"{registry.host}/app:1.0",)


def test_a_registry_that_lists_nothing_is_said(registry: FakeRegistry) -> None:
    with pytest.raises(ConnectorError, match="name each repository"):
        choose_images(registry.host, Policy(), options())

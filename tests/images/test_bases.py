"""Which image another one is built on: by what is stated, by its layers, and by a guess that says so."""

import dataclasses
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seatrial.images.attestation import Attestation
from seatrial.images.bases.chains import Chains
from seatrial.images.bases.find import find_base, find_bases, inherited_from
from seatrial.images.image import Image, Layer
from seatrial.images.manifest import Config, Run, Step
from seatrial.images.release import release_named
from seatrial.model.base import Base, Certainty, Origin
from tests.images.test_chains import digest, image

NAME, DIGEST = "org.opencontainers.image.base.name", "org.opencontainers.image.base.digest"
V02, V1 = "https://slsa.dev/provenance/v0.2", "https://slsa.dev/provenance/v1"


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Chains]:
    with Chains(tmp_path / "bases.sqlite") as index:
        yield index


def told(base: Base | None) -> tuple[str, int | None, str, str]:
    assert base is not None
    return base.name, base.layers, base.how, base.certainty


def with_(image: Image, **changes: Any) -> Image:
    return dataclasses.replace(image, **changes)


# By the layers.


def test_the_longest_beginning_is_the_base_and_the_others_are_its_bases(index: Chains) -> None:
    index.record(image("os"), "debian:12")
    index.record(image("os", "python"), "python:3.12")

    bases = find_bases(image("os", "python", "app"), index)

    assert [told(base) for base in bases] == [
        ("docker.io/library/python:3.12", 2, "layers", "proven"),
        ("docker.io/library/debian:12", 1, "layers", "proven"),
    ]
    assert bases[0].because == "its lowest 2 layers are those of docker.io/library/python:3.12"
    assert bases[0].digest == image("os", "python").manifest_digest


def test_an_image_is_not_its_own_base(index: Chains) -> None:
    index.record(image("os", "app"), "app:1")

    assert find_base(image("os", "app"), index) is None


def test_several_names_of_one_image_are_all_told(index: Chains) -> None:
    for name in ("ghcr.io/mirror/debian:12", "debian:latest", "debian:bookworm", "debian:12"):
        index.record(image("os"), name)

    base = find_base(image("os", "app"), index)

    assert base is not None
    assert base.name == "docker.io/library/debian:12"
    assert base.names == (
        "docker.io/library/debian:bookworm",
        "docker.io/library/debian:latest",
        "ghcr.io/mirror/debian:12",
    )


def test_a_base_from_a_file_has_its_digest_only(index: Chains) -> None:
    index.record(image("os"), "oci:folder")

    base = find_base(image("os", "app"), index)

    assert told(base) == ("", 1, "layers", "proven")


def test_a_base_that_adds_no_layer_is_told_by_its_instructions(index: Chains) -> None:
    index.record(image("os", empty=0), "debian:12")
    index.record(image("os", empty=2), "tuned:1")
    on_tuned = image("os", empty=2)
    steps = [*(on_tuned.config.history or ()), Step(created_by="ADD app")]
    app = image("os", "app")

    built = with_(app, config=msgspec.structs.replace(app.config, history=steps))

    assert [base.name for base in find_bases(built, index)] == [
        "docker.io/library/tuned:1",
        "docker.io/library/debian:12",
    ]
    # The other way round: what only adds words to Debian is no base of what does without them.
    assert [base.name for base in find_bases(app, index)] == ["docker.io/library/debian:12"]


def test_an_image_that_only_adds_words_has_a_base_with_all_of_its_layers(index: Chains) -> None:
    index.record(image("os"), "debian:12")

    assert told(find_base(image("os", empty=1), index)) == ("docker.io/library/debian:12", 1, "layers", "proven")


def test_without_an_index_and_without_history_there_is_no_base() -> None:
    plain = image("os", "app")

    assert find_base(with_(plain, config=Config()), None) is None


def test_a_layer_is_inherited_from_the_farthest_base_that_has_it(index: Chains) -> None:
    index.record(image("os"), "debian:12")
    index.record(image("os", "python"), "python:3.12")
    built = image("os", "python", "app")
    bases = find_bases(built, index)

    found = [inherited_from(layer.digest, built, bases) for layer in built.layers]

    assert [base and base.name for base in found] == [
        "docker.io/library/debian:12",
        "docker.io/library/python:3.12",
        None,
    ]
    unknown = find_bases(image("os", "app", labels={NAME: "debian:12"}), None)
    assert inherited_from(built.layers[0].digest, built, unknown) is None


# By what labels and annotations say.


def test_a_label_states_the_base() -> None:
    labels = {NAME: "debian:12", DIGEST: digest("debian")}

    base = find_base(image("os", "app", labels=labels), None)

    assert told(base) == ("docker.io/library/debian:12", None, "labels", "stated")
    assert base is not None
    assert base.digest == digest("debian")


@pytest.mark.parametrize("name", ["", "scratch", "Not A Name", "x" * 10_000, "\x1b[31m"])
def test_a_label_that_is_no_name_states_nothing(name: str) -> None:
    assert find_base(image("os", "app", labels={NAME: name, DIGEST: "nonsense"}), None) is None


def test_a_label_is_proven_by_the_layers(index: Chains) -> None:
    base = image("os", "python")
    index.record(base, "python:3.12")
    labels = {NAME: "registry.example.com/python:3.12", DIGEST: base.manifest_digest}

    found = find_base(image("os", "python", "app", labels=labels), index)

    assert told(found) == ("registry.example.com/python:3.12", 2, "labels", "proven")


def test_a_name_alone_is_proven_by_the_layers_too(index: Chains) -> None:
    base = image("os", "python")
    index.record(base, "python:3.12")

    found = find_base(image("os", "python", "app", labels={NAME: "python:3.12"}), index)

    assert told(found) == ("docker.io/library/python:3.12", 2, "labels", "proven")
    assert found is not None
    assert found.digest == base.manifest_digest


def test_a_label_that_the_layers_contradict_is_not_believed(index: Chains) -> None:
    index.record(image("os"), "debian:12")
    index.record(image("other"), "alpine:3")
    labels = {NAME: "alpine:3", DIGEST: image("other").manifest_digest}

    assert told(find_base(image("os", "app", labels=labels), index))[0] == "docker.io/library/debian:12"


def test_a_label_that_the_base_has_handed_down_is_about_the_base(index: Chains) -> None:
    labels = {NAME: "debian:12", DIGEST: digest("a debian that nobody scanned")}
    index.record(image("os", "python", labels=labels), "python:3.12")

    found = find_base(image("os", "python", "app", labels=labels), index)

    assert told(found) == ("docker.io/library/python:3.12", 2, "layers", "proven")


def test_a_label_about_the_base_of_the_base_is_handed_down_too(index: Chains) -> None:
    index.record(image("os"), "debian:12")
    index.record(image("os", "python"), "python:3.12")
    labels = {NAME: "debian:12", DIGEST: image("os").manifest_digest}

    found = find_bases(image("os", "python", "app", labels=labels), index)

    assert [base.name for base in found] == ["docker.io/library/python:3.12", "docker.io/library/debian:12"]


def test_an_annotation_of_the_manifest_is_not_handed_down_and_comes_first(index: Chains) -> None:
    labels = {NAME: "debian:12"}
    built = with_(image("os", "python", "app", labels=labels), annotations={NAME: "python:3.12"})

    base = find_base(built, index)

    assert told(base)[0] == "docker.io/library/python:3.12"
    assert base is not None
    assert "annotations" in base.because


def test_what_is_stated_is_followed_by_what_is_below_it(index: Chains) -> None:
    index.record(image("os"), "debian:12")
    built = with_(image("os", "python", "app"), annotations={NAME: "python:3.12", DIGEST: digest("python")})

    assert [base.name for base in find_bases(built, index)] == [
        "docker.io/library/python:3.12",
        "docker.io/library/debian:12",
    ]


# By provenance.


def attested(image: Image, predicate: Mapping[str, Any], kind: str = V02, **more: Any) -> Attestation:
    subject = {"name": "_", "digest": {"sha256": image.manifest_digest.removeprefix("sha256:")}}
    statement = {
        "_type": "https://in-toto.io/Statement/v0.1",
        "predicateType": kind,
        "subject": [subject],
        "predicate": predicate,
        **more,
    }
    return Attestation(content=json.dumps(statement).encode(), place="test")


def material(uri: str, of: str = "") -> dict[str, Any]:
    return {"uri": uri, "digest": {"sha256": digest(of or uri).removeprefix("sha256:")}}


@pytest.mark.parametrize(
    ("uri", "name"),
    [
        ("pkg:docker/alpine@3.17?platform=linux%2Famd64", "docker.io/library/alpine:3.17"),
        ("pkg:docker/bitnami/redis@7", "docker.io/bitnami/redis:7"),
        ("pkg:docker/ghcr.io/team/app@1.0?platform=linux%2Farm64", "ghcr.io/team/app:1.0"),
        ("pkg:docker/localhost%3A5000/app@1.0", "localhost:5000/app:1.0"),
        ("pkg:docker/team/app@1?repository_url=registry.example.com", "registry.example.com/team/app:1"),
        (f"pkg:docker/alpine?digest=sha256:{'a' * 64}", "docker.io/library/alpine:latest"),
    ],
)
def test_the_only_image_of_a_build_is_the_base(uri: str, name: str) -> None:
    built = image("os", "app")
    materials = [material("https://github.com/x/y.git#main"), material(uri), material("pkg:docker/docker/dockerfile@1")]

    for kind, predicate in (
        (V02, {"materials": materials}),
        (V1, {"buildDefinition": {"resolvedDependencies": materials}}),
    ):
        base = find_base(built, None, [attested(built, predicate, kind)])

        assert told(base) == (name, None, "provenance", "stated")
        assert base is not None
        assert base.digest == digest(uri)


def test_the_frontend_that_a_build_names_is_no_base() -> None:
    built = image("os", "app")
    predicate = {
        "materials": [material("pkg:docker/alpine@3.17"), material("pkg:docker/ghcr.io/team/frontend@1")],
        "invocation": {"parameters": {"frontend": "gateway.v0", "args": {"source": "ghcr.io/team/frontend:1"}}},
    }

    assert told(find_base(built, None, [attested(built, predicate)]))[0] == "docker.io/library/alpine:3.17"


STAGES = [material("pkg:docker/golang@1.22"), material("pkg:docker/alpine@3.17"), material("pkg:docker/node@20")]


def test_of_several_images_none_is_taken_for_the_base() -> None:
    built = image("os", "app")

    assert find_base(built, None, [attested(built, {"materials": STAGES})]) is None


def test_of_several_images_the_one_that_the_labels_name_is_the_base() -> None:
    built = image("os", "app", labels={DIGEST: digest("pkg:docker/alpine@3.17")})

    base = find_base(built, None, [attested(built, {"materials": STAGES})])

    assert told(base) == ("docker.io/library/alpine:3.17", None, "provenance", "stated")


def steps(*layers: Sequence[str]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """What BuildKit tells by mode=max: a step for each image, and the layers that it brought."""
    definition = [
        {"id": "step0", "op": {"Op": {"exec": {"meta": {"args": ["/bin/sh"]}}}}},
        *(
            {
                "id": f"step{number}",
                "op": {"Op": {"source": {"identifier": f"docker-image://docker.io/library/{name}@{digest(uri)}"}}},
            }
            for number, (name, uri) in enumerate(
                (("golang:1.22", "pkg:docker/golang@1.22"), ("alpine:3.17", "pkg:docker/alpine@3.17")), 1
            )
        ),
    ]
    made = {
        f"step{number}:0": [[{"digest": digest(f"gz {layer}"), "size": 1} for layer in chain]]
        for number, chain in enumerate(layers, 1)
    }
    return definition, made


def test_of_several_images_the_one_whose_layers_it_begins_with_is_the_base() -> None:
    built = image("os", "lib", "app")
    definition, made = steps(["os", "go"], ["os", "lib"])
    old = {
        "materials": STAGES,
        "buildConfig": {"llbDefinition": definition},
        "metadata": {"https://mobyproject.org/buildkit@v1#metadata": {"layers": made}},
    }
    new = {
        "buildDefinition": {
            "resolvedDependencies": STAGES,
            "internalParameters": {"buildConfig": {"llbDefinition": definition}},
        },
        "runDetails": {"metadata": {"buildkit_metadata": {"layers": made}}},
    }

    for kind, predicate in ((V02, old), (V1, new)):
        base = find_base(built, None, [attested(built, predicate, kind)])

        assert told(base) == ("docker.io/library/alpine:3.17", 2, "provenance", "stated")


def test_provenance_of_another_image_says_nothing() -> None:
    built, other = image("os", "app"), image("os", "other")

    assert find_base(built, None, [attested(other, {"materials": STAGES[:1]})]) is None


def test_provenance_comes_before_labels(index: Chains) -> None:
    built = image("os", "app", labels={NAME: "debian:12"})

    base = find_base(built, index, [attested(built, {"materials": STAGES[:1]})])

    assert told(base)[0] == "docker.io/library/golang:1.22"


@pytest.mark.parametrize(
    "predicate",
    [
        {},
        {"materials": None},
        {"materials": {"a": 1}},
        {"materials": [None, 3, "x", {}, {"uri": 3}, {"uri": "pkg:docker/", "digest": 4}]},
        {"materials": [{"uri": "pkg:docker/%00%ff@@@???#", "digest": {"sha256": "x"}}]},
        {"buildConfig": {"llbDefinition": [{"id": 1}, {"op": []}]}, "metadata": []},
        {"buildConfig": {"llbDefinition": {"id": 1}}, "metadata": {"https://mobyproject.org/buildkit@v1#metadata": 1}},
    ],
)
@pytest.mark.parametrize("kind", [V02, V1])
def test_provenance_that_is_odd_says_nothing(predicate: dict[str, Any], kind: str) -> None:
    built = image("os", "app")
    wrapped = {"buildDefinition": predicate, "runDetails": predicate} if kind == V1 else predicate

    assert find_base(built, None, [attested(built, wrapped, kind)]) is None


_KEYS = (
    *("materials", "uri", "digest", "sha256", "metadata", "buildConfig", "llbDefinition", "id", "op", "Op"),
    *("buildDefinition", "resolvedDependencies", "runDetails", "layers", "source", "identifier"),
)
_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.just("pkg:docker/a@1")),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(_KEYS),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=20,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(("materials", "buildDefinition", "buildConfig", "metadata")), _JSON), _JSON)
def test_provenance_may_be_anything(predicate: dict[str, Any], more: Any) -> None:
    built = image("os", "app")

    for kind in (V02, V1):
        base = find_base(built, None, [attested(built, predicate, kind), attested(built, {}, kind, subject=more)])
        assert base is None or base.how is Origin.PROVENANCE


def test_an_attestation_that_is_none_says_nothing() -> None:
    built = image("os", "app")

    for content in (b"", b"[]", b"{}", b"[" * 100_000, b'{"payload": "=", "payloadType": "x"}', b"\xff"):
        assert find_base(built, None, [Attestation(content=content, place="test")]) is None


# By a guess.


def history(*instructions: str) -> Image:
    """An image with a history: instructions behind a minus sign make no layer."""
    found = [Step(created_by=each.removeprefix("-"), empty_layer=each.startswith("-")) for each in instructions]
    layers = tuple(
        Layer(digest=digest(f"gz{n}"), diff_id=digest(f"{n}"), size=1, media_type="", created_by=step.created_by)
        for n, step in enumerate(step for step in found if not step.empty_layer)
    )
    return Image(
        name="x",
        manifest_digest=digest("m"),
        config_digest=digest("c"),
        config=Config(config=Run(), history=found),
        layers=layers,
        stored=(),
    )


CLASSIC = (
    "/bin/sh -c #(nop) ADD file:0eae0dca665c7044bf242cb1fc92cb8ea744f5af2dd376a558c90bc47349aefe in / ",
    '-/bin/sh -c #(nop)  CMD ["bash"]',
)
DEBUERREOTYPE = ("# debian.sh --arch 'amd64' out/ 'bookworm' '@1730000000'",)
ALPINE = ("ADD alpine-minirootfs-3.20.3-x86_64.tar.gz / # buildkit", '-CMD ["/bin/sh"]')
PYTHON = (
    "-ENV PATH=/usr/local/bin:/usr/bin",
    "RUN /bin/sh -c apt-get install ca-certificates # buildkit",
    "-ENV PYTHON_VERSION=3.12.7",
    "RUN /bin/sh -c wget python # buildkit",
    '-CMD ["python3"]',
)


@pytest.mark.parametrize(
    ("instructions", "distro", "name", "layers"),
    [
        ((*CLASSIC, "RUN x"), "debian-12", "docker.io/library/debian:12", 1),
        ((*CLASSIC, "RUN x"), "ubuntu-22.04", "docker.io/library/ubuntu:22.04", 1),
        ((*DEBUERREOTYPE, "RUN x"), "debian-12", "docker.io/library/debian:12", 1),
        ((*DEBUERREOTYPE, "RUN x"), "", "docker.io/library/debian:bookworm", 1),
        ((*ALPINE, "COPY app / # buildkit"), "", "docker.io/library/alpine:3.20.3", 1),
        ((*ALPINE, "-USER app"), "alpine-3.20.3", "docker.io/library/alpine:3.20.3", 1),
        ((*DEBUERREOTYPE, *PYTHON, "COPY app / # buildkit"), "debian-12", "docker.io/library/python:3.12.7", 3),
    ],
)
def test_a_history_allows_a_guess(instructions: Sequence[str], distro: str, name: str, layers: int) -> None:
    base = find_base(history(*instructions), None, release=release_named(distro) if distro else None)

    assert told(base) == (name, layers, "history", "guessed")
    assert base is not None
    assert "a guess by its history" in base.because


@pytest.mark.parametrize(
    ("variable", "command", "repository"),
    [
        ("NODE_VERSION", '["node"]', "node"),
        ("RUBY_VERSION", '["irb"]', "ruby"),
        ("PHP_VERSION", '["php" "-a"]', "php"),
        ("PHP_VERSION", '["php-fpm"]', "php"),
        ("NGINX_VERSION", '["nginx" "-g" "daemon off;"]', "nginx"),
    ],
)
def test_official_images_of_languages_are_guessed_by_what_they_end_with(
    variable: str, command: str, repository: str
) -> None:
    built = history(*DEBUERREOTYPE, f"-ENV {variable}=1.2.3", "RUN x", f"-CMD {command}", "COPY app /", "-USER app")

    assert told(find_base(built, None)) == (f"docker.io/library/{repository}:1.2.3", 2, "history", "guessed")


@pytest.mark.parametrize(
    "instructions",
    [
        CLASSIC,
        DEBUERREOTYPE,
        ALPINE,
        ("COPY app /",),
        ("RUN x", *CLASSIC),
        ("-ENV PYTHON_VERSION=3.12.7", '-CMD ["python3"]'),
        ("-ENV PYTHON_VERSION=3.12.7", "COPY app /", '-CMD ["node"]', "RUN x"),
        (),
    ],
)
def test_where_nothing_looks_like_a_base_none_is_guessed(instructions: Sequence[str]) -> None:
    assert find_base(history(*instructions), None, release=release_named("debian-12")) is None


def test_a_distribution_without_images_of_its_own_is_not_guessed() -> None:
    assert find_base(history(*CLASSIC, "RUN x"), None, release=release_named("wolfi")) is None


def test_a_history_that_does_not_fit_the_layers_allows_no_guess() -> None:
    built = history(*CLASSIC, "RUN x")

    assert find_base(with_(built, layers=built.layers[:1]), None, release=release_named("debian-12")) is None


def test_what_is_known_comes_before_a_guess(index: Chains) -> None:
    built = history(*CLASSIC, "RUN x")
    index.record(with_(built, layers=built.layers[:1], config_digest="", manifest_digest=digest("b")), "mine:1")

    assert told(find_base(built, index, release=release_named("debian-12")))[2:] == (Origin.LAYERS, Certainty.PROVEN)

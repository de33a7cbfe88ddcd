"""Images with flaws: another tag, where the image is named or where its variable is written."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from seatrial.repair.nouns import Outcome
from seatrial.repair.run import Wanted, repair
from seatrial.request import Images, Request
from seatrial.vulns.lifecycles import FILE as LIFECYCLES
from seatrial.vulns.lifecycles import write_lifecycles
from seatrial.vulns.sources.endoflife import Cycle
from tests.images.builder import Blobs, layout, tagged, tar
from tests.images.served import served
from tests.repair.yard import Repaired, Yard
from tests.vulns.shelf import fixed_in, record, shelf

pytestmark = pytest.mark.skipif(
    not (shutil.which("docker-registry") and shutil.which("skopeo")), reason="not installed: docker-registry, skopeo"
)

OS_RELEASE = b'ID=debian\nVERSION_ID="%s"\n'
STATUS = b"Package: %s\nStatus: install ok installed\nVersion: %s\nArchitecture: amd64\n\n"
TAGS = {
    "ship:1.0": (b"12", {b"hull": b"1.0", b"oars": b"1.0"}),
    "ship:1.1": (b"12", {b"hull": b"1.1", b"oars": b"1.0", b"mast": b"1.0"}),
    "ship:1.2": (b"12", {b"hull": b"1.1", b"oars": b"1.0"}),
    "ship:2.0": (b"12", {b"hull": b"1.1", b"oars": b"1.1"}),
    "ship:1.2-slim": (b"12", {b"hull": b"1.1"}),
    "boat:1.0": (b"12", {b"hull": b"1.0", b"oars": b"1.0"}),
    "boat:1.1": (b"12", {b"mast": b"1.0"}),
    "sunk:1.0": (b"12", {}),
    "raft:old": (b"12", {b"hull": b"1.0"}),
    "raft:1.0": (b"12", {b"hull": b"1.1"}),
}
FLAWS = {"CVE-2024-1": "hull", "CVE-2024-2": "oars", "CVE-2024-3": "mast"}


POD = """\
apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
  - name: x
    image: '%s' # c
"""
LAMBDA = """\
variable "image" {
  default = "%s"
}
resource "aws_lambda_function" "a" {
  image_uri = var.image
}
"""


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A registry with the tags of ``ship``; its host."""
    blobs = Blobs()
    images = []
    for tag, (release, packages) in TAGS.items():
        status = b"".join(STATUS % item for item in packages.items())
        # A file of these is 0644.
        shadow = [("etc/shadow", b"root:*:19000:0:99999:7:::\n")] if tag == "sunk:1.0" else []
        files = tar(("etc/os-release", OS_RELEASE % release), ("var/lib/dpkg/status", status), *shadow)
        images.append(tagged(blobs.image(files), tag.replace(":", "-")))
    made = layout(tmp_path_factory.mktemp("made"), blobs, *images)
    with served(tmp_path_factory.mktemp("registry")) as host:
        for tag in TAGS:
            command = ["skopeo", "copy", "-q", "--dest-tls-verify=false", f"oci:{made}:{tag.replace(':', '-')}"]
            subprocess.run([*command, f"docker://{host}/{tag}"], check=True, timeout=60)
        yield host


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("advisories")
    shelf(folder, Debian=[record(id_, "Debian:12", name, *fixed_in("1.1")) for id_, name in FLAWS.items()])
    write_lifecycles(
        folder / LIFECYCLES,
        [Cycle("debian", "12", date(2028, 6, 30), ended=False)],
        {"built": "2026-11-01T00:00:00+00:00"},
    )
    return folder


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No engine, and no credentials."""
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/no.sock")
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path / "none"))
    monkeypatch.chdir(tmp_path)


def repaired(
    yard: Yard, db: Path, *, images: Images = Images.ALWAYS, unsafe: bool = False, everything: bool = False
) -> Repaired:
    request = Request(
        targets=(".",),
        images=images,
        advisories=db,
        options={"platform": "linux/amd64", "insecure": True},
        jobs=1,
        today=date(2026, 11, 28),
    )
    names = frozenset() if everything else frozenset(map(str.lower, FLAWS))
    wanted = Wanted(names=names, unsafe=unsafe)
    return Repaired(yard.top, repair(request, wanted))


def files(found: Repaired) -> dict[str, str]:
    return {file.file: file.after.decode() for file in found.repairs.files}


def test_a_from_line_gets_the_tag_with_the_fewest_flaws(yard: Yard, db: Path, registry: str) -> None:
    yard.write({"Dockerfile": f"FROM {registry}/ship:1.0 AS hold\r\nUSER 1000\r\n"})

    found = repaired(yard, db)

    assert files(found) == {"Dockerfile": f"FROM {registry}/ship:1.2 AS hold\r\nUSER 1000\r\n"}
    first, second = found.repairs.fixes
    assert (first.check, first.outcome) == ("CVE-2024-1", Outcome.FIXED)
    assert (second.check, second.outcome) == ("CVE-2024-2", Outcome.SUGGESTED)
    assert "2.0 is the newest of 2, the next major version" in second.reason
    assert "--unsafe takes it" in second.reason
    assert first.update is not None
    assert (first.update.name, first.update.version, first.update.to) == (f"{registry}/ship", "1.0", "1.2")
    assert "1 flaw stays" in first.update.more
    assert "maintained until 2028-06-30" in first.update.more


def test_who_dares_gets_the_best(yard: Yard, db: Path, registry: str) -> None:
    yard.write({"Dockerfile": f"FROM {registry}/ship:1.0\n"})

    found = repaired(yard, db, unsafe=True)

    assert files(found) == {"Dockerfile": f"FROM {registry}/ship:2.0\n"}
    assert found.outcomes == ["fixed", "fixed"]


def test_all_places_that_name_it_are_one_change(yard: Yard, db: Path, registry: str) -> None:
    def texts(tag: str) -> dict[str, str]:
        name = f"{registry}/ship:{tag}"
        return {
            "Dockerfile": f"ARG TAG={tag}\nFROM {registry}/ship:$TAG\nCOPY --from={name} a b\n",
            "pod.yaml": POD % name,
            "compose.yaml": f"services:\n  a: {{image: '{registry}/ship:${{TAG:-{tag}}}'}}\n  b:\n    image: {name}\n",
            "tf/main.tf": LAMBDA % name,
        }

    yard.write(texts("1.0"))

    found = repaired(yard, db)

    assert files(found) == texts("1.2")
    assert found.outcomes == ["fixed", "suggested"]


def test_the_tag_in_the_values_of_a_chart_is_changed(yard: Yard, db: Path, registry: str) -> None:
    values = f"image:\n  registry: {registry}\n  repository: ship  # 1.0\n  tag: '1.0'\n  pullPolicy: Always\n"
    yard.write({"chart/Chart.yaml": "apiVersion: v2\nname: ship\nversion: 1.0.0\n", "chart/values.yaml": values})

    found = repaired(yard, db)

    assert files(found) == {"chart/values.yaml": values.replace("'1.0'", "'1.2'")}
    assert found.outcomes == ["fixed", "suggested"]


def test_one_place_that_cannot_be_written_holds_the_findings_back(yard: Yard, db: Path, registry: str) -> None:
    yard.write({"Dockerfile": f"FROM {registry}/ship:1.0\n"})
    terraform = (
        'locals {\n  t = "1.0"\n}\nresource "aws_lambda_function" "a" {\n  image_uri = "%s/ship:${local.t}"\n}\n'
    )
    yard.write({"main.tf": terraform % registry})

    found = repaired(yard, db)

    assert found.outcomes == ["suggested", "suggested"]
    first = found.repairs.fixes[0]
    assert (first.place.file, first.reason) == ("main.tf", f'its value is computed: `"{registry}/ship:${{local.t}}"`')


def digest(image: str) -> str:
    command = ["skopeo", "inspect", "--tls-verify=false", f"docker://{image}"]
    done = subprocess.run(command, check=True, capture_output=True, timeout=60)
    return str(json.loads(done.stdout)["Digest"])


def test_tag_and_digest_stay_in_step(yard: Yard, db: Path, registry: str) -> None:
    ship = f"{registry}/ship"
    yard.write({"Dockerfile": f"FROM {ship}:1.0@{digest(f'{ship}:1.0')}\n"})

    assert files(repaired(yard, db)) == {"Dockerfile": f"FROM {ship}:1.2@{digest(f'{ship}:1.2')}\n"}


def test_the_same_tag_built_anew_is_another_digest(yard: Yard, db: Path, registry: str) -> None:
    raft = f"{registry}/raft"
    old, new = digest(f"{raft}:old"), digest(f"{raft}:1.0")
    yard.write({"Dockerfile": f"FROM {raft}:1.0@{old}\n"})

    found = repaired(yard, db)

    assert files(found) == {"Dockerfile": f"FROM {raft}:1.0@{new}\n"}
    update = found.one().update
    assert update is not None
    assert (update.version, update.to) == ("1.0", f"1.0@{new[:19]}")


def test_a_digest_alone_says_nothing_of_what_comes_after_it(yard: Yard, db: Path, registry: str) -> None:
    yard.write({"Dockerfile": f"FROM {registry}/raft@{digest(f'{registry}/raft:old')}\n"})

    found = repaired(yard, db)

    assert (found.outcomes, found.one().reason) == (["left"], "no tag that its registry offers is without it")


def test_what_is_new_is_said(yard: Yard, db: Path, registry: str) -> None:
    yard.write({"Dockerfile": f"FROM {registry}/boat:1.0\n"})

    found = repaired(yard, db)

    assert files(found) == {"Dockerfile": f"FROM {registry}/boat:1.1\n"}
    assert found.outcomes == ["fixed", "fixed"]
    update = found.repairs.fixes[0].update
    assert update is not None
    assert update.more.startswith("1 new (CVE-2024-3); ")


def test_nothing_better_is_left_for_a_person(yard: Yard, db: Path, registry: str) -> None:
    yard.write({"Dockerfile": f"FROM {registry}/ship:2.0\nFROM {registry}/ship:1.2-slim\n"})

    assert repaired(yard, db).repairs.fixes == ()


def test_what_an_image_says_of_itself_is_left_for_a_person(yard: Yard, db: Path, registry: str) -> None:
    yard.write({"Dockerfile": f"FROM {registry}/sunk:1.0\nUSER 1000\n"})

    found = repaired(yard, db, everything=True)

    inside = [fix for fix in found.repairs.fixes if fix.identity[0].startswith("image:")]
    assert {fix.outcome for fix in inside} == {Outcome.LEFT}
    assert {fix.match for fix in inside} == {None}
    assert {fix.check for fix in inside} == {"container-image-shadow-not-readable"} <= found.repairs.checks.keys()
    assert {fix.place.file for fix in inside} == {"Dockerfile"}


def test_a_variable_that_two_images_share_is_left_alone(yard: Yard, db: Path, registry: str) -> None:
    text = f"ARG TAG=1.0\nFROM {registry}/ship:$TAG AS a\nFROM {registry}/other:$TAG\nCOPY --from=a x y\n"
    yard.write({"Dockerfile": text})

    found = repaired(yard, db)

    assert files(found) == {}
    assert found.outcomes == ["suggested", "suggested"]
    assert f"`{registry}/other:1.2` is named, too" in found.repairs.fixes[0].reason


def test_no_registry_is_asked_unless_somebody_says_so(yard: Yard, db: Path) -> None:
    yard.write({"Dockerfile": "FROM 127.0.0.1:1/ship:1.0\n"})

    assert repaired(yard, db, images=Images.NEVER).repairs.gaps == ()
    (gap,) = repaired(yard, db, images=Images.LOCAL).repairs.gaps
    assert "--images always" in gap.reason

"""Folders of manifests, as people write them."""

from pathlib import Path

import pytest

from seatrial.connectors.kubernetes import CONNECTOR
from seatrial.connectors.kubernetes.collect import collect
from seatrial.connectors.kubernetes.find import find
from seatrial.files import walk
from seatrial.model.asset import Asset, Collected
from seatrial.model.raw import Raw
from seatrial.model.value import Unknown

POD = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  hostPID: true\n"
CRON = "apiVersion: batch/v1\nkind: CronJob\nmetadata: {generateName: nightly-}\n"


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)


def write(name: str, content: str | bytes) -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def assets(target: str = ".") -> list[Asset]:
    return sorted(find([*walk(target, CONNECTOR.claims)], {}))


def collected(target: str = ".") -> Collected:
    (asset,) = assets(target)
    return collect(asset, {})


def raws(content: str | bytes, name: str = "a.yaml") -> tuple[Raw, ...]:
    write(name, content)
    found = collected()
    assert found.gaps == ()
    return found.raws


def test_a_folder_with_manifests_is_an_asset_with_all_of_its_files() -> None:
    write("deploy/b.yaml", POD)
    write("deploy/a.yml", CRON)
    write("deploy/inner/c.json", '{"kind": "Secret", "apiVersion": "v1"}')
    write("top.yaml", POD)

    found = assets()

    assert [(a.key, a.kind, a.name) for a in found] == [
        (".", "Kubernetes manifests", "."),
        ("deploy", "Kubernetes manifests", "deploy"),
        ("deploy/inner", "Kubernetes manifests", "deploy/inner"),
    ]
    assert found[1].names == ("deploy/a.yml", "deploy/b.yaml")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("package.json", '{"name": "x", "kind": "module"}'),
        (
            "template.yaml",
            "AWSTemplateFormatVersion: 2010-09-09\nResources:\n  A:\n    apiVersion: v1\n    kind: Pod\n",
        ),
        ("template.json", '{"Resources": {"A": {"apiVersion": "v1", "kind": "Pod"}}}'),
        ("values.yaml", "kind: DaemonSet\nimage:\n  apiVersion: 1\n"),
        ("notes.yaml", "apiVersion is a word\nkind: yes\n"),
        ("list.json", '[{"apiVersion": "v1", "kind": "Pod"}]'),
        (
            "kustomization.yaml",
            "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n",
        ),
    ],
)
def test_other_files_are_left_alone(name: str, content: str) -> None:
    write(name, content)

    assert assets() == []


@pytest.mark.parametrize(
    ("head", "type_"),
    [
        ("apiVersion: v1\nkind: Pod", "Pod"),
        ("apiVersion: apps/v1\nkind: Deployment", "apps/Deployment"),
        ("apiVersion: batch/v1beta1\nkind: CronJob", "batch/CronJob"),
        ("apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole", "rbac.authorization.k8s.io/ClusterRole"),
        ("apiVersion: extensions/v1beta1\nkind: Deployment", "apps/Deployment"),
        ("apiVersion: extensions/v1beta1\nkind: Ingress", "networking.k8s.io/Ingress"),
        ("apiVersion: example.org/v1\nkind: Ferry", "example.org/Ferry"),
        ("apiVersion: 3\nkind: Ferry", "Ferry"),
        ("kind: AccessList\napiVersion: example.org/v1", "example.org/AccessList"),
    ],
)
def test_the_type_is_the_group_of_today_and_the_kind(head: str, type_: str) -> None:
    (raw,) = raws(head + "\n")

    assert (raw.source, raw.kind, raw.type) == ("kubernetes", "object", type_)


def test_addresses_are_unique_and_say_what_is_said() -> None:
    found = raws("---\n".join([POD, CRON, POD, "apiVersion: v1\nkind: Pod\n", POD]))

    assert [raw.address for raw in found] == [
        "shop/Pod/web",
        "CronJob/nightly-",
        "shop/Pod/web#2",
        "Pod",
        "shop/Pod/web#3",
    ]


def test_an_object_is_located_by_its_head_and_its_entries_by_their_keys() -> None:
    _, raw = raws("# first\n" + CRON + "---\n" + POD)

    assert str(raw.locate(())) == "a.yaml:6:1"
    assert raw.locate(()).end_line == 6
    assert str(raw.locate(("spec", "hostPID"))) == "a.yaml:12:3"
    assert str(raw.locate(("spec", "containers", 0))) == "a.yaml:11:1"


def test_lists_are_unfolded_in_their_order_and_keep_their_places() -> None:
    text = """\
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Pod
  metadata: {name: one}
- apiVersion: v1
  kind: PodList
  items:
  - metadata: {name: two}
    spec:
      hostPID: true
- apiVersion: v1
  kind: Pod
  metadata: {name: three}
- just text
"""
    one, two, three = raws(text)

    assert [raw.address for raw in (one, two, three)] == ["Pod/one", "Pod/two", "Pod/three"]
    assert two.attributes["kind"] == "Pod"
    assert str(two.locate(("spec", "hostPID"))) == "a.yaml:12:7"
    assert str(two.locate(())) == "a.yaml:10:5"
    assert two.locate(("kind",)).line == 10


def test_what_kubectl_prints_as_json_is_read() -> None:
    pod = '{"apiVersion": "v1", "kind": "Pod",\n  "spec": {"hostPID": true}}'
    text = '{"apiVersion": "v1", "items": [\n ' + pod + '], "kind": "List"}'

    (raw,) = raws(text, "pods.json")

    assert raw.type == "Pod"
    assert str(raw.locate(("spec", "hostPID"))) == "pods.json:3:12"
    assert str(raw.locate(())) == "pods.json:2:3"


def test_anchors_are_values() -> None:
    (raw,) = raws("apiVersion: v1\nkind: Pod\nx: &x {a: 1}\nspec: {<<: *x, y: *x}\n")

    assert raw.attributes["spec"] == {"a": 1, "y": {"a": 1}}


def test_a_broken_file_costs_only_its_own_objects() -> None:
    write("a.yaml", POD + "---\n" + "apiVersion: v1\nkind: Pod\nspec: [\n---\n" + CRON)
    write("b.yaml", "apiVersion: v1\nkind: Service\n")
    write("c.json", '{"apiVersion": "v1", "kind": "Pod",\n "spec": }')
    write("d.yaml", b"apiVersion: v1\nkind: Pod\nname: \xff\n")

    found = collected()

    assert [raw.address for raw in found.raws] == ["shop/Pod/web", "CronJob/nightly-", "Service"]
    assert [str(gap.location) for gap in found.gaps] == ["a.yaml:12:1", "c.json:2:10", "d.yaml:3:7"]


def test_what_goes_past_a_bound_names_it() -> None:
    write("a.yaml", "apiVersion: v1\nkind: Pod\nspec: " + "[" * 100_000)
    write("b.json", '{"apiVersion": "v1", "kind": "Pod", "spec": ' + "[" * 500 + "]" * 500 + "}")

    assert [gap.bound for gap in collected().gaps] == ["depth 400", "depth 400"]


def test_a_file_that_vanished_or_leads_elsewhere_is_a_gap() -> None:
    write("a.yaml", POD)
    write("b.yaml", POD)
    (asset,) = assets()
    Path("a.yaml").unlink()
    Path("b.yaml").unlink()
    Path("b.yaml").symlink_to("/etc/hostname")

    found = collect(asset, {})

    assert found.raws == ()
    assert [gap.location.file for gap in found.gaps] == ["a.yaml", "b.yaml"]


@pytest.mark.parametrize(
    "text",
    [
        '{"apiVersion": "v1", "kind": "Pod"}',
        "{apiVersion: v1, kind: Pod}\n",
        "---\n{kind: Pod, apiVersion: v1}\n",
        "'apiVersion': v1\n\"kind\": Pod\n",
        "%YAML 1.2\n--- # one\nkind:\n  Pod\napiVersion: v1\n",
    ],
)
def test_every_way_of_writing_an_object_is_found(text: str) -> None:
    assert [raw.address for raw in raws(text)] == ["Pod"]


def test_a_chart_is_one_gap_that_says_how_to_render_it() -> None:
    write("charts/web/Chart.yaml", "apiVersion: v2\nname: web\n")
    write("charts/web/values.yaml", "a: 1\n")
    write("charts/web/templates/a.yaml", POD + "  x: {{ .Values.x }}\n")
    write("charts/web/templates/tests/b.yaml", POD)
    write("charts/web/charts/sub/Chart.yaml", "apiVersion: v2\nname: sub\n")
    write("charts/web/charts/sub/templates/c.yaml", POD)

    found = collected()

    assert (found.asset.key, found.asset.kind, found.asset.name) == ("charts/web", "Helm chart", "charts/web")
    assert [(raw.type, raw.address) for raw in found.raws] == [("helm/Values", "values.yaml")]
    (gap,) = found.gaps
    assert str(gap.location) == "charts/web/Chart.yaml:1:1"
    assert "`helm template`" in gap.reason


def test_a_chart_is_recognised_from_inside_it() -> None:
    write("web/Chart.yaml", "apiVersion: v2\nname: web\n")
    write("web/templates/a.yaml", POD)

    (asset,) = assets("web/templates")

    assert (asset.key, asset.name, asset.names) == ("web", "web", ("web/Chart.yaml",))


def test_manifests_in_a_chart_that_are_no_templates_are_read() -> None:
    write("web/Chart.yaml", "apiVersion: v2\nname: web\n")
    write("web/crds/ferry.yaml", "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n")

    assert [(a.kind, a.key) for a in assets()] == [("Helm chart", "web"), ("Kubernetes manifests", "web/crds")]


def test_a_library_chart_has_nothing_to_render() -> None:
    write("lib/Chart.yaml", "apiVersion: v2\nname: lib\ntype: library\n")
    write("lib/templates/a.yaml", POD)

    assert assets() == []


def test_a_template_outside_of_a_chart_is_one_gap_and_its_whole_documents_are_read() -> None:
    write("a.yaml", POD + "---\n{{ if .x }}\n" + CRON + "{{ end }}\n---\nkind: {{ .Kind }}\napiVersion: v1\n")

    found = collected()

    assert [raw.address for raw in found.raws] == ["shop/Pod/web"]
    (gap,) = found.gaps
    assert gap.location.line == 9
    assert "template" in gap.reason


def test_a_value_that_is_not_rendered_is_unknown_and_the_text_around_it_known() -> None:
    (raw,) = raws(
        'apiVersion: v1\nkind: Pod\nspec:\n  image: "reg.example/{{ .Values.image }}:1.2"\n  other: "{{{{ open"\n'
        'data:\n  conf: "{{ a }}"\n'
    )

    image = raw.attributes["spec"]["image"]
    assert type(image) is Unknown
    assert image.prefix == "reg.example/"
    assert image.parts[2] == ":1.2"
    assert raw.attributes["spec"]["other"] == "{{{{ open"
    assert raw.attributes["data"] == {"conf": "{{ a }}"}


def test_patches_of_a_kustomization_are_no_objects() -> None:
    write("base/a.yaml", POD)
    write(
        "over/kustomization.yaml",
        "patches:\n- path: one.yaml\n- patch: |\n    kind: Pod\npatchesStrategicMerge:\n- two.yaml\n",
    )
    write("over/one.yaml", POD)
    write("over/two.yaml", POD)
    write("over/three.yaml", POD)

    found = assets()

    assert [asset.key for asset in found] == ["base", "over"]
    assert found[1].names == ("over/three.yaml",)


def test_a_broken_kustomization_names_no_patches() -> None:
    write("kustomization.yaml", "patches: [")
    write("one.yaml", POD)

    assert [asset.names for asset in assets()] == [("one.yaml",)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_the_encodings_of_windows_are_read(encoding: str) -> None:
    (raw,) = raws(POD.replace("\n", "\r\n").encode(encoding))

    assert raw.address == "shop/Pod/web"
    assert str(raw.locate(("spec", "hostPID"))) == "a.yaml:7:3"

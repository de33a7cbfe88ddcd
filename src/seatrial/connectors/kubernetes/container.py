"""Everything that a container says or gets: image, environment, mounts, resources, probes."""

import re
from collections.abc import Iterator

from seatrial.connectors.kubernetes.node import Node, objects_in, sourced, values_in
from seatrial.connectors.kubernetes.security import SecurityContext
from seatrial.engine.image_reference import image_parts
from seatrial.model.raw import Sourced
from seatrial.model.value import Unknown, Value

Volumes = dict[str, Sourced] | Unknown
"""The pod's volumes by name."""

_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
_ZERO = re.compile(r"\+?0+(\.0*)?([a-zA-Z]{0,2}|[eE]\d+)")
_HOOKS = ("postStart", "preStop")


def container_facts(container: Node, kind: str, template: Node, volumes: Volumes) -> Value:
    """One container; Unknown where it is no mapping."""
    if not container.is_mapping:
        return container.as_object().value
    if kind == "init" and container.get("restartPolicy").says("Always"):
        kind = "sidecar"
    return sourced(
        container,
        kind=kind,
        name=container.get("name"),
        command=values_in(container.get("command"), Node.as_text),
        args=values_in(container.get("args"), Node.as_text),
        working_dir=container.get("workingDir"),
        tty=container.get("tty"),
        stdin=container.get("stdin"),
        # Ports and variables are many: the definition reads each of their properties when somebody asks for it.
        ports=container.get("ports"),
        env=container.get("env"),
        env_from=container.get("envFrom"),
        volume_mounts=objects_in(container.get("volumeMounts"), lambda node: _mount(node, volumes)),
        volume_devices=values_in(container.get("volumeDevices"), lambda node: node.get("devicePath").value),
        probe_hosts=_probe_hosts(container),
        **_image(container),
        **_resources(container.get("resources"), template.get("spec", "resources")),
        **_presence(container),
        **SecurityContext(container, template).facts(),
    )


def _image(container: Node) -> dict[str, Node]:
    image = container.get("image")
    if isinstance(image.value, str) and ("${" in image.value or "$(" in image.value):
        image = image.replaced(Unknown(f"`{image.value[:80]}` is filled in before it is applied"))
    facts = {"image": image}
    parts = image_parts(image.value) if image.is_said else []
    for key in ("registry", "repository", "tag", "digest"):
        value = parts if type(parts) is Unknown else parts[0].value[key] if parts else None
        facts[f"image_{key}"] = image.replaced(value)
    return facts | {"image_pull_policy": _pull_policy(container.get("imagePullPolicy"), facts)}


def _pull_policy(said: Node, image: dict[str, Node]) -> Node:
    """https://kubernetes.io/docs/concepts/containers/images/#imagepullpolicy-defaulting"""
    tag, digest = image["image_tag"], image["image_digest"]
    if said.is_said or not image["image"].is_said:
        return said
    if type(tag.value) is Unknown or type(digest.value) is Unknown:
        return tag.replaced(Unknown("the image that decides it is not known"))
    is_moving = digest.value is None and tag.value in (None, "", "latest")
    return said.replaced("Always" if is_moving else "IfNotPresent")


def _mount(node: Node, volumes: Volumes) -> Sourced:
    name = node.get("name").value
    kind: Value = None
    host_path: Value = None
    if type(volumes) is Unknown or type(name) is Unknown:
        kind = host_path = Unknown("it is not known which volume is mounted")
    elif isinstance(name, str) and name in volumes:
        kind, host_path = volumes[name]["kind"], volumes[name]["host_path"]
    return sourced(
        node,
        name=node.get("name"),
        mount_path=node.get("mountPath"),
        sub_path=node.get("subPath"),
        read_only=node.get("readOnly"),
        propagation=node.get("mountPropagation"),
        volume_kind=kind,
        host_path=host_path,
    )


def _resources(own: Node, pod: Node) -> dict[str, Node]:
    """Quantities.  Where only a limit is said, the request is as much; what the whole pod has, each container has.

    https://kubernetes.io/docs/tasks/configure-pod-container/assign-pod-level-resources/
    """
    facts: dict[str, Node] = {}
    for name in ("cpu", "memory", "ephemeral-storage"):
        key = name.replace("-", "_")
        limit = own.get("limits", name).or_else(pod.get("limits", name))
        request = own.get("requests", name).or_else(pod.get("requests", name)).or_else(limit)
        facts |= {f"{key}_limit": _but_zero(limit), f"{key}_request": _but_zero(request)}
    return facts


def _but_zero(quantity: Node) -> Node:
    """Zero neither limits nor reserves anything, and is as good as nothing."""
    is_zero = type(quantity.value) is not Unknown and _ZERO.fullmatch(str(quantity.value))
    return quantity.replaced(None) if is_zero else quantity


def _presence(container: Node) -> dict[str, Node]:
    probes = {f"has_{key[:-5].lower()}_probe": container.get(key) for key in _PROBES}
    hooks = {
        "has_post_start_hook": container.get("lifecycle", "postStart"),
        "has_pre_stop_hook": container.get("lifecycle", "preStop"),
    }
    return {key: _is_there(node) for key, node in (probes | hooks).items()}


def _is_there(node: Node) -> Node:
    return node.replaced(node.value if type(node.value) is Unknown and not node.value.is_set else node.is_said)


def _probe_hosts(container: Node) -> Node:
    """The hosts that probes and hooks connect to, where they name one instead of the pod itself."""
    hosts = [host for handler in _handlers(container) if handler.is_said for host in _hosts(handler)]
    return (hosts[0] if hosts else container).replaced([host.value for host in hosts])


def _handlers(container: Node) -> Iterator[Node]:
    yield from (container.get(probe) for probe in _PROBES)
    yield from (container.get("lifecycle", hook) for hook in _HOOKS)


def _hosts(handler: Node) -> Iterator[Node]:
    for action in ("httpGet", "tcpSocket"):
        host = handler.get(action, "host")
        if type(host.value) is Unknown or host.value:
            yield host

"""The effective security context of a container: what it says itself, else what its pod says.

https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#security-context
"""

from seatrial.connectors.kubernetes.node import Node, values_in
from seatrial.model.value import Unknown, Value

_APPARMOR_CONTAINER = "container.apparmor.security.beta.kubernetes.io/"
_PROFILES = {
    "runtime/default": "RuntimeDefault",
    "unconfined": "Unconfined",
}


class SecurityContext:
    """The security context of one container in its pod."""

    def __init__(self, container: Node, template: Node) -> None:
        self.own = container.get("securityContext")
        self.pod = template.get("spec", "securityContext")
        self.annotations = template.get("metadata", "annotations")
        self.name = container.get("name").value

    def facts(self) -> dict[str, Node]:
        added, dropped = self._capabilities("add"), self._capabilities("drop")
        privileged = self._flag(self.own.get("privileged"))
        seccomp = self._inherited("seccompProfile")
        return {
            "privileged": privileged,
            "security_context_said": self._said(),
            "run_as_user": self._inherited("runAsUser"),
            "run_as_group": self._inherited("runAsGroup"),
            "run_as_non_root": self._flag(self._inherited("runAsNonRoot")),
            "allow_privilege_escalation": self._escalation(privileged, added),
            "read_only_root_filesystem": self._flag(self.own.get("readOnlyRootFilesystem")),
            "capabilities_added": added,
            "capabilities_dropped": dropped,
            "proc_mount": self.own.get("procMount"),
            "selinux_type": self._inherited("seLinuxOptions", "type"),
            "selinux_user": self._inherited("seLinuxOptions", "user"),
            "selinux_role": self._inherited("seLinuxOptions", "role"),
            "host_process": self._flag(self._inherited("windowsOptions", "hostProcess")),
            "windows_user_name": self._inherited("windowsOptions", "runAsUserName"),
            # The annotations that came before this field have meant nothing since 1.27.
            "seccomp_profile": seccomp.get("type"),
            "seccomp_localhost_profile": seccomp.get("localhostProfile"),
            "apparmor_profile": self._apparmor(),
        }

    def _inherited(self, *keys: str) -> Node:
        return self.own.get(*keys).or_else(self.pod.get(*keys))

    def _said(self) -> Node:
        """Whether anything at all is said, of the container or its pod."""
        for context in (self.own, self.pod):
            if type(context.value) is Unknown or context.value:
                return context.replaced(context.value if type(context.value) is Unknown else True)
        return self.own.replaced(False)

    def _flag(self, node: Node) -> Node:
        """A bool, or an unknown where something else is written: the API server would refuse it."""
        if node.value is None or isinstance(node.value, bool) or type(node.value) is Unknown:
            return node
        return node.replaced(Unknown(f"`{node.path[-1]}` is neither true nor false"))

    def _capabilities(self, list_: str) -> Node:
        """Capabilities as the kernel's manual has them, in upper case, without ``CAP_``."""
        return values_in(self.own.get("capabilities", list_), _capability)

    def _escalation(self, privileged: Node, added: Node) -> Node:
        """The API server refuses false beside these two, and without it they win."""
        if privileged.value is True:
            return privileged
        if isinstance(added.value, list) and any(isinstance(n, str) and n in ("SYS_ADMIN", "ALL") for n in added.value):
            return added.replaced(True)
        return self._flag(self.own.get("allowPrivilegeEscalation"))

    def _apparmor(self) -> Node:
        """What the container says, else the annotation that came before that field, else what the pod says.

        The API server still copies the annotation into the field: https://kubernetes.io/docs/tutorials/security/apparmor/
        """
        own = self.own.get("appArmorProfile")
        if own.is_said:
            return own.get("type")
        annotation = _profile(self.annotations.get(f"{_APPARMOR_CONTAINER}{self.name}"))
        return annotation.or_else(self.pod.get("appArmorProfile", "type"))


def _capability(node: Node) -> Value:
    name = node.as_text()
    # No runtime knows CAP_ALL: who drops that drops nothing.
    return name.upper().removeprefix("CAP_") if isinstance(name, str) and name.upper() != "CAP_ALL" else name


def _profile(annotation: Node) -> Node:
    """What the annotation means in the words of the field."""
    value: Value = annotation.value
    if not isinstance(value, str):
        return annotation
    return annotation.replaced("Localhost" if value.startswith("localhost/") else _PROFILES.get(value, value))

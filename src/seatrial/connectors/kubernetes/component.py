"""Components of Kubernetes itself, by the command lines in the manifests that run them.

https://kubernetes.io/docs/reference/command-line-tools-reference/ and https://etcd.io/docs/latest/op-guide/configuration/
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import dropwhile

from seatrial.connectors.kubernetes.node import Node
from seatrial.engine.image_reference import image_parts
from seatrial.model.raw import Flags, Origin
from seatrial.model.value import Unknown, Value

NAMES = ("kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd")

_SHELLS = ("sh", "bash", "ash", "dash")
_QUOTES = str.maketrans("", "", "'\"")
# Flags that take no word after them: `--profiling false` turns profiling on, and `false` is left over.
_SWITCHES = frozenset(
    (
        "allow-privileged", "anonymous-auth", "auto-tls", "client-cert-auth", "enable-bootstrap-token-auth",
        "kubelet-https", "leader-elect", "peer-auto-tls", "peer-client-cert-auth", "profiling",
        "service-account-lookup", "use-service-account-credentials",
    )
)  # fmt: skip
# Flags that hold a list, in one word or in several.
_LISTS = frozenset(
    (
        "authorization-mode", "disable-admission-plugins", "enable-admission-plugins", "listen-client-urls",
        "tls-cipher-suites",
    )
)  # fmt: skip
# Files that say instead what a flag says: where they are given, its absence tells nothing.
_FILES: Mapping[str, tuple[str, ...]] = {
    "authentication-config": ("anonymous-auth",),
    "authorization-config": ("authorization-mode",),
    "config": ("profiling",),
}


def component_name(spec: Node) -> Node:
    """Which component the containers of a pod run; null for any other pod."""
    found = next(_components(spec), None)
    return spec.replaced(None) if found is None else found[0]


def component_flags(spec: Node) -> Flags | Unknown:
    """The flags of the component by their names, without dashes.  A flag that nobody gives is not there.

    Unknown where a word is, for it may be any flag.
    """
    name, container = next(_components(spec), (spec.replaced(None), spec.replaced(None)))
    words = _words(container)
    unsure = next((word for word in words if type(word.value) is Unknown and "=" not in word.value.prefix), None)
    if unsure is not None:
        return Unknown(unsure.value.reason)
    given = _given(words)
    if name.value == "etcd":
        if "config-file" in given or container.get("envFrom").is_said or type(container.get("env").items()) is Unknown:
            return Unknown("something else than its command line configures it")
        given = _from_environment(container) | given
    for file, flags in _FILES.items():
        if file in given:
            given |= {flag: given[file].replaced(Unknown(f"`--{file}` may say it")) for flag in flags}
    return Flags(
        {flag: node.value for flag, node in given.items()},
        origins={flag: node.origin for flag, node in given.items()},
        at=container.origin,
        words=_place_of_words(container),
    )


def _place_of_words(container: Node) -> Origin | None:
    """Where a flag is added; a script has no list of words."""
    if _is_script(_said(container)):
        return None
    command, args = container.get("command"), container.get("args")
    return command.origin if command.is_said and not args.is_said else args.origin


def _components(spec: Node) -> Iterator[tuple[Node, Node]]:
    """The name of each component in a pod, and its container."""
    containers = spec.get("containers").items()
    for container in () if type(containers) is Unknown else containers:
        program = next((word for word in _called(container) if _is_program(word, NAMES)), None)
        if program is not None:
            yield program.replaced(program.value.rpartition("/")[2]), container


def _called(container: Node) -> Iterator[Node]:
    """What may be the program: the words before the first flag, and the image where it brings its own."""
    words = [] if not container.is_mapping else _words(container)
    for word in words:
        if not isinstance(word.value, str) or word.value.startswith("-"):
            break
        yield word
    command = container.get("command")
    if not command.is_said or type(command.value) is Unknown:
        image = container.get("image")
        parts = image_parts(image.value)
        repository = None if type(parts) is Unknown else parts[0].value["repository"]
        if isinstance(repository, str):
            yield image.replaced(repository)


def _words(container: Node) -> list[Node]:
    """The command line, word by word; of a script for a shell, what stands in it."""
    words = _said(container)
    return _script(words[1:]) if _is_script(words) else words


def _said(container: Node) -> list[Node]:
    words: list[Node] = []
    for key in ("command", "args"):
        items = container.get(key).items()
        words += [container.get(key).replaced(items)] if type(items) is Unknown else items
    return words


def _is_script(words: Sequence[Node]) -> bool:
    return bool(words) and _is_program(words[0], _SHELLS)


def _is_program(word: Node, names: Sequence[str]) -> bool:
    return isinstance(word.value, str) and word.value.rpartition("/")[2] in names


def _script(words: Iterable[Node]) -> list[Node]:
    """The words of a script, from the component that it starts."""
    parts = (part for word in words for part in _split(word))
    return list(dropwhile(lambda part: not _is_program(part, NAMES), parts))


def _split(word: Node) -> Iterator[Node]:
    if isinstance(word.value, str):
        yield from (word.replaced(part.translate(_QUOTES).strip(";\\")) for part in word.value.split())
    else:
        yield word


def _given(words: Iterable[Node]) -> dict[str, Node]:
    """The flags on a command line with their values, as text; where one is given twice, the last counts."""
    given: dict[str, Node] = {}
    for flag, node in _pairs(words):
        given[flag] = node.replaced(_with(given.get(flag), node.value)) if flag in _LISTS else node
    return given


def _pairs(words: Iterable[Node]) -> Iterator[tuple[str, Node]]:
    """Each flag with its value, which stands after an equals sign or is the next word."""
    waiting: tuple[str, Node] | None = None
    for word in words:
        text = word.value.prefix if type(word.value) is Unknown else word.value
        is_flag = isinstance(text, str) and text.startswith("-")
        if waiting is not None:
            yield waiting if is_flag or not isinstance(text, str) else (waiting[0], word.replaced(_known(text)))
            waiting = None
        if is_flag:
            name, equals, value = text.lstrip("-").partition("=")
            flag = name.replace("_", "-")
            said = word.value if type(word.value) is Unknown else _known(value) if equals else "true"
            if equals or flag in _SWITCHES:
                yield flag, word.replaced(said)
            else:
                waiting = flag, word.replaced(said)
    if waiting is not None:
        yield waiting


def _with(before: Node | None, said: Value) -> Value:
    """The list that a word adds to."""
    if not isinstance(said, str):
        return said
    items = said.split(",")
    return items if before is None else before.value if type(before.value) is Unknown else [*before.value, *items]


def _known(text: str) -> Value:
    return Unknown("it is filled in before it is applied") if "$(" in text or "${" in text else text


def _from_environment(container: Node) -> dict[str, Node]:
    """etcd takes ``ETCD_CLIENT_CERT_AUTH`` for ``--client-cert-auth``, which wins over it."""
    variables = container.get("env").items()
    given: dict[str, Node] = {}
    for variable in () if type(variables) is Unknown else variables:
        name, value = variable.get("name").value, variable.get("value")
        if isinstance(name, str) and name.startswith("ETCD_"):
            flag = name.removeprefix("ETCD_").lower().replace("_", "-")
            said = _known(value.value) if isinstance(value.value, str) else Unknown("it comes from elsewhere")
            given[flag] = value.replaced(_with(None, said) if flag in _LISTS else said)
    return given

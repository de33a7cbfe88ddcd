"""The configuration of an image -> attributes: how a container of it runs where nothing else is said.

https://github.com/opencontainers/image-spec/blob/main/config.md; Healthcheck, Shell and OnBuild are Docker's.
"""

import re
from collections.abc import Mapping, Sequence

from seatrial.images.manifest import Config, Healthcheck, Run
from seatrial.model.value import Unknown, Value

_PORT = re.compile(r"(\d{1,9})(?:-(\d{1,9}))?(?:/([A-Za-z]{1,10}))?")
_SHELLS = ("/bin/sh", "/bin/bash", "/bin/ash", "cmd", "powershell")
_SEARCHED = ("PATH", "LD_LIBRARY_PATH", "PYTHONPATH", "PERL5LIB", "RUBYLIB", "NODE_PATH")
MOST = 1000
"""So many variables, labels, ports or volumes are looked at."""


def attributes_of(config: Config) -> dict[str, Value]:
    """The attributes that come from the configuration; what nobody says is None."""
    run = config.config or Run()
    return {
        "os": config.os or None,
        "architecture": config.architecture or None,
        "created": config.created,
        "user": run.user or None,
        "workdir": run.working_dir or None,
        "env": environment(run),
        "labels": dict([*(run.labels or {}).items()][:MOST]),
        "ports": [port(text) for text in sorted(run.exposed_ports or {})[:MOST]],
        "volumes": sorted(run.volumes or {})[:MOST],
        "entrypoint": _process(run.entrypoint),
        "cmd": _process(run.cmd),
        "healthcheck": _health(run.healthcheck),
        "shell": run.shell,
        "stop_signal": run.stop_signal or None,
        "on_build": run.on_build or [],
        "search_paths": [] if config.os == "windows" else search_paths(environment(run)),
    }


def search_paths(variables: Mapping[str, str]) -> list[Value]:
    """The folders of the variables that say where programs and libraries are looked for."""
    return [
        {"variable": name, "folder": folder}
        for name in _SEARCHED
        # Of a variable that is set to nothing the usual holds.
        for folder in (variables[name].split(":")[:MOST] if variables.get(name) else ())
    ]


def environment(run: Run) -> dict[str, str]:
    """Variables by name; of one that is there twice the last counts, as it does for a process."""
    pairs = (variable.partition("=") for variable in (run.env or ())[:MOST])
    return {name: value for name, _, value in pairs}


def port(text: str) -> Value:
    match = _PORT.fullmatch(text)
    if not match:
        return Unknown(f"`{text[:40]}` is no port")
    first = int(match[1])
    last = int(match[2]) if match[2] else first
    return {"text": text, "from": first, "to": last, "protocol": (match[3] or "tcp").lower()}


def _process(words: Sequence[str] | None) -> Value:
    """What is run.  A shell form stands in the configuration as the shell that it starts."""
    if not words:
        return None
    is_shell = len(words) == 3 and words[0].lower().removesuffix(".exe") in _SHELLS and words[1].lower() in ("-c", "/c")
    return {"form": "shell" if is_shell else "exec", "text": " ".join(words), "words": [*words]}


def _health(check: Healthcheck | None) -> Value:
    """The health check; one without a test is the base image's, and there is none."""
    test = check.test if check else None
    if not test or test[0] == "":
        return None
    if test[0] == "NONE":
        return {"type": "NONE"}
    form = "shell" if test[0] == "CMD-SHELL" else "exec"
    return {"type": "CMD", "form": form, "text": " ".join(test[1:]), "words": test[1:]}

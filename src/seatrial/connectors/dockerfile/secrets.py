"""Facts about secrets: variables that hold one, by their name or by their shape, and files that are one.

Whether a value is a secret is decided here, so that no evidence ever has to show it.
"""

import re
from collections.abc import Iterator, Mapping

from seatrial.connectors.dockerfile.ran import Ran, commands_of
from seatrial.model.raw import Origin, Raw, Sourced
from seatrial.model.value import Unknown, Value

_NAME = re.compile(
    r"(^|_)(password|passwd|pass|pword|passphrase|pwd|secret|token|api_?key|access_?key|secret_?key|private_?key|auth_?key"
    r"|credentials?|client_?secret|encryption_?key|signing_?key|jwt_?key|connection_?string|dsn)(_[0-9]+)?$"
)
# Names that end like a secret's and hold none.
_HARMLESS = re.compile(r"(public|pub|ssh_host)_?key|access_?key_?id_file|token_?(url|ttl)|(^|_)(old_?)?pwd$")
_KEY_ID = re.compile(r"aws_access_key_id")
_SHAPES = (
    ("an AWS access key", re.compile(r"\b(AKIA|ASIA)[0-9A-Z]{16}\b")),
    ("a GitHub token", re.compile(r"\b(gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_\w{22,255})\b")),
    ("a GitLab token", re.compile(r"\bgl(pat|dt|rt)-[\w-]{20,}")),
    ("a Slack token", re.compile(r"\bxox[abprs]-[\w-]{10,}")),
    ("a Stripe key", re.compile(r"\b[rs]k_live_[0-9A-Za-z]{16,}")),
    ("a Google API key", re.compile(r"\bAIza[\w-]{35}\b")),
    ("an npm token", re.compile(r"\bnpm_[A-Za-z0-9]{36}\b")),
    ("a PyPI token", re.compile(r"\bpypi-[\w-]{50,}")),
    ("a private key", re.compile(r"-----BEGIN ([A-Z]+ )*PRIVATE KEY-----")),
    ("a JSON web token", re.compile(r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}")),
    ("a password in a URL", re.compile(r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@$]{1,100}:[^\s/@$]{3,200}@")),
)
_MAX_LOOKED_AT = 20_000

_CREDENTIAL_FILE = re.compile(
    r"(^|/)("
    r"id_(rsa|dsa|ecdsa|ed25519)|\.env(\.(prod|production|local|secret|secrets))?|\.netrc|\.git-credentials"
    r"|\.pypirc|\.npmrc|\.htpasswd|\.pgpass|\.my\.cnf|\.aws(/.*)?|\.ssh(/.*)?|\.kube(/config)?|kubeconfig"
    r"|\.docker/config\.json|credentials(\.json|\.csv)?|service[-_]?account[\w-]*\.json|[^/]*\.tfstate"
    r"|[^/]*\.(p12|pfx|kdbx)|[^/]*(private|server|tls)[^/]*\.key|[^/]*private[^/]*\.pem"
    r")/?$"
)


def variables(raw: Raw) -> list[Sourced] | Unknown:
    """The variables that an ENV, ARG or LABEL sets, or the commands of a RUN; with what is secret about each."""
    if raw.attributes.get("keyword") == "RUN":
        commands = commands_of(raw)
        if isinstance(commands, Unknown):
            return commands
        return [command.sourced(found) for command in commands for found in _of_command(command)]
    return list(_said(raw))


def _of_command(command: Ran) -> Iterator[dict[str, Value]]:
    """Yield the variables that a command sets, and the arguments that look like a secret."""
    for name, value in command.assignments.items():
        yield _described(name, value, literal="$" not in value and "`" not in value)
    for argument in command.arguments:
        shape = _shape(argument)
        if shape is not None:
            yield {"name": command.name, "value": argument, "secret": shape}


def _said(raw: Raw) -> Iterator[Sourced]:
    keyword = raw.attributes.get("keyword")
    for index, variable in enumerate(raw.attributes.get("variables") or ()):
        name, value = variable["name"], variable["value"]
        described = dict(variable)
        if isinstance(name, str):
            described |= _described(name, value, literal=True)
        if keyword == "LABEL":
            # A label's name is no promise: only a value that looks like a secret is one.
            shape = described.get("secret")
            described["secret"] = None if shape == BY_NAME else shape
        place = Origin(raw, ("variables", index))
        yield Sourced(described, origin=place, origins={part: place.below(part) for part in ("name", "value")})


BY_NAME = "what its name says"


def _described(name: str, value: Value, *, literal: bool) -> dict[str, Value]:
    return {"name": name, "value": value, "secret": _secret(name, value) if literal else None}


def _secret(name: str, value: Value) -> str | None:
    """What makes it a secret; None for what is none."""
    shape = _shape(value) if isinstance(value, str) else None
    if shape is not None:
        return shape
    folded = name.lower().replace("-", "_").replace(".", "_")
    if not (_NAME.search(folded) or _KEY_ID.search(folded)) or _HARMLESS.search(folded):
        return None
    # An empty value is a place for one that comes later, and a path leads to one that lies elsewhere.
    if isinstance(value, str) and (not value or value.startswith("/") or value.lower() in ("true", "false", "none")):
        return None
    return BY_NAME


def _shape(text: str) -> str | None:
    return next((what for what, pattern in _SHAPES if pattern.search(text[:_MAX_LOOKED_AT])), None)


def copied_files(raw: Raw) -> list[Sourced]:
    """The sources of a COPY or ADD, and whether each is a file of credentials by its name."""
    return [
        Sourced(
            dict(source) | {"is_credential": _is_credential_source(raw, source)}, origin=Origin(raw, ("sources", index))
        )
        for index, source in enumerate(raw.attributes.get("sources") or ())
    ]


def _is_credential_source(raw: Raw, source: Mapping[str, Value]) -> Value:
    """A heredoc has no name of its own: what counts is where it goes, and what stands in it."""
    if "holds_secret" not in source:
        return _is_credential(source["path"])
    return True if source["holds_secret"] else _is_credential(raw.attributes["destination"])


def holds_secret(text: str) -> bool:
    """Whether a secret stands in a text, by its shape."""
    return _shape(text) is not None


def _is_credential(path: Value) -> Value:
    if isinstance(path, Unknown):
        end = path.parts[-1] if path.parts else ""
        known = end if isinstance(end, str) and "/" in end else ""
        return True if known and _CREDENTIAL_FILE.search(known) else Unknown(path.reason) if not known else False
    return _CREDENTIAL_FILE.search(path) is not None

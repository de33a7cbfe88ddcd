"""Credentials in text: variables that hold one, by their name or by their shape, and files that are one, by their name.

Whether a value is a secret is decided here, so that no evidence ever has to show it.
"""

import re

from seatrial.model.value import Value

BY_NAME = "what its name says"

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


def secret_in(name: str, value: Value) -> str | None:
    """What makes a variable a secret; None for what is none."""
    shape = shape_of(value) if isinstance(value, str) else None
    if shape is not None:
        return shape
    folded = name.lower().replace("-", "_").replace(".", "_")
    if not (_NAME.search(folded) or _KEY_ID.search(folded)) or _HARMLESS.search(folded):
        return None
    # An empty value is a place for one that comes later, and a path leads to one that lies elsewhere.
    if isinstance(value, str) and (not value or value.startswith("/") or value.lower() in ("true", "false", "none")):
        return None
    return BY_NAME


def shape_of(text: str) -> str | None:
    """What secret stands in a text, by its shape; None for none."""
    return next((what for what, pattern in _SHAPES if pattern.search(text[:_MAX_LOOKED_AT])), None)


def is_credential_name(path: str) -> bool:
    """Whether a path, absolute or relative, is that of a file of credentials."""
    return _CREDENTIAL_FILE.search(path) is not None

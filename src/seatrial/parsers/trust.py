"""Variables of the environment that turn the verification of certificates or of signatures off."""

from collections.abc import Callable

CERTIFICATE = "certificate"
SIGNATURE = "signature"

Rule = tuple[str, Callable[[str], bool]]
"""What a variable turns off, and with which values."""

_OFF = ("0", "false", "off", "no")
_ON = ("1", "true", "on", "yes")


def is_off(value: str) -> bool:
    return value.lower() in _OFF


def is_on(value: str) -> bool:
    return value.lower() in _ON


def is_given(value: str) -> bool:
    return value != ""


_RULES: dict[str, Rule] = {
    "GIT_SSL_NO_VERIFY": (CERTIFICATE, lambda value: value.lower() not in ("", *_OFF)),
    "NODE_TLS_REJECT_UNAUTHORIZED": (CERTIFICATE, lambda value: value.strip() == "0"),
    "PYTHONHTTPSVERIFY": (CERTIFICATE, lambda value: value.strip() == "0"),
    "NPM_CONFIG_STRICT_SSL": (CERTIFICATE, is_off),
    "YARN_ENABLE_STRICT_SSL": (CERTIFICATE, is_off),
    "PIP_TRUSTED_HOST": (CERTIFICATE, is_given),
    "UV_INSECURE_HOST": (CERTIFICATE, is_given),
    "GOSUMDB": (SIGNATURE, lambda value: value.lower() == "off"),
    "GOINSECURE": (CERTIFICATE, is_given),
}


def rule_of(name: str) -> Rule | None:
    """The rule of a variable; None for one that turns nothing off."""
    return _RULES.get(name.upper())

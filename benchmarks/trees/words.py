"""Made-up names and prose, so that generated text is as long and as varied as real text."""

import re
from random import Random

_PROSE = (
    "the field object list of selector status spec when policy controller resource name value defines must be set "
    "namespace reference default pods request limit optional only if not specified will for each matching label key "
    "version secret volume network condition message time last transition observed generation interval replicas update "
    "strategy template port protocol service endpoint traffic certificate issuer storage class capacity access mode "
    "backup schedule retention metric threshold target average utilisation window scale stabilisation behaviour"
)
_WORDS: tuple[str, ...] = tuple(re.findall(r"\w+", _PROSE))

_THINGS = (
    "api",
    "worker",
    "web",
    "cache",
    "queue",
    "gateway",
    "scheduler",
    "exporter",
    "proxy",
    "agent",
    "store",
    "mailer",
)
_PLACES = ("harbour", "island", "quay", "pier", "lagoon", "delta", "reef", "strait", "fjord", "cape", "bay", "dune")


def prose(rng: Random, words: int) -> str:
    text = " ".join(rng.choices(_WORDS, k=words))
    return text[:1].upper() + text[1:] + "."


def name(rng: Random) -> str:
    return f"{rng.choice(_PLACES)}-{rng.choice(_THINGS)}-{rng.randint(10, 99)}"


def word(rng: Random) -> str:
    return rng.choice(_WORDS)


def camel(rng: Random, words: int = 2) -> str:
    """A field's name: ``lastTransition``."""
    first, *rest = rng.choices(_WORDS, k=words)
    return first + "".join(it.capitalize() for it in rest)


def token(rng: Random, length: int) -> str:
    return "".join(rng.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=length))

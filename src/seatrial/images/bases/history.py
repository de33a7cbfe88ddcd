"""A guess at the base of an image, from its history: whose root filesystem it begins with, and where that ends.

The official images are built by https://github.com/docker-library; what their instructions look like is not promised to
anybody, so that nothing more than a guess comes of it.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from seatrial.images.image import Image
from seatrial.images.manifest import Step
from seatrial.images.release import Release
from seatrial.model.base import Base, Certainty, Origin

# The classic builder, BuildKit with an archive, and debuerreotype, which makes Debian's images.
_ROOT = re.compile(r"ADD file:[0-9a-f]+ in / ?$|ADD \S*(?:rootfs|\.tar)\S* / # buildkit$|^# debian\.sh ")
_CMD = re.compile(r"(?:^|#\(nop\)\s+)CMD (.*)")
_ENV = re.compile(r"(?:^|#\(nop\)\s+)ENV ([A-Z_]+)=(\S+)")
_CODENAME = re.compile(r"^# debian\.sh .*?out/ '([a-z]+)'")
_ALPINE = re.compile(r"ADD alpine-minirootfs-(\d+\.\d+\.\d+)-")

_REPOSITORIES = {
    "almalinux": "library/almalinux",
    "alpine": "library/alpine",
    "amzn": "library/amazonlinux",
    "debian": "library/debian",
    "fedora": "library/fedora",
    "ol": "library/oraclelinux",
    "opensuse-leap": "opensuse/leap",
    "rocky": "rockylinux/rockylinux",
    "ubuntu": "library/ubuntu",
}
"""Distributions as os-release names them, and the images on Docker Hub that they publish; the tag is the version."""


class _Language(NamedTuple):
    variable: str
    repository: str
    command: re.Pattern[str]


_LANGUAGES = (
    _Language("PYTHON_VERSION", "library/python", re.compile(r'\["python3?"\]')),
    _Language("NODE_VERSION", "library/node", re.compile(r'\[\s*"node"\s*\]')),
    _Language("RUBY_VERSION", "library/ruby", re.compile(r'\[\s*"irb"\s*\]')),
    _Language(
        "PHP_VERSION", "library/php", re.compile(r'\["(?:php" "-a|apache2-foreground|php-fpm)"\]|\["php", "-a"\]')
    ),
    _Language("NGINX_VERSION", "library/nginx", re.compile(r'\["nginx",? "-g",? "daemon off;"\]')),
)
"""The variable that says an official image's version, and the command that is its last instruction."""


def guess_base(image: Image, release: Release | None) -> Base | None:
    """The base that an image's history looks like; None where it looks like none, or like an image without a base.

    ``release``  what its os-release says, as far as that was read.
    """
    steps = image.config.history or []
    if sum(not step.empty_layer for step in steps) != len(image.layers):
        # Then it is not known which step made which layer.
        return None
    return _of_language(steps) or _of_distribution(steps, release)


def _of_language(steps: Sequence[Step]) -> Base | None:
    for language in _LANGUAGES:
        version = ""
        for number, step in enumerate(steps):
            env, command = _ENV.search(step.created_by), _CMD.search(step.created_by)
            if env and env[1] == language.variable:
                version = env[2]
            elif version and command and language.command.search(command[1]):
                name = f"docker.io/{language.repository}:{version}"
                return _guess(steps, number, name, f"it sets {language.variable} and CMD as that image does")
    return None


def _of_distribution(steps: Sequence[Step], release: Release | None) -> Base | None:
    first = next((number for number, step in enumerate(steps) if not step.empty_layer), None)
    if first is None or not _ROOT.search(steps[first].created_by):
        return None
    name = _named(steps[first].created_by, release)
    if not name:
        return None
    last = first
    for number in range(first + 1, len(steps)):
        if not steps[number].empty_layer:
            break
        if _CMD.search(steps[number].created_by):
            last = number
            break
    return _guess(steps, last, name, "its first layer is a root filesystem")


def _named(instruction: str, release: Release | None) -> str:
    if release is not None:
        name, _, version = release.distro.rpartition("-")
        repository = _REPOSITORIES.get(name)
        return f"docker.io/{repository}:{version}" if repository else ""
    if alpine := _ALPINE.search(instruction):
        return f"docker.io/library/alpine:{alpine[1]}"
    if codename := _CODENAME.search(instruction):
        return f"docker.io/library/debian:{codename[1]}"
    return ""


def _guess(steps: Sequence[Step], last: int, name: str, because: str) -> Base | None:
    """The base whose last step is known; None where nothing follows: then the image is one itself."""
    if last + 1 >= len(steps):
        return None
    return Base(
        name=name,
        digest="",
        layers=sum(not step.empty_layer for step in steps[: last + 1]),
        how=Origin.HISTORY,
        certainty=Certainty.GUESSED,
        because=f"a guess by its history: {because}; it may be a variant of it",
    )

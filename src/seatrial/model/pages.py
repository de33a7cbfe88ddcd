"""Where advisories are shown: the pages of vendors, and OSV's."""

import re

_PAGES = (
    (re.compile(r"debian:([^:]+).*"), "https://security-tracker.debian.org/tracker/{}"),
    (re.compile(r"ubuntu:(.+)"), "https://ubuntu.com/security/{}"),
    (re.compile(r"redhat:(.+)"), "https://access.redhat.com/security/cve/{}"),
    (re.compile(r"alpine:(.+)"), "https://security.alpinelinux.org/vuln/{}"),
    (re.compile(r"(AVG-\d+)"), "https://security.archlinux.org/{}"),
    (re.compile(r"(ELSA-.+)"), "https://linux.oracle.com/errata/{}.html"),
    (re.compile(r"(ALAS2023.*-\d+-\d+)"), "https://alas.aws.amazon.com/AL2023/{}.html"),
    (re.compile(r"ALAS2(-\d+-\d+)"), "https://alas.aws.amazon.com/AL2/ALAS{}.html"),
)
"""Where vendors' own advisories are shown; the rest are OSV's."""


def page_of(advisory: str) -> str:
    """The address of the page about an advisory, by its id."""
    for pattern, page in _PAGES:
        if found := pattern.fullmatch(advisory):
            return page.format(found[1])
    return f"https://osv.dev/vulnerability/{advisory}"

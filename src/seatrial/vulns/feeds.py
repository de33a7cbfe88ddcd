"""Where feeds are; light, since the configuration says it."""

from msgspec import Struct


class Feeds(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where feeds are: an address, or a folder that is laid out as the feed is.  An empty one is not asked."""

    osv: str = "https://osv-vulnerabilities.storage.googleapis.com"
    debian: str = "https://security-tracker.debian.org/tracker/data/json"
    alpine: str = "https://secdb.alpinelinux.org"
    redhat: str = "https://security.access.redhat.com/data/csaf/v2/vex"
    ubuntu: str = "https://security-metadata.canonical.com/vex/vex-all.tar.xz"
    amazon: str = "https://cdn.amazonlinux.com"
    oracle: str = "https://yum.oracle.com"
    arch: str = "https://security.archlinux.org/all.json"
    kev: str = "https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json"
    epss: str = "https://epss.empiricalsecurity.com/epss_scores-current.csv.gz"
    endoflife: str = "https://endoflife.date/api/v1/products/full"

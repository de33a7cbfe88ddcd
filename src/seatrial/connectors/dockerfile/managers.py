"""Package managers: how they install, ask, pin and keep caches.  A table; each row is one family."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

_VERSIONED_RPM = re.compile(r".+-\d[\w.]*|.*\.rpm|@.+|https?://.+|/.+")
_PINNED_APT = re.compile(r".+[=/].+|.*\.deb")
_PINNED_APK = re.compile(r".+[=<>~].+|.*\.apk|\..+")
# A version, an archive, a folder, or a commit or tag behind the path of a repository: the user of a URL is none.
_PINNED_PIP = re.compile(
    r"[^;@:/]+(===?|~=|<).+|[^;@:/]+@ ?(https?|file):.+|([^;@:/]+@ ?)?(git|hg|svn|bzr)\+\w+://[^/]+/.+@.+"
    r"|.*\.(whl|zip|tar\.gz|tgz)(#.*)?|[^:;@]*/[^:]*|\.(\[.*\])?|.*\$.*==.*"
)
# What follows `#` in the address of a repository is a commit, a tag or a range of versions.
_PINNED_NPM = re.compile(r"@?[^@:#]+@(?!latest$|next$|npm:@?[^@]+$).+|[^#]+#.+|\.{0,2}/.*|.*\.tgz|file:.+")
_PINNED_GEM = re.compile(r".+:\d.*|.*\.gem")
_PINNED_GO = re.compile(r".+@(?!latest$|master$|main$|upgrade$).+|\.{1,2}/.*|\.")
_PINNED_CARGO = re.compile(r".+@.+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """What a family of package managers has in common.

    ``tools``       the commands that belong to it.
    ``install``     the subcommands that install.
    ``refresh``     the subcommands that fetch the package lists.
    ``upgrade``     the subcommands that upgrade, and so use the lists too.
    ``fetch``       other subcommands that fetch packages.
    ``with_value``  options whose value is the next word.
    ``yes``         options and short letters that answer questions; none for a manager that never asks.
    ``pinned``      what a package with a version looks like.
    ``no_cache``    options that keep no cache.
    ``clean``       the subcommands, of one word or two, that empty the cache.
    ``caches``      the folders of the cache: removing or mounting one is as good; ``~`` is the user's home.
    """

    name: str
    tools: frozenset[str]
    install: frozenset[str] = frozenset({"install"})
    refresh: frozenset[str] = frozenset()
    upgrade: frozenset[str] = frozenset()
    fetch: frozenset[str] = frozenset()
    with_value: frozenset[str] = frozenset()
    yes: frozenset[str] = frozenset()
    yes_letter: str = ""
    pinned: re.Pattern[str]
    version_options: tuple[str, ...] = ()
    no_cache: tuple[str, ...] = ()
    clean: frozenset[str] = frozenset()
    caches: tuple[str, ...] = ()


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _homes(*folders: str) -> tuple[str, ...]:
    """Folders in the home of root, and of whoever runs the command."""
    return tuple(f"{home}/{folder}" for home in ("/root", "~", "$HOME", "${HOME}") for folder in folders)


FAMILIES = (
    Family(
        name="apt",
        tools=_words("apt-get apt aptitude"),
        refresh=_words("update"),
        upgrade=_words("upgrade dist-upgrade full-upgrade safe-upgrade build-dep source download"),
        with_value=_words("-o --option -t --target-release --default-release -c --config-file -a --host-architecture"),
        # Level 2 of quiet implies yes: apt-get(8).
        yes=_words("--yes --assume-yes -qq -q=2 --quiet=2 --force-yes"),
        yes_letter="y",
        pinned=_PINNED_APT,
        caches=("/var/lib/apt/lists", "/var/lib/apt"),
    ),
    Family(
        name="apk",
        tools=_words("apk"),
        install=_words("add"),
        refresh=_words("update"),
        upgrade=_words("upgrade fix"),
        with_value=_words("-t --virtual -X --repository -p --root --keys-dir --repositories-file --arch --cache-dir")
        | _words("--cache-max-age --progress-fd --timeout --wait"),
        pinned=_PINNED_APK,
        no_cache=("--no-cache",),
        clean=_words("clean"),
        caches=("/var/cache/apk", "/etc/apk/cache"),
    ),
    Family(
        name="dnf",
        tools=_words("yum dnf microdnf tdnf dnf5"),
        install=_words("install localinstall reinstall groupinstall in"),
        refresh=_words("makecache"),
        upgrade=_words("update upgrade"),
        with_value=_words(
            "-c --config -x --exclude --enablerepo --disablerepo --installroot --releasever --setopt --repo --repoid"
        )
        | _words("--repofrompath --forcearch --downloaddir --destdir --comment --color --disableplugin --enableplugin"),
        yes=_words("--assumeyes"),
        yes_letter="y",
        pinned=_VERSIONED_RPM,
        clean=frozenset({"clean all"}),
        caches=("/var/cache/yum", "/var/cache/dnf", "/var/cache/libdnf5"),
    ),
    Family(
        name="zypper",
        tools=_words("zypper"),
        install=_words("install in"),
        refresh=_words("refresh ref"),
        upgrade=_words("update up dist-upgrade dup patch"),
        with_value=_words("-r --repo --from -R --root -t --type -c --config -C --cache-dir --plus-repo --releasever"),
        yes=_words("--non-interactive --no-confirm"),
        yes_letter="yn",
        pinned=re.compile(r".+(=|<|>).+|.*\.rpm"),
        clean=_words("clean cc"),
        caches=("/var/cache/zypp",),
    ),
    Family(
        name="pip",
        tools=frozenset({"pip", "pip2", "pip3", "uv pip"}),
        # https://pip.pypa.io/en/stable/cli/pip_install/ and the general options of pip
        with_value=_words(
            """
            -r --requirement -c --constraint -e --editable -i --index-url --extra-index-url -f --find-links -t --target
            --prefix --root --src -b --build -d --dest --platform --python-version --implementation --abi --group -C
            --config-settings --config-setting --global-option --no-binary --only-binary --upgrade-strategy --report
            --progress-bar --root-user-action --trusted-host --cache-dir --timeout --retries --proxy --log --python
            --keyring-provider --exists-action --cert --client-cert --use-feature --use-deprecated
            """
        ),
        pinned=_PINNED_PIP,
        version_options=("-c", "--constraint", "--require-hashes"),
        fetch=_words("download wheel"),
        no_cache=("--no-cache-dir", "--no-cache"),
        clean=frozenset({"cache purge"}),
        caches=_homes(".cache", ".cache/pip"),
    ),
    Family(
        name="pipx",
        tools=frozenset({"pipx", "uv tool"}),
        with_value=_words("--python -p --suffix --index-url -i --pip-args --with --from --backend"),
        pinned=_PINNED_PIP,
    ),
    Family(
        name="npm",
        tools=_words("npm yarn pnpm"),
        install=_words("install i add global"),
        # https://docs.npmjs.com/cli/v10/using-npm/config
        with_value=_words("--prefix --registry --cache -C --dir --cwd --tag --workspace -w --loglevel --omit --include")
        | _words(
            "--only --install-strategy --before --depth --location --userconfig --globalconfig --script-shell --os"
        )
        | _words("--proxy --https-proxy --cpu --libc --fetch-timeout --fetch-retries --maxsockets --save-prefix")
        | _words("--cache-folder --modules-folder --network-timeout --mutex --store-dir"),
        fetch=_words("ci clean-install"),
        pinned=_PINNED_NPM,
        clean=frozenset({"cache clean", "cache clear", "cache rm", "store prune"}),
        # The last are yarn's for root: https://classic.yarnpkg.com/lang/en/docs/cli/cache/
        caches=(
            *_homes(".npm", ".npm/_cacache", ".cache", ".cache/yarn"),
            *("/usr/local/share/.cache", "/usr/local/share/.cache/yarn"),
        ),
    ),
    Family(
        name="gem",
        tools=_words("gem"),
        install=_words("install i"),
        with_value=_words("-i --install-dir -n --bindir -P --trust-policy -s --source -p --http-proxy --platform"),
        pinned=_PINNED_GEM,
        version_options=("-v", "--version"),
    ),
    Family(
        name="go",
        tools=_words("go"),
        install=_words("install get"),
        with_value=_words("-ldflags -tags -o -C -gcflags -asmflags -mod -modfile -p"),
        pinned=_PINNED_GO,
    ),
    Family(
        name="cargo",
        tools=_words("cargo"),
        with_value=_words(
            "--git --branch --tag --rev --path --root --registry --features -F --target --profile -j --jobs --bin"
        )
        | _words("--example --target-dir --index --config --version --vers"),
        pinned=_PINNED_CARGO,
        version_options=("--version", "--vers", "--path", "--rev", "--tag"),
    ),
)

_BY_TOOL = {tool: family for family in FAMILIES for tool in family.tools}
_PIP = re.compile(r"pip[23](\.\d+)?|pip")
_PYTHON = re.compile(r"python[23]?(\.\d+)?|pypy3?")


def family_of(name: str) -> Family | None:
    """The family that a command belongs to."""
    return _BY_TOOL["pip"] if _PIP.fullmatch(name) else _BY_TOOL.get(name)


def is_python(name: str) -> bool:
    return _PYTHON.fullmatch(name) is not None


def pip_module(name: str, arguments: Sequence[str]) -> int | None:
    """How many arguments of ``python3 -u -m pip install`` stand before those of pip; None where it is no pip."""
    if not is_python(name):
        return None
    options = takewhile(lambda argument: argument.startswith("-") and not argument.endswith(("m", "c")), arguments)
    at = len(list(options))
    is_pip = list(arguments[at + 1 : at + 2]) == ["pip"] and arguments[at].endswith("m")
    return at + 2 if is_pip else None

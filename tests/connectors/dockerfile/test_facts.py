"""Facts about what RUN, ENV and COPY do."""

from typing import Any

import pytest

from seatrial.connectors.dockerfile import facts
from seatrial.engine.index import Index
from seatrial.model.raw import Raw
from seatrial.model.value import Value, is_unknown
from tests.connectors.dockerfile.reading import read

INDEX = Index(())


def last(text: str) -> Raw:
    """The last instruction of a Dockerfile."""
    return read(f"FROM a\n{text}\n").raws[-1]


def installs(text: str) -> Any:
    return facts.installs(last(text), INDEX)


@pytest.mark.parametrize(
    ("run", "manager", "packages", "unpinned"),
    [
        ("apt-get install -y a b=1 -t x c/sid ./d.deb", "apt-get", ["a", "b=1", "c/sid", "./d.deb"], ["a"]),
        ("apk add --no-cache -t .deps a b=1 'c>2'", "apk", ["a", "b=1", "c>2"], ["a"]),
        ("apk add --virtual=.deps a", "apk", ["a"], ["a"]),
        ("dnf -y install a b-1.2 c.rpm @d", "dnf", ["a", "b-1.2", "c.rpm", "@d"], ["a"]),
        ("zypper -n in a b=1", "zypper", ["a", "b=1"], ["a"]),
        ("pip3 install a 'b==1' 'c>=1' 'd[x]~=2' -r r.txt . git+https://x/y@1", "pip3",
         ["a", "b==1", "c>=1", "d[x]~=2", ".", "git+https://x/y@1"], ["a", "c>=1"]),
        ("python3 -m pip install a", "pip", ["a"], ["a"]),
        ("python3 -u -Im pip install a", "pip", ["a"], ["a"]),
        ("uv pip install a==1", "uv pip", ["a==1"], []),
        ("uv tool install a", "uv tool", ["a"], ["a"]),
        ("pipx install a==1 b", "pipx", ["a==1", "b"], ["b"]),
        ("pip install '.[dev]' x/ 'a @ https://x/a.zip' 'b; python_version < \"3\"'", "pip",
         [".[dev]", "x/", "a @ https://x/a.zip", 'b; python_version < "3"'], ['b; python_version < "3"']),
        ("pip install git+ssh://git@x.org/y.git git+ssh://git@x.org/y@v1", "pip",
         ["git+ssh://git@x.org/y.git", "git+ssh://git@x.org/y@v1"], ["git+ssh://git@x.org/y.git"]),
        ("npm i git+ssh://git@x.org/y.git git+https://x.org/y.git#v1 a@npm:b a@npm:b@1", "npm",
         ["git+ssh://git@x.org/y.git", "git+https://x.org/y.git#v1", "a@npm:b", "a@npm:b@1"],
         ["git+ssh://git@x.org/y.git", "a@npm:b"]),
        ("yarn", "yarn", [], []),
        ("pip install --only-binary :all: --progress-bar off --root-user-action ignore --proxy p a==1", "pip",
         ["a==1"], []),
        ("npm install --omit dev a@1", "npm", ["a@1"], []),
        ("dnf -y install --repofrompath r,u a-1", "dnf", ["a-1"], []),
        ("go get x.y/z ./...", "go", ["x.y/z", "./..."], ["x.y/z"]),
        ("cargo install --version 1 a", "cargo", ["a"], []),
        ("pip install --require-hashes a", "pip", ["a"], []),
        ("npm install -g a b@1 @c/d @c/e@2 f@latest", "npm", ["a", "b@1", "@c/d", "@c/e@2", "f@latest"],
         ["a", "@c/d", "f@latest"]),
        ("npm install", "npm", [], []),
        ("yarn global add a", "yarn", ["a"], ["a"]),
        ("gem install a b:1", "gem", ["a", "b:1"], ["a"]),
        ("gem install a -v 1", "gem", ["a", "1"], []),
        ("go install x.y/z@latest w@v1", "go", ["x.y/z@latest", "w@v1"], ["x.y/z@latest"]),
        ("cargo install a b@1", "cargo", ["a", "b@1"], ["a"]),
    ],
)  # fmt: skip
def test_what_is_installed(run: str, manager: str, packages: list[str], unpinned: list[str]) -> None:
    (install,) = installs(f"RUN {run}")

    assert (install["manager"], install["packages"], install["unpinned"]) == (manager, packages, unpinned)


@pytest.mark.parametrize(
    "run", ["apt-get update", "pip --version", "npm ci", "go build", "echo apt-get install", "apk del a"]
)
def test_what_installs_nothing_is_not_listed(run: str) -> None:
    assert installs(f"RUN {run}") == []


@pytest.mark.parametrize(
    ("text", "assumed"),
    [
        ("RUN apt-get install a", False),
        ("RUN apt-get install -y a", True),
        ("RUN apt-get -yqq install a", True),
        ("RUN apt-get -qq install a", True),
        ("RUN apt-get install --assume-yes a", True),
        ("RUN apt-get -q=2 install a", True),
        ("RUN yes | apt-get install a", True),
        ("RUN apt-get -o y install a", False),
        ("RUN echo 'APT::Get::Assume-Yes \"true\";' > /etc/apt/apt.conf.d/y\nRUN apt-get install a", True),
        ("RUN yum install a", False),
        ("RUN zypper -n in a", True),
    ],
)
def test_whether_an_answer_is_given(text: str, assumed: bool) -> None:
    assert installs(text)[0]["assume_yes"] is assumed


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("RUN apk add a", False),
        ("RUN apk add --no-cache a", True),
        ("RUN apk add a && rm -rf /var/cache/apk/*", True),
        ("RUN rm -rf /var/cache/apk/* && apk add a", False),
        ("RUN --mount=type=cache,target=/var/cache/apk apk add a", True),
        ("RUN yum install -y a && yum clean all", True),
        ("RUN yum install -y a && rm -rf /var/cache/dnf", True),
        ("RUN yum install -y a && rm -rf /var/cache/*", True),
        ("RUN pip install a", False),
        ("RUN dnf -y upgrade", False),
        ("RUN dnf -y install a && dnf clean packages", False),
        ("RUN pip install a && rm -rf /root/.cache/pip", True),
        ("RUN pip install a && rm -rf /home/app/.cache", True),
        ("RUN pip install a && rm -rf /root/.cache/other", False),
        ("RUN pip install a && pip cache dir", False),
        ("RUN pip install a && pip cache purge", True),
        ("RUN pip install --cache-dir /c a && rm -rf /c", True),
        ("RUN --mount=type=cache,target=/home/app/.cache/pip pip install a", True),
        ("RUN --mount=type=cache,target=/root/.cachet pip install a", False),
        ("RUN uv pip install a", False),
        ("RUN UV_NO_CACHE=1 uv pip install a", True),
        ("RUN npm ci", False),
        ("RUN npm ci && npm cache clean --force", True),
        ("RUN npm ci && npm cache verify", False),
        ("RUN yarn && yarn cache clean", True),
        ("RUN --mount=type=cache,target=/usr/local/share/.cache/yarn yarn", True),
        ("ENV PIP_NO_CACHE_DIR=1\nRUN pip install a", True),
        ("RUN PIP_NO_CACHE_DIR=1 pip install a", True),
    ],
)
def test_whether_a_cache_is_left(text: str, clean: bool) -> None:
    (fetch,) = facts.fetches(last(text), INDEX)
    assert fetch["no_cache"] is clean


def test_options_that_may_hide_in_a_variable_are_unknown() -> None:
    (install,) = installs("ARG OPTIONS\nRUN apt-get install $OPTIONS a")

    assert is_unknown(install["assume_yes"])
    assert is_unknown(install["no_recommends"])


def test_packages_in_a_variable_are_unknown() -> None:
    assert is_unknown(installs("ARG P\nRUN apt-get install -y $P")[0]["unpinned"])
    assert installs("ARG P\nRUN apt-get install -y $P a")[0]["unpinned"] == ["a"]


@pytest.mark.parametrize(
    ("run", "used", "removed"),
    [
        ("apt-get update", False, False),
        ("apt-get update && apt-get install -y a", True, False),
        ("apt-get update && apt-get upgrade -y", True, False),
        ("apt-get install -y a && apt-get update", False, False),
        ("apt-get update && apt-get install -y a && rm -rf /var/lib/apt/lists/*", True, True),
        ("apt-get update && rm -r /var/lib/apt/lists /tmp/x", False, True),
        ("apt-get update && rm -rf /var/lib/apt/lists/partial", False, False),
        ("apt-get update && rm -rf /var/lib/{apt,dpkg}/lists/*", False, True),
        ("apt-get update && find /var/lib/apt/lists -type f -delete", False, True),
        ("apt-get update && find /var/lib/apt/lists -type f | wc -l", False, False),
    ],
)
def test_package_lists_are_used_and_removed(run: str, used: bool, removed: bool) -> None:
    (refresh,) = facts.refreshes(last(f"RUN {run}"), INDEX)

    assert (refresh["used"], refresh["removed"]) == (used, removed)


@pytest.mark.parametrize(
    ("run", "verified"),
    [
        ("curl https://x", True),
        ("curl -k https://x", False),
        ("curl -fsSkL https://x", False),
        ("curl -ok https://x", True),
        ("curl --insecure https://x", False),
        ("wget https://x", True),
        ("wget --no-check-certificate https://x", False),
        ("sudo curl -k https://x", False),
    ],
)
def test_whether_a_download_verifies(run: str, verified: bool) -> None:
    assert facts.downloads(last(f"RUN {run}"), INDEX)[0]["verifies_certificate"] is verified


@pytest.mark.parametrize(
    "run",
    [
        "curl x | sh",
        "curl x | sudo -E bash -",
        "curl x | bash -s -- -y",
        "wget -O- x | tee log | sh",
        "curl x | python3",
        "curl x | python3 -",
        'sh -c "$(curl x)"',
        "bash <(curl x)",
        'eval "$(curl x)"',
        "source <(curl x)",
        "{ curl x; } | sh",
        'python3 -c "$(curl x)"',
        "python3 -u <(curl x)",
        'perl -e "$(curl x)"',
    ],
)
def test_a_download_that_is_run_at_once(run: str) -> None:
    assert len(facts.remote_scripts(last(f"RUN {run}"), INDEX)) == 1


@pytest.mark.parametrize(
    "run",
    [
        "curl x | tar xz",
        "curl x -o y && sh y",
        "curl x | sh -c 'cat > y'",
        "curl x | python3 -c 'import sys'",
        "curl x | python3 -m json.tool",
        "curl x | bash script.sh",
        'python3 build.py "$(curl x)"',
        "python3 build.py <(curl x)",
        "sh build.sh | curl -T - x",
        'echo "$(curl x)"',
    ],
)
def test_a_download_that_is_not_run(run: str) -> None:
    assert facts.remote_scripts(last(f"RUN {run}"), INDEX) == []


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("RUN apk add --allow-untrusted a", ["signature"]),
        ("RUN apk add a", [None]),
        ("RUN apt-get -o Acquire::https::Verify-Peer=false update", ["certificate"]),
        ("RUN apt-get -oAcquire::https::Verify-Peer=true update", [None]),
        ("RUN dnf install --setopt=x.gpgcheck=0 a", ["signature"]),
        ("RUN git config --global http.sslVerify false", ["certificate"]),
        ("RUN npm config set strict-ssl=false", ["certificate"]),
        ("RUN npm config set strict-ssl true", [None]),
        ("RUN pip install --trusted-host=x a", ["certificate"]),
        ("RUN GIT_SSL_NO_VERIFY=true git clone x", ["certificate", None]),
        ("ENV NODE_TLS_REJECT_UNAUTHORIZED=0", ["certificate"]),
        ("ENV NODE_TLS_REJECT_UNAUTHORIZED=1 A=0", [None]),
        ("ENV GOSUMDB=off", ["signature"]),
        ("RUN echo 'deb [trusted=yes] x' > /y", ["signature"]),
        ("RUN echo 'gpgcheck=0' >> /etc/yum.repos.d/x.repo", ["signature"]),
        ("RUN sed -i 's/gpgcheck=1/gpgcheck=0/' /etc/yum.conf", ["signature"]),
        ("RUN sed -i 's/gpgcheck=0/gpgcheck=1/' /etc/yum.conf", []),
        ("RUN grep gpgcheck=0 /etc/yum.conf", []),
        ("RUN echo 'APT::Get::AllowUnauthenticated \"true\";' > /etc/apt/apt.conf.d/x", ["signature"]),
        ("RUN apt-get -o APT::Get::AllowUnauthenticated=true install a", ["signature"]),
        ("RUN apt-get -o APT::Get::AllowUnauthenticated=false install a", [None]),
        ("RUN pip config set global.trusted-host x", ["certificate"]),
        ("RUN conda config --set ssl_verify false", ["certificate"]),
        ("RUN yarn config set enableStrictSsl false", ["certificate"]),
        ("RUN composer config -g disable-tls true", ["certificate"]),
        ("RUN helm repo add --insecure-skip-tls-verify a b", ["certificate"]),
        ("RUN uv pip install --trusted-host x a", ["certificate"]),
        ("ENV UV_INSECURE_HOST=x", ["certificate"]),
        ("RUN echo a", []),
    ],
)
def test_switches_that_turn_verification_off(text: str, kinds: list[Value]) -> None:
    assert [switch["kind"] for switch in facts.trust_switches(last(text), INDEX)] == kinds


@pytest.mark.parametrize(
    ("text", "writable"),
    [
        ("RUN chmod 777 a", True),
        ("RUN chmod -R 0666 a", True),
        ("RUN chmod 1777 a", False),
        ("RUN chmod 77 a", True),
        ("RUN chmod 7 a", True),
        ("RUN chmod 00777 a", True),
        ("RUN chmod 01777 a", False),
        ("RUN chmod 2775 a", False),
        ("RUN umask 0 && a", True),
        ("RUN umask 0002 && a", False),
        ("RUN umask 022", False),
        ("RUN chmod 755 a", False),
        ("RUN chmod a+w a", True),
        ("RUN chmod u+x,o=rw a", True),
        ("RUN chmod +w a", False),
        ("RUN chmod o-w a", False),
        ("RUN mkdir -p -m 777 a", True),
        ("RUN install -m 755 a b", False),
        ("COPY --chmod=777 a b", True),
        ("COPY --chmod=755 a b", False),
    ],
)
def test_modes_that_let_everybody_write(text: str, writable: bool) -> None:
    assert [mode["world_writable"] for mode in facts.permissions(last(text), INDEX)] == [writable]


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("ENV DB_PASSWORD=x", "what its name says"),
        ("ENV API_KEY=x", "what its name says"),
        ("ENV AWS_SECRET_ACCESS_KEY=x", "what its name says"),
        ("ENV my.client-secret=x", "what its name says"),
        ("ARG NPM_TOKEN", "what its name says"),
        ("ENV DB_PASSWORD=", None),
        ("ENV DB_PASSWORD_FILE=/run/x", None),
        ("ENV PASSWORD=/run/secrets/x", None),
        ("ENV PUBLIC_KEY=x", None),
        ("ENV TOKENIZER=x", None),
        ("ENV KEYBOARD=x", None),
        ("ENV A=AKIAIOSFODNN7EXAMPLE", "an AWS access key"),
        ("ENV A=https://u:pass@x", "a password in a URL"),
        ("ENV A=https://u:$P@x", None),
        ("LABEL password=x", None),
        ("LABEL a=https://u:pass@x", "a password in a URL"),
        ("RUN TOKEN=abc x", "what its name says"),
        ('RUN TOKEN="$(cat /run/secrets/x)" x', None),
    ],
)
def test_variables_that_hold_secrets(text: str, secret: str | None) -> None:
    assert [variable["secret"] for variable in facts.variables(last(text), INDEX)] == [secret]


@pytest.mark.parametrize(
    ("path", "is_credential"),
    [
        ("id_rsa", True),
        ("keys/id_ed25519", True),
        ("id_rsa.pub", False),
        (".env", True),
        ("conf/.env.production", True),
        (".env.example", False),
        (".npmrc", True),
        ("home/.aws/credentials", True),
        ("service-account.json", True),
        ("package.json", False),
        ("server.key", True),
        ("repository.key", False),
        ("prod.tfstate", True),
    ],
)
def test_files_of_credentials_by_their_name(path: str, is_credential: bool) -> None:
    (source,) = facts.copied_files(last(f"COPY {path} /x/"), INDEX)

    assert source["is_credential"] is is_credential


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("a", "path"),
        ("a.tar.gz", "archive"),
        ("https://x/y.tgz", "url"),
        ("http://x/$V", "url"),
        ("https://x/y.git#v1", "git"),
        ("git@x:y", "git"),
        ("a-$V.tar.xz", "archive"),
    ],
)
def test_sources_are_of_a_kind(source: str, kind: str) -> None:
    assert facts.copied_files(last(f"ADD {source} /x/"), INDEX)[0]["kind"] == kind


def test_commands_that_are_not_known_make_facts_unknown() -> None:
    raw = last('SHELL ["pwsh", "-c"]\nRUN x')

    for fact in (facts.installs, facts.downloads, facts.remote_scripts, facts.trust_switches, facts.permissions):
        assert is_unknown(fact(raw, INDEX))


def test_a_download_knows_what_runs_it_and_shows_no_password() -> None:
    (found,) = facts.downloads(last("RUN curl https://u:pass@x/y | sudo bash"), INDEX)

    assert (found["run_by"], found["urls"]) == ("bash", ["https://x/y"])


def places(text: str, call: Any, *names: str) -> list[str]:
    """What stands at the places of a fact's keys, in the last instruction of a Dockerfile."""
    raw, lines = last(text), f"FROM a\n{text}\n".splitlines()
    found = []
    for name in names:
        location = call(raw, INDEX)[0].origin_of(name).location()
        assert location.line == location.end_line
        found.append(lines[location.line - 1][location.column - 1 : location.end_column - 1])
    return found


def test_a_finding_stands_at_the_word_that_is_to_be_changed() -> None:
    install = ("no_recommends", "assume_yes", "unpinned")
    assert places("RUN apt-get \\\n  # c\n  -q install a=1 b", facts.installs, *install) == ["install", "install", "b"]
    assert places("RUN sh -c 'apt-get install b'", facts.installs, *install) == ["install", "install", "b"]
    assert places("RUN python3 -m pip install b", facts.fetches, "no_cache") == ["install"]
    assert places("RUN yum install -y b", facts.fetches, "no_cache") == ["yum install -y b"]
    download = ("verifies_certificate", "plain_urls")
    assert places("RUN curl -fk https://a http://b", facts.downloads, *download) == ["-fk", "http://b"]
    assert places("RUN apk add --allow-untrusted b", facts.trust_switches, "kind") == ["--allow-untrusted"]
    assert places("RUN mkdir -p -m 777 b", facts.permissions, "world_writable") == ["777"]
    assert places("RUN useradd -mu 1000000 b", facts.accounts, "uid") == ["1000000"]
    assert places("LABEL A=b", facts.variables, "name", "value") == ["A", "b"]


@pytest.mark.parametrize(
    ("run", "uid", "no_log_init"),
    [
        ("useradd a", None, False),
        ("useradd -u 5 a", 5, False),
        ("useradd -u5 a", 5, False),
        ("useradd --uid=5 -l a", 5, True),
        ("useradd -rlu 5 a", 5, True),
        ("useradd -g users -d /u -c 'lu 7' --no-log-init --uid 5 a", 5, True),
        ("useradd -gl a", None, False),
    ],
)
def test_the_numbers_of_users(run: str, uid: int | None, no_log_init: bool) -> None:
    (account,) = facts.accounts(last(f"RUN {run}"), INDEX)

    assert (account["uid"], account["no_log_init"]) == (uid, no_log_init)


@pytest.mark.parametrize(
    ("run", "is_quiet"),
    [
        ("wget x", False),
        ("wget -O q x", False),
        ("wget -qO- x", True),
        ("wget -nv x", True),
        ("wget -nc x", False),
        ("wget --progress=dot:giga x", True),
        ("curl x", True),
    ],
)
def test_whether_a_download_fills_the_log(run: str, is_quiet: bool) -> None:
    (download,) = facts.downloads(last(f"RUN {run}"), INDEX)

    assert download["is_quiet"] is is_quiet


@pytest.mark.parametrize(
    ("run", "is_absolute"),
    [("cd", True), ("cd /a", True), ("cd ~/a", True), ("cd $HOME", True), ("cd a", False), ("cd -", False)],
)
def test_where_cd_goes(run: str, is_absolute: bool) -> None:
    (change,) = facts.folders(last(f"RUN {run}"), INDEX)

    assert change["is_absolute"] is is_absolute


@pytest.mark.parametrize("run", ["cd $A", "cd `a`", "cd $(a)/b"])
def test_a_folder_in_a_variable_is_unknown(run: str) -> None:
    (change,) = facts.folders(last(f"RUN {run}"), INDEX)

    assert is_unknown(change["is_absolute"])


def test_a_source_of_an_unknown_kind_is_known_by_its_name() -> None:
    sources = facts.copied_files(last("ADD $A $B/.npmrc /x/"), INDEX)

    assert is_unknown(sources[0]["is_credential"])
    assert sources[1]["is_credential"] is True


@pytest.mark.parametrize(
    ("env", "references"),
    [
        ("A=1 B=$A", [[], ["A"]]),
        ("A=$A", [[]]),
        ("A=$B B=1", [["B"], []]),
        ("A=1 B='$A' C=\\$A", [[], [], []]),
        ("A=1 B=${X:-$A}", [[], ["A"]]),
        ("SAID=1 B=$SAID", [[], []]),
        ("$A=1 B=$A", [[], []]),
    ],
)
def test_references_to_what_the_same_instruction_sets(env: str, references: list[list[str]]) -> None:
    variables = facts.variables(last(f"ENV SAID=0\nENV {env}"), INDEX)

    assert [variable["refers_to"] for variable in variables] == references

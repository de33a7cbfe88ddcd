"""A repository in which every folder is somebody's attempt on the scanner, and one is sound."""

import json
import os
from collections.abc import Callable
from pathlib import Path

Build = Callable[[Path], None]

_BUCKET = 'resource "aws_s3_bucket" "b" {\n  bucket = "tickets"\n}\n'


def _text(name: str, text: str) -> Build:
    def build(folder: Path) -> None:
        (folder / name).write_text(text)

    return build


def _bytes(name: str, content: bytes) -> Build:
    def build(folder: Path) -> None:
        (folder / name).write_bytes(content)

    return build


def _terraform(text: str) -> Build:
    return _text("main.tf", text)


def _bucket(lines: str, **attributes: str) -> Build:
    said = "".join(f"  {name} = {value}\n" for name, value in attributes.items())
    return _terraform(f'{lines}\nresource "aws_s3_bucket" "b" {{\n{said}}}\n')


def _alias_bomb() -> str:
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: bomb}\ndata:\n" + "".join(
        f"  {line}\n" for line in levels
    )


def _doubling() -> str:
    steps = "".join(f'  s{n} = "${{local.s{n - 1}}}${{local.s{n - 1}}}"\n' for n in range(1, 64))
    return f'locals {{\n  s0 = "{"x" * 1000}"\n{steps}}}'


def _cyclic_plan() -> str:
    def block(name: str, other: str) -> dict[str, object]:
        said = {"bucket": {"references": [f"aws_s3_bucket.{other}.id", f"aws_s3_bucket.{other}"]}}
        address = f"aws_s3_bucket.{name}"
        return {"address": address, "mode": "managed", "type": "aws_s3_bucket", "name": name, "expressions": said}

    blocks = [block("a", "b"), block("b", "a")]
    changes = [
        {**b, "change": {"actions": ["create"], "after": {}, "after_unknown": {"bucket": True, "id": True}}}
        for b in blocks
    ]
    configuration = {"root_module": {"resources": blocks, "module_calls": {"m": {"source": "./m", "module": {}}}}}
    plan = {"format_version": "1.2", "terraform_version": "1.9.0", "resource_changes": changes}
    return json.dumps({**plan, "planned_values": {"root_module": {}}, "configuration": configuration})


def _sparse(folder: Path) -> None:
    with (folder / "main.tf").open("wb") as stream:
        stream.truncate(100 * 1024 * 1024)


def _ignored_by_a_million(folder: Path) -> None:
    (folder / ".gitignore").write_text("".join(f"generated-{number}/\n" for number in range(1_000_000)))
    (folder / "main.tf").write_text(_BUCKET)


def _badly_ignored(folder: Path) -> None:
    (folder / ".gitignore").write_bytes(b"!\n///\n[\n**/**/**/**[a-\n\xff\xfe\n" + b"*a" * 5000 + b"b\n\\\n")
    (folder / "main.tf").write_text(_BUCKET)


def _named(name: str) -> Build:
    def build(folder: Path) -> None:
        inner = os.fsencode(folder) + b"/" + os.fsencode(name)
        os.mkdir(inner)  # noqa: PTH102 - the name is no text
        Path(os.fsdecode(inner), "Dockerfile").write_text("FROM debian:12\nUSER root\n")

    return build


def _linked(target: str, name: str) -> Build:
    return lambda folder: (folder / name).symlink_to(target)


def _called(source: str) -> Build:
    return _terraform(f'module "m" {{\n  source = "{source}"\n}}\n{_BUCKET}')


def _policy(document: str) -> Build:
    text = f'resource "aws_s3_bucket_policy" "p" {{\n  bucket = aws_s3_bucket.b.id\n  policy = {document}\n}}\n'
    return _terraform(_BUCKET + text)


FOLDERS: dict[str, Build] = {
    "alias-bomb": _text("bomb.yaml", _alias_bomb()),
    "deep-yaml": _text("deep.yaml", "apiVersion: v1\nkind: ConfigMap\ndata: " + "[" * 50_000 + "]" * 50_000),
    "deep-json": _text("deep.json", '{"apiVersion": "v1", "kind": "Pod", "spec": ' + "[" * 50_000 + "]" * 50_000 + "}"),
    "deep-hcl": _terraform(_BUCKET + "a {\n" * 5000 + "}\n" * 5000),
    "deep-expression": _bucket("", bucket="(" * 20_000 + '"a"' + ")" * 20_000),
    "range": _bucket("", bucket='join("", range(1000000000))'),
    "count": _terraform('resource "aws_s3_bucket" "b" {\n  count = 1000000000\n  bucket = "tickets"\n}\n'),
    "terraform-regex": _bucket("", bucket=f'regex("(a+)+$", "{"a" * 50_000}b")'),
    "own-regex": _bucket("", bucket='"' + "a" * 5000 + 'b"'),
    "doubling": _bucket(_doubling(), bucket="local.s63"),
    "huge-number": _bucket("", bucket="1e999999999"),
    "huge-power": _bucket("", bucket="pow(10, 999999999)"),
    "linked-file": _linked("/etc/passwd", "main.tf"),
    "linked-outside": _linked("../../outside/main.tf", "main.tf"),
    "linked-folder": _linked("../../outside", "more"),
    "source-outside": _called("../../outside"),
    "source-absolute": _called("/etc"),
    "file-absolute": _policy('file("/etc/passwd")'),
    "file-outside": _policy('file("../../outside/policy.json")'),
    "fifo": lambda folder: os.mkfifo(folder / "main.tf"),
    "device": _linked("/dev/zero", "main.tf"),
    "large": _sparse,
    "newline": _named("two\nlines"),
    "escape": _named("\x1b[2Jgone"),
    "surrogate": _named("\udcff\udcfe"),
    "many-rules": _ignored_by_a_million,
    "bad-rules": _badly_ignored,
    "cyclic-plan": _text("plan.json", _cyclic_plan()),
    "nul": _bytes("main.tf", b"\x00" * 1000 + _BUCKET.encode()),
    "utf-16": _bytes(
        "pod.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {hostPID: true}\n".encode("utf-16")
    ),
    "latin-1": _bytes("main.tf", b"# caf\xe9\n" + _BUCKET.encode()),
    "sound": _text("Dockerfile", "FROM debian:12\nUSER root\n"),
}

_CHECK = """\
title: Names do not end in a b
severity: low
likelihood: depth
resource: aws.s3.bucket
expects: "!resource.name.matches('^(a|aa)+(a|aa)+(a|aa)+$')"
message: "`{resource.name}` ends in a b"
why: Somebody wrote a pattern that goes back and forth.
fix: {steps: Choose another name.}
"""


def build(top: Path) -> Path:
    """Write the repository below a folder, with what it must not read beside it; return it."""
    outside, repository = top / "outside", top / "repository"
    outside.mkdir()
    (outside / "main.tf").write_text('resource "aws_s3_bucket" "outside" {}\n')
    (outside / "policy.json").write_text('{"Statement": []}')
    (repository / ".git").mkdir(parents=True)
    (repository / ".seatrial" / "own-regex").mkdir(parents=True)
    (repository / ".seatrial" / "own-regex" / "check.yaml").write_text(_CHECK)
    for name, write in FOLDERS.items():
        (repository / name).mkdir()
        write(repository / name)
    return repository

"""Functions on paths and files.  What cannot be read is unknown: it may be made before Terraform runs."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from posixpath import basename as base_of
from posixpath import normpath

from seatrial.errors import ConnectorError, LimitError
from seatrial.model.value import Unknown, Value
from seatrial.terraform.functions.globs import matcher
from seatrial.terraform.functions.hashes import ALGORITHMS, digest
from seatrial.terraform.functions.registry import Context, FunctionError, Parameter, Unknowns, function, text
from seatrial.terraform.functions.texts import template_variables
from seatrial.terraform.values import Set, nfc


def _clean(path: str) -> str:
    # POSIX lets two leading slashes mean something else, Go does not.
    return normpath(path.replace("//", "/")) if path else "."


@function(text("path"))
def dirname(path: str) -> Value:
    head, slash, _ = path.rpartition("/")
    return _clean(head + slash) if slash else "."


@function(text("path"))
def basename(path: str) -> Value:
    if not path:
        return "."
    return base_of(path.rstrip("/")) or "/"


@function(text("path"), context=True)
def abspath(context: Context, path: str) -> Value:
    if path.startswith("/"):
        return _clean(path)
    if not context.base:
        return Unknown("`abspath` depends on where Terraform runs", is_set=True)
    return _clean(f"{context.base}/{path}")


@function(text("path"))
def pathexpand(path: str) -> Value:
    if not path.startswith("~"):
        return path
    if path[1:2] not in ("", "/"):
        raise FunctionError("pathexpand: cannot expand a user's own home directory")
    return Unknown("`pathexpand` depends on who runs Terraform", is_set=True)


def _read(context: Context, path: str) -> bytes | Unknown:
    try:
        return context.files.read(path)
    except (ConnectorError, LimitError) as error:
        return Unknown(str(error), is_set=True)


@function(text("path"), context=True)
def file(context: Context, path: str) -> Value:
    content = _read(context, path)
    if isinstance(content, Unknown):
        return content
    try:
        return nfc(content.decode())
    except UnicodeDecodeError as error:
        raise FunctionError(f"file: contents of `{path}` are not valid UTF-8; use filebase64") from error


@function(text("path"), context=True)
def filebase64(context: Context, path: str) -> Value:
    content = _read(context, path)
    return content if isinstance(content, Unknown) else b64encode(content).decode()


def _declare(name: str, algorithm: str, shown: Callable[[bytes], str]) -> None:
    @function(text("path"), context=True, name=name)
    def digested(context: Context, path: str) -> Value:
        content = _read(context, path)
        return content if isinstance(content, Unknown) else shown(digest(algorithm, content))


for _algorithm in ALGORITHMS:
    _declare(f"file{_algorithm}", _algorithm, bytes.hex)
for _algorithm in ("sha256", "sha512"):
    _declare(f"filebase64{_algorithm}", _algorithm, lambda digest_: b64encode(digest_).decode())


@function(text("path"), context=True)
def fileexists(context: Context, path: str) -> Value:
    try:
        return context.files.exists(path)
    except (ConnectorError, LimitError) as error:
        return Unknown(str(error), is_set=True)


@function(text("path"), Parameter("vars", unknowns=Unknowns.WHOLE), context=True, may_be_null=True)
def templatefile(context: Context, path: str, variables: Value) -> Value:
    checked = template_variables("templatefile", variables)
    template = file(context, path)
    return template if isinstance(template, Unknown) else context.render(template, checked)


@function(text("path"), text("pattern"), context=True)
def fileset(context: Context, path: str, pattern: str) -> Value:
    bound = context.limits.elements
    try:
        found = list(filter(matcher(pattern), context.files.walk(path)))
    except (ConnectorError, LimitError) as error:
        return Unknown(str(error), is_set=True)
    if len(found) > bound:
        raise FunctionError(f"fileset: more than {bound} files", bound=f"{bound} files")
    return Set(map(nfc, found))

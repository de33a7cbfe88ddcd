"""Module calls: from a ``source`` to the directory that holds the module."""

from __future__ import annotations

import json
from collections.abc import Iterator
from posixpath import normpath
from typing import TYPE_CHECKING

from seatrial.errors import ConnectorError, LimitError
from seatrial.model.location import Location
from seatrial.terraform.evaluator import not_fetched
from seatrial.terraform.sources import ModuleFiles, ModuleSource, SourceFiles, literal, read_module

if TYPE_CHECKING:
    from seatrial.terraform.evaluator import Evaluator
    from seatrial.terraform.module import ModuleCall

_MANIFEST = ".terraform/modules/modules.json"


def called_source(call: ModuleCall) -> ModuleSource | str:
    """The module that a call means, or the reason why it is not to be had, which is then a gap too."""
    evaluator = call.caller.evaluator
    attribute = call.placed.block.body.attributes.get("source")
    where = call.placed.head() if attribute is None else call.placed.place(attribute)
    source = literal(attribute)
    if not isinstance(source, str):
        return _gap(call, where, f"the source of {call.address} is not written as a plain text")
    directory = _directory(call, source)
    if directory is None:
        if is_local(source):
            return _gap(call, where, f"the source of {call.address}, `{source}`, leaves what is scanned")
        evaluator.unfetched.setdefault(source, {})[call.address] = where
        return not_fetched(source, call.address)
    if _is_ancestor(call, directory):
        return _gap(call, where, f"{call.address} calls `{source}`, which calls it: a module cannot contain itself")
    names = call.caller.call.names if call.caller.call else ()
    limit = evaluator.budget.limits.modules
    if len(names) >= limit:
        return _gap(call, where, f"{call.address} lies too deep in other modules", f"{limit} nested modules")
    module = evaluator.library.module(directory)
    if not module.is_there:
        return _gap(call, where, f"the source of {call.address}, `{source}`, holds no Terraform files")
    return module


def _gap(call: ModuleCall, where: Location, reason: str, bound: str = "") -> str:
    call.caller.evaluator.gap(where, reason, bound)
    return reason


def _is_ancestor(call: ModuleCall, directory: str) -> bool:
    module = call.caller
    while True:
        if module.source.directory == directory:
            return True
        if module.call is None:
            return False
        module = module.call.caller


def is_local(source: str) -> bool:
    return source in (".", "..") or source.startswith(("./", "../", ".\\", "..\\"))


def local_directory(caller: str, source: str) -> str | None:
    """The directory of a local source, or None where it leaves the boundary."""
    path = normpath(f"{caller}/{source.replace(chr(92), '/')}")
    return None if path == ".." or path.startswith(("../", "/")) else path


def _directory(call: ModuleCall, source: str) -> str | None:
    if is_local(source):
        return local_directory(call.caller.source.directory, source)
    names = (*(call.caller.call.names if call.caller.call else ()), call.name)
    return fetched_directories(call.caller.evaluator).get(".".join(names))


def fetched_directories(evaluator: Evaluator) -> dict[str, str]:
    """The directories of the modules that ``terraform init`` has fetched, by the names of the calls to them."""
    if evaluator.fetched is None:
        evaluator.fetched = dict(_manifest(evaluator.files, evaluator.directory))
    return evaluator.fetched


def _manifest(files: ModuleFiles, root: str) -> Iterator[tuple[str, str]]:
    path = _MANIFEST if root == "." else f"{root}/{_MANIFEST}"
    try:
        manifest = json.loads(files.read(path))
    except (ConnectorError, LimitError, ValueError, RecursionError):
        # Without it nothing is fetched; each call that needs it is then a gap of its own.
        return
    modules = manifest.get("Modules") if isinstance(manifest, dict) else None
    for module in modules if isinstance(modules, list) else ():
        key, directory = (module.get("Key"), module.get("Dir")) if isinstance(module, dict) else (None, None)
        if isinstance(key, str) and isinstance(directory, str) and key:
            found = local_directory(root, directory)
            if found is not None:
                yield key, found


def called_directories(directory: str, files: SourceFiles) -> set[str]:
    """The local directories that the modules called in a directory lie in.  Parses, evaluates nothing."""
    found = set()
    for placed in read_module(directory, files).calls.values():
        source = literal(placed.block.body.attributes.get("source"))
        if isinstance(source, str) and is_local(source):
            called = local_directory(directory, source)
            if called is not None:
                found.add(called)
    return found


def module_calls(directory: str, files: SourceFiles) -> dict[str, str]:
    """The sources of the modules called in a directory, by the name of the call.  Parses, evaluates nothing."""
    found = {}
    for name, placed in read_module(directory, files).calls.items():
        source = literal(placed.block.body.attributes.get("source"))
        if isinstance(source, str):
            found[name] = source
    return found

"""The functions of the Terraform language (https://developer.hashicorp.com/terraform/language/functions).

`call` evaluates one; a module here holds a family of them.  ``can`` and ``try``, whose arguments must not be evaluated
before the call, are the evaluator's.
"""

from seatrial.terraform.functions import (
    conversions,
    encodings,
    filesystem,
    formats,
    hashes,
    json_text,
    mappings,
    networks,
    numeric,
    patterns,
    sequences,
    sets,
    texts,
    times,
    yaml_text,
)
from seatrial.terraform.functions.registry import (
    FUNCTIONS,
    Context,
    Files,
    FunctionError,
    Limits,
    NoFiles,
    call,
)

__all__ = ["Context", "Files", "FunctionError", "Limits", "NoFiles", "call", "names"]

_FAMILIES = (
    conversions,
    encodings,
    filesystem,
    formats,
    hashes,
    json_text,
    mappings,
    networks,
    numeric,
    patterns,
    sequences,
    sets,
    texts,
    times,
    yaml_text,
)


def names() -> frozenset[str]:
    """The names of all functions that `call` knows."""
    return frozenset(FUNCTIONS)

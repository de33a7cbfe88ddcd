"""Which configuration of a provider a resource uses, and what that adds to it: default tags.

https://developer.hashicorp.com/terraform/language/modules/develop/providers
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from seatrial.errors import ParseError
from seatrial.model.value import Unknown, Value
from seatrial.parsers.hcl import Attribute
from seatrial.parsers.hcl.syntax import Access, Expression, Literal, Name, ObjectOf
from seatrial.terraform.blocks import Contents
from seatrial.terraform.sources import alias_of
from seatrial.terraform.values import derive

if TYPE_CHECKING:
    from seatrial.terraform.module import Module
    from seatrial.terraform.resources import Instance


def configuration(module: Module, reference: str) -> Contents | None:
    """The block that configures a provider (``aws`` or ``aws.west``) as a module sees it, or None."""
    while True:
        own = _own(module, reference)
        if own is not None or module.call is None:
            return own
        passed = _passed(module, reference)
        if passed is None and "." in reference:
            return None
        reference = passed or reference
        module = module.call.caller


def _own(module: Module, reference: str) -> Contents | None:
    if module.providers is None:
        module.providers = {}
        for placed in module.source.providers:
            alias = alias_of(placed)
            name = placed.block.labels[0] + (f".{alias}" if alias else "")
            title = f"{module.prefix}provider.{name}"
            contents = Contents(placed.block, placed, module.scope, module.evaluator, title)
            module.providers.setdefault(name, contents)
    return module.providers.get(reference)


def _passed(module: Module, reference: str) -> str | None:
    """What the module's call passes under a name, as the caller knows it."""
    if module.call is None:
        return None
    attribute = module.call.placed.block.body.attributes.get("providers")
    expression = _expression(attribute)
    if not isinstance(expression, ObjectOf):
        return None
    for key, value in expression.items:
        if provider_name(key) == reference:
            return provider_name(value)
    return None


def _expression(attribute: Attribute | None) -> Expression | None:
    try:
        return None if attribute is None else attribute.expression()
    except ParseError:
        return None


def provider_name(expression: Expression | None) -> str | None:
    """``aws`` or ``aws.west``, also in quotes."""
    if isinstance(expression, Literal) and isinstance(expression.value, str):
        return expression.value
    if isinstance(expression, Name):
        return expression.name
    if isinstance(expression, Access) and isinstance(expression.target, Name):
        return ".".join([expression.target.name, *(step for step in expression.steps if isinstance(step, str))])
    return None


def provider_of(instance: Instance) -> Contents | None:
    """The configuration that a resource uses: the one that it names, else the default one of its type's prefix."""
    named = provider_name(_expression(instance.contents.body.attributes.get("provider")))
    return configuration(instance.resource.module, named or instance.resource.name[1].partition("_")[0])


def effective_tags(instance: Instance) -> Value:
    """All tags: the provider's default ones, and over them the resource's own."""
    own = instance.contents.get("tags") if instance.contents.has("tags") else None
    default = default_tags(instance)
    if type(own) is Unknown:
        return derive(own)
    if type(default) is Unknown:
        return derive(default)
    return {**(default if isinstance(default, Mapping) else {}), **(own if isinstance(own, Mapping) else {})}


def default_tags(instance: Instance) -> Value:
    """The provider's ``default_tags``, an empty mapping where there are none."""
    provider = provider_of(instance)
    if provider is None:
        return {}
    merged: dict[str, Value] = {}
    for block in provider.nested("default_tags"):
        tags = block if isinstance(block, Unknown) else block.get("tags") if block.has("tags") else {}
        if isinstance(tags, Unknown):
            return tags
        if isinstance(tags, Mapping):
            merged.update(tags)
    return merged


def has_effective_tags(instance: Instance) -> bool:
    """Whether a resource has tags that are to be known: it states some, or its provider does."""
    if instance.resource.name[0] != "resource" or not instance.resource.name[1].startswith("aws_"):
        return False
    if instance.contents.has("tags_all"):
        return False
    if instance.contents.has("tags"):
        return True
    provider = provider_of(instance)
    return provider is not None and provider.has("default_tags")

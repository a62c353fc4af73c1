"""Check a block against its JSON schema, say in one sentence what is wrong, and fill in defaults."""

import re
from collections.abc import Callable
from copy import deepcopy

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match

from placecells.config.read import ConfigError, dotted, guess, refuse, show

KeyOf = Callable[[str], str]  # the full key for a block's key: experiments.x.data.beta for data.beta

NUMBER = re.compile(r"[-+]?(\d[\d_]*\.?\d*|\.\d+)(e[-+]?\d+)?", re.IGNORECASE)


def check(block: object, schema: dict, key_of: KeyOf) -> None:
    """Raise ConfigError for the block's most relevant departure from the schema."""
    error = best_match(Draft202012Validator(schema).iter_errors(block))
    if error is None:
        return
    path, schema = list(error.absolute_path), error.schema
    if error.validator == "additionalProperties":
        known = list(schema["properties"])
        unknown = next(name for name in error.instance if name not in known)
        key, value = key_of(dotted([*path, unknown])), show(error.instance[unknown])
        only = ", ".join(known) + guess(unknown, known)
        raise ConfigError(f"{key} is {value}, but there is no such key; allowed are {only}")
    if error.validator == "required":
        missing = next(name for name in schema["required"] if name not in error.instance)
        needed = allowed(schema["properties"][missing])
        raise ConfigError(f"{key_of(dotted([*path, missing]))} is missing; allowed is {needed}")
    refuse(key_of(dotted(path)), error.instance, allowed(schema) + _hint(error))


def allowed(schema: dict) -> str:
    """What a schema accepts, in words."""
    if "enum" in schema:
        return ("one of " if len(schema["enum"]) > 1 else "") + ", ".join(map(str, schema["enum"]))
    kind = schema["type"]
    if kind in ("integer", "number"):
        return f"{'an integer' if kind == 'integer' else 'a finite number'}{_bounds(schema)}"
    if kind == "array":
        some = "one or more " if schema.get("minItems") else ""
        different = "different " if schema.get("uniqueItems") else ""
        return f"a list of {some}{different}entries, each {allowed(schema['items'])}"
    if kind == "object" and schema.get("maxProperties") == 1:
        return f"a mapping with exactly one of the keys {', '.join(schema['properties'])}"
    if kind == "object" and schema.get("additionalProperties") is False:
        return f"a mapping with keys from {', '.join(schema['properties'])}"
    if kind == "object":
        return "a mapping with at least one key" if schema.get("minProperties") else "a mapping"
    return {"string": "text", "boolean": "true or false"}.get(str(kind), "a value of the key")


def fill(block: object, schema: dict) -> object:
    """A valid block with the schema's defaults and canonical numbers: 1 becomes 1.0 where the schema says number."""
    kind = schema["type"]
    if kind == "integer":
        return int(block)
    if kind == "number":
        return float(block) + 0.0  # -0.0 becomes 0.0
    if kind == "array":
        return [fill(item, schema["items"]) for item in block]
    if kind == "object" and "properties" in schema:
        known = schema["properties"]
        defaults = {name: deepcopy(sub["default"]) for name, sub in known.items() if "default" in sub}
        return {name: fill(value, known[name]) for name, value in {**defaults, **block}.items()}
    return block


def leaves(schema: dict, path: tuple[str, ...] = ()) -> dict[str, dict]:
    """{dotted key: schema} of all values inside a schema."""
    if schema["type"] == "object":
        parts = [leaves(sub, (*path, name)) for name, sub in schema.get("properties", {}).items()]
        return {key: sub for part in parts for key, sub in part.items()}
    return {".".join(path): schema}


def _bounds(schema: dict) -> str:
    above, least, most = (schema.get(name) for name in ("exclusiveMinimum", "minimum", "maximum"))
    below = schema.get("exclusiveMaximum")
    low = f" above {above:_}" if above is not None else f" >= {least:_}" if least is not None else ""
    high = f"<= {most:_}" if most is not None else f"below {below:_}" if below is not None else ""
    return low + (f"{' and' if low else ''} {high}" if high else "")


def _hint(error: ValidationError) -> str:
    value, schema = error.instance, error.schema
    if error.validator == "type" and schema["type"] in ("integer", "number") and _looks_like_number(value):
        return "; YAML reads this as text, write 1.0e-5 or 1_000_000"
    if isinstance(value, str) and value in schema.get("renamed", {}):
        return f"; {value} is now called {schema['renamed'][value]}"
    return guess(value, map(str, schema["enum"])) if "enum" in schema else ""


def _looks_like_number(value: object) -> bool:
    """Whether YAML has left a number as text, as it does with 1e-5."""
    return isinstance(value, str) and NUMBER.fullmatch(value) is not None

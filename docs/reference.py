"""The reference of all keys of a config, as Markdown tables, from the schemas against which every config is checked."""

from collections.abc import Iterator, Mapping

from placecells.claims.markdown import table
from placecells.config import schemas

HEAD = ("key", "allowed", "what")
EVERYWHERE = ("kind", "grid.*")  # of every kind, described above the tables
LIMITS = {"minimum": ">= {}", "exclusiveMinimum": "> {}", "maximum": "<= {}", "exclusiveMaximum": "< {}"}


def config_keys() -> str:
    """Keys of a whole config, without those of an experiment's kind."""
    return _table(schemas.whole())


def kinds() -> str:
    """A section for every kind of experiment: what it makes, and its keys."""
    return "\n".join(_section(kind, schema) for kind, schema in schemas.of_kinds().items())


def _section(kind: str, schema: Mapping) -> str:
    return f"### {kind}\n\n{schema['description']}\n\n{_table(schema)}"


def _table(schema: Mapping) -> str:
    shown = [(key, part) for key, part in leaves(schema) if key not in EVERYWHERE]
    return table(HEAD, [(f"`{key}`", allowed(part), part.get("description", "")) for key, part in shown])


def leaves(schema: Mapping, inside: str = "") -> Iterator[tuple[str, Mapping]]:
    """(dotted key, schema) of every key that holds a value; keys of free names are written as `*`."""
    for name, part in schema.get("properties", {}).items():
        yield from _leaves_of(part, inside + name)
    if isinstance(free := schema.get("additionalProperties"), Mapping):
        yield from _leaves_of(free, f"{inside}*")


def _leaves_of(part: Mapping, key: str) -> Iterator[tuple[str, Mapping]]:
    inner = list(leaves(part, f"{key}."))
    yield from inner or [(key, part)]


def allowed(part: Mapping) -> str:
    """Type, limits, names and default of a value, in words."""
    if "enum" in part:
        text = ", ".join(f"`{name}`" for name in part["enum"])
    elif part.get("type") == "array":
        text = f"list of {allowed(part.get('items', {})) or 'values'}"
    else:
        limits = [words.format(f"{part[limit]:,}") for limit, words in LIMITS.items() if limit in part]
        text = f"{part.get('type', '')} {' and '.join(limits)}".strip()
    return f"{text}; default `{part['default']}`" if "default" in part else text

"""A JSON schema for editors: completion, descriptions and mistakes while a config file is written.

It accepts parts of a config, because a scale's file changes some keys only. The full check is the loader's.
"""

from placecells.config import schemas

STRICT = ("required", "minProperties", "maxProperties")  # hold for a whole config, not for the part that a file gives


def schema() -> dict:
    """The schema of config.yaml, of a scale's file and of a study's file, as JSON values."""
    whole = _relaxed(schemas.whole())
    kinds = schemas.of_kinds()
    experiment = {
        "description": "One experiment; with its kind, or `like`, or as a change of the experiment of this name.",
        "type": "object",
        "properties": {
            "kind": {"description": "Kind of the experiment.", "enum": list(kinds)},
            "like": {"description": "Experiment whose keys hold where this one does not set them.", "type": "string"},
        },
        "allOf": [_if_kind(kind, _relaxed(part)) for kind, part in kinds.items()],
    }
    whole["properties"]["experiments"]["additionalProperties"] = experiment
    parts = {name: whole["properties"][name] for name in ("experiments", "figures", "leave_out")}
    whole["properties"]["scales"] = {
        "description": "What a scale changes; in the file of a further study only.",
        "type": "object",
        "additionalProperties": {"type": "object", "additionalProperties": False, "properties": parts},
    }
    return whole


def _if_kind(kind: str, part: dict) -> dict:
    """The keys of a kind, for experiments that name it."""
    own = part | {"properties": part["properties"] | {"like": {"type": "string"}}}
    return {"if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]}, "then": own}


def _relaxed(part: object) -> object:
    """A schema without the demands that only a whole config meets. Its keys and limits stay."""
    if isinstance(part, list):
        return [_relaxed(item) for item in part]
    if not isinstance(part, dict):
        return part
    return {key: _relaxed(value) for key, value in part.items() if key not in STRICT or isinstance(value, dict)}

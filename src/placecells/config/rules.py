"""Rules that tie the keys of a cell together, beyond what a schema says. Each raises ConfigError."""

import math
from collections.abc import Callable

from placecells.config.read import ConfigError, refuse, show

MOST_VALUES = 2**40  # samples * sites: 128 GiB as bits
ENUMERABLE = 20  # hidden units whose 2^M states are summed one by one

KeyOf = Callable[[str], str]


def check_cell(cell: dict, key_of: KeyOf) -> None:
    """Hold a cell that fits its schema against every rule for the parts it has."""
    if "data" in cell:
        _samples(cell["data"], key_of)
    if cell["kind"] == "relax":
        _equation(cell["flow"], key_of)
    if "training" in cell:
        _schedule(cell, key_of)
        _negative_phase(cell, key_of)
        _record(cell, key_of)


def _samples(data: dict, key_of: KeyOf) -> None:
    sites, samples = data["sites"], data.get("samples")
    if data["sampling"] == "stream":
        if samples is not None:
            but = "data.sampling is stream, which has no end"
            refuse(key_of("data.samples"), samples, "neither data.samples nor data.alpha", but)
        return
    if samples is None:
        raise ConfigError(f"{key_of('data.samples')} is missing; allowed is an integer >= 1, or data.alpha")
    if samples * sites > MOST_VALUES:
        most = f"at most {MOST_VALUES // sites:_}, so that samples * sites <= 2**40"
        refuse(key_of("data.samples"), samples, most, f"data.sites is {sites:_}")
    if data["sampling"] == "symmetrised" and samples % sites:
        multiple = f"a multiple of data.sites = {sites:_}"
        refuse(key_of("data.samples"), samples, multiple, "data.sampling is symmetrised")


def _schedule(cell: dict, key_of: KeyOf) -> None:
    """A stream has no epochs; elsewhere two records are at least one update apart."""
    stop, every = cell["training"]["stop"], cell["record"]["every"]
    if cell["data"]["sampling"] == "stream":
        for key, value in (("training.stop", stop), ("record.every", every)):
            if "epochs" in value:
                refuse(key_of(key), value, "updates, as in {updates: 1000}", "data.sampling is stream")
    elif "epochs" in every:
        updates = math.ceil(cell["data"]["samples"] / cell["training"]["batch"])
        if every["epochs"] * updates < 1 - 1e-9:
            least = f"at least one update, epochs >= {1 / updates:.6g}"
            refuse(key_of("record.every.epochs"), every["epochs"], least, f"an epoch has {updates:_} updates")


def _negative_phase(cell: dict, key_of: KeyOf) -> None:
    training, hidden = cell["training"], cell["machine"]["hidden"]
    if training["negative"] == "pcd" and "gibbs" not in training:
        key = key_of("training.gibbs")
        raise ConfigError(f"{key} is missing, but training.negative is 'pcd'; allowed is an integer >= 1")
    if training["negative"].startswith("exact-") and hidden > ENUMERABLE:
        _too_many(key_of, hidden, f"training.negative is {show(training['negative'])}")


def _record(cell: dict, key_of: KeyOf) -> None:
    hidden = cell["machine"]["hidden"]
    if "log_likelihood" in cell["record"]["quantities"] and hidden > ENUMERABLE:
        _too_many(key_of, hidden, "record.quantities has 'log_likelihood'")


def _equation(flow: dict, key_of: KeyOf) -> None:
    """The exact flow has a temperature, the cubic one has none left."""
    if flow["equation"] == "exact" and "beta" not in flow:
        key = key_of("flow.beta")
        raise ConfigError(f"{key} is missing, but flow.equation is 'exact'; allowed is a finite number > 0")
    if flow["equation"] == "cubic" and "beta" in flow:
        refuse(key_of("flow.beta"), flow["beta"], "no beta", "flow.equation is 'cubic', which is free of it")


def _too_many(key_of: KeyOf, hidden: int, but: str) -> None:
    refuse(key_of("machine.hidden"), hidden, f"at most {ENUMERABLE}, for the sum over all hidden states", but)

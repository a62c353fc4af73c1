"""Rules that tie keys of a cell, or experiments, together, beyond what a schema says. Each raises ConfigError."""

import math
from collections.abc import Callable, Iterable, Mapping

from placecells.config.files import check_digits, check_file, check_held_out, check_machine, check_minibatch
from placecells.config.read import ConfigError, guess, refuse, show

MOST_BITS = 2**40  # of a training set: 128 GiB
ENUMERABLE = 20  # two-valued hidden units; their 2^M states are summed one by one
LARGEST_TABLE = 20_000_000  # entries of the table of the exact sampler of colours
VISIBLE = {"ising": "spin", "xy": "potts", "torus": "spin"}  # model: the visible units that take its configurations
ADAM_KEYS = ("beta1", "beta2", "epsilon")
COLOUR_KEYS = ("colours", "kernel", "couplings")
COLOUR_QUANTITIES = ("colours", "cosine")
SPIN_QUANTITIES = ("order_parameter",)
RING_QUANTITIES = ("centre", "width", "shape", "order_parameter")
RING_KINDS = ("spectrum", "statistics")
CRITICAL = math.log(1.0 + math.sqrt(2.0)) / 2.0  # beta at which the spins of an infinite square lattice order

KeyOf = Callable[[str], str]


def check_cell(cell: dict, key_of: KeyOf) -> None:
    """Check a cell that fits its schema against every rule about the parts that the cell has."""
    if "data" in cell and cell["data"]["model"] == "digits":
        check_digits(cell["data"], key_of)
    elif "data" in cell:
        _model(cell, key_of)
        _law(cell["data"], key_of)
        check_file(cell, key_of)
        _samples(cell["data"], key_of)
    if cell["kind"] == "relax":
        _equation(cell["flow"], key_of)
    if cell["kind"] == "replicas":
        _optimiser(cell["training"], key_of)
        check_minibatch(cell, key_of)
    if cell["kind"] in ("train", "weights"):
        _visible(cell, key_of)
        _well(cell["machine"], key_of)
        check_machine(cell, key_of)
        _record(cell, key_of)
    if cell["kind"] == "train":
        _optimiser(cell["training"], key_of)
        _schedule(cell, key_of)
        _negative_phase(cell, key_of)


def check_sources(experiments: Mapping[str, dict]) -> None:
    """Hold the key `of` of every experiment, the one whose dataset it starts from, against the names of all.

    experiments: with `like` resolved. Raises ConfigError for a name that no experiment has, and for a circle.
    """
    for name in experiments:
        chain = [name]
        while isinstance(source := experiments[chain[-1]].get("of"), str):
            key = f"experiments.{chain[-1]}.of"
            if source not in experiments:
                known = f"one of {', '.join(experiments)}{guess(source, experiments)}"
                refuse(key, source, known, "there is no such experiment")
            if source in chain:
                circle = " > ".join([*chain[chain.index(source) :], source])
                refuse(key, source, "an experiment outside it", f"it closes the circle {circle}")
            chain.append(source)


def with_dependents(names: Iterable[str], experiments: Mapping[str, dict]) -> set[str]:
    """The named experiments and all that start from their datasets, directly or not; `of` makes no circles."""
    found = list(names)
    while more := [name for name, block in experiments.items() if block.get("of") in found and name not in found]:
        found += more
    return set(found)


def _model(cell: dict, key_of: KeyOf) -> None:
    """Spins have no colours. Colours have a kernel of their size, and couplings that reach less than half the ring."""
    data = cell["data"]
    if data["model"] == "torus":
        _torus(cell, key_of)
    elif "sides" in data:
        refuse(key_of("data.sides"), data["sides"], "sides with torus only", f"data.model is {show(data['model'])}")
    if data["model"] != "xy":
        for key in COLOUR_KEYS:
            if key in data:
                refuse(key_of(f"data.{key}"), data[key], f"{key} with xy only", f"data.model is {show(data['model'])}")
        return
    if "colours" not in data:
        key = key_of("data.colours")
        raise ConfigError(f"{key} is missing, but data.model is 'xy'; allowed is an integer >= 2 and <= 256")
    sites, colours, kernel, couplings = data["sites"], data["colours"], data.get("kernel"), data.get("couplings", [1.0])
    if kernel is not None and len(kernel) != colours // 2 + 1:
        numbers = f"{colours // 2 + 1} numbers, for the distances 0 to {colours // 2}"
        refuse(key_of("data.kernel"), kernel, numbers, f"data.colours is {colours}")
    if sites < 2 * len(couplings) + 1:
        least = f"an integer >= {2 * len(couplings) + 1}, twice their number and one"
        refuse(key_of("data.sites"), sites, least, f"data.couplings has {len(couplings)} entries")
    if "beta" in data and sites * colours ** (2 * len(couplings)) > LARGEST_TABLE:
        most = f"less, so that sites * colours^(2 * number of couplings) <= {LARGEST_TABLE:_}"
        refuse(key_of("data.colours"), colours, most, f"there are {sites:_} sites and couplings = {show(couplings)}")
    if cell["kind"] == "spectrum" and len(couplings) > 1:
        but = "kind is spectrum, whose laws are for nearest neighbours"
        refuse(key_of("data.couplings"), couplings, "a list of one number", but)


def _torus(cell: dict, key_of: KeyOf) -> None:
    """A torus has two sides, and independent samples below the transition; what is measured on rings has no meaning."""
    data, torus = cell["data"], "data.model is 'torus'"
    if "sides" not in data:
        raise ConfigError(f"{key_of('data.sides')} is missing, but {torus}; allowed is a list of two integers >= 3")
    if (product := math.prod(data["sides"])) != data["sites"]:
        refuse(key_of("data.sites"), data["sites"], f"their product {product}", f"data.sides is {show(data['sides'])}")
    if data["sampling"] != "independent":
        refuse(key_of("data.sampling"), data["sampling"], "independent", torus)
    if not data.get("beta", 0.0) < CRITICAL:
        refuse(key_of("data.beta"), data["beta"], f"a number below {CRITICAL:.4f}, where the spins order", torus)
    if cell["kind"] in RING_KINDS:
        refuse(key_of("data.model"), data["model"], "ising or xy", f"kind is {cell['kind']}")


def _law(data: dict, key_of: KeyOf) -> None:
    """Drawn data need `beta`. Data from a file may lack `beta`, and then have no other parameter of the law either."""
    if "beta" in data:
        return
    if data["sampling"] != "file":
        raise ConfigError(f"{key_of('data.beta')} is missing; allowed is a finite number >= 0")
    for key in ("kernel", "couplings"):
        if key in data:
            refuse(key_of(f"data.{key}"), data[key], f"{key} with data.beta only", "data.beta is not given")


def _samples(data: dict, key_of: KeyOf) -> None:
    sites, samples = data["sites"], data.get("samples")
    bits, colours = (8, data["colours"]) if data["model"] == "xy" else (1, 1)
    if data["sampling"] == "stream":
        if samples is not None:
            but = "data.sampling is stream, which has no end"
            refuse(key_of("data.samples"), samples, "neither data.samples nor data.alpha", but)
        return
    if samples is None:
        raise ConfigError(f"{key_of('data.samples')} is missing; allowed is an integer >= 1, or data.alpha")
    if samples * sites * bits > MOST_BITS:
        most = f"at most {MOST_BITS // (sites * bits):_}, so that a training set has at most 128 GiB"
        refuse(key_of("data.samples"), samples, most, f"data.sites is {sites:_}")
    if data["sampling"] == "symmetrised" and samples % (sites * colours):
        product = "data.sites * data.colours" if data["model"] == "xy" else "data.sites"
        multiple = f"a multiple of {product} = {sites * colours:_}"
        refuse(key_of("data.samples"), samples, multiple, "data.sampling is symmetrised")


def _visible(cell: dict, key_of: KeyOf) -> None:
    """The visible units take the configurations of the data's model."""
    model = cell["data"]["model"]
    visible = cell["machine"].get("visible", VISIBLE[model])
    if visible != VISIBLE[model]:
        refuse(key_of("machine.visible"), visible, VISIBLE[model], f"data.model is {show(model)}")


def _optimiser(training: dict, key_of: KeyOf) -> None:
    """Only Adam has running means."""
    for key in ADAM_KEYS:
        if key in training and training.get("optimiser") != "adam":
            but = f"training.optimiser is {show(training.get('optimiser', 'sgd'))}"
            refuse(key_of(f"training.{key}"), training[key], f"{key} with adam only", but)


def _well(machine: dict, key_of: KeyOf) -> None:
    """Only a double well has a theta."""
    for key in ("theta", "theta_learned"):
        if key in machine and machine["unit"] != "double_well":
            but = f"machine.unit is {show(machine['unit'])}"
            refuse(key_of(f"machine.{key}"), machine[key], f"{key} with double_well only", but)


def _schedule(cell: dict, key_of: KeyOf) -> None:
    """Streamed data have no epochs. With other data, two records are at least one update apart."""
    stop, every = cell["training"]["stop"], cell["record"]["every"]
    if cell["data"]["sampling"] == "stream":
        for key, value in (("training.stop", stop), ("record.every", every)):
            if "epochs" in value:
                refuse(key_of(key), value, "updates, as in {updates: 1000}", "data.sampling is stream")
        if cell["training"].get("replacement"):
            refuse(key_of("training.replacement"), True, "false", "data.sampling is stream, of fresh samples")
    elif "epochs" in every:
        updates = math.ceil(cell["data"]["samples"] / cell["training"]["batch"])
        if every["epochs"] * updates < 1 - 1e-9:
            least = f"at least one update, epochs >= {1 / updates:.6g}"
            refuse(key_of("record.every.epochs"), every["epochs"], least, f"an epoch has {updates:_} updates")


def _negative_phase(cell: dict, key_of: KeyOf) -> None:
    training = cell["training"]
    if training["negative"] == "pcd" and "gibbs" not in training:
        key = key_of("training.gibbs")
        raise ConfigError(f"{key} is missing, but training.negative is 'pcd'; allowed is an integer >= 1")
    if training["negative"].startswith("exact-"):
        _summable(cell["machine"], key_of, f"training.negative is {show(training['negative'])}")


def _record(cell: dict, key_of: KeyOf) -> None:
    model, quantities = cell["data"]["model"], cell["record"]["quantities"]
    strange, other = (SPIN_QUANTITIES, "ising") if model == "xy" else (COLOUR_QUANTITIES, "xy")
    for index, quantity in enumerate(quantities):
        if quantity in strange:
            key = key_of(f"record.quantities[{index}]")
            refuse(key, quantity, f"{quantity} with {other} only", f"data.model is {show(model)}")
        if quantity in RING_QUANTITIES and model == "torus":
            key = key_of(f"record.quantities[{index}]")
            refuse(key, quantity, f"{quantity} with a ring, ising or xy, only", f"data.model is {show(model)}")
    if "log_likelihood" in quantities:
        if "beta" not in cell["data"]:  # the held-out samples are then those that follow in the file
            check_held_out(cell, key_of)
        _summable(cell["machine"], key_of, "record.quantities has 'log_likelihood'")


def _summable(machine: dict, key_of: KeyOf, but: str) -> None:
    """Refuse too many hidden units for an exact sum over their states, or for a quadrature."""
    hidden, unit = machine["hidden"], machine["unit"]
    real = unit in ("gaussian", "double_well")
    if hidden > (most := 1 if real else ENUMERABLE):
        what = "the integral over the hidden unit" if real else "the sum over all hidden states"
        refuse(key_of("machine.hidden"), hidden, f"at most {most} for {show(unit)} units, for {what}", but)


def _equation(flow: dict, key_of: KeyOf) -> None:
    """The exact flows (31) and (47) need `beta`. The cubic flows (36) and (49) do not depend on it."""
    if flow["equation"] == "exact" and "beta" not in flow:
        key = key_of("flow.beta")
        raise ConfigError(f"{key} is missing, but flow.equation is 'exact'; allowed is a finite number > 0")
    if flow["equation"] == "cubic" and "beta" in flow:
        refuse(key_of("flow.beta"), flow["beta"], "no beta", "flow.equation is 'cubic', which is free of it")

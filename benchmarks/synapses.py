"""Updates of binary synapses: ours beside a straightforward version in NumPy, interleaved in one run."""

import numpy as np

from benchmarks.harness import interleaved
from placecells.studies.binary_synapses.model import teacher
from placecells.studies.binary_synapses.model.learn import Rule, learn

DRAWS = 1000  # random numbers z of the straightforward data term, as in a public realisation
WORKLOADS = {  # name: hidden units P, sites N, samples M, sets of fields K
    "few units": (3, 100, 500, 50),
    "MNIST's size": (100, 784, 2000, 8),
}
BETA, RATE, DAMPING, TOLERANCE = 1.0, 0.001, 0.3, 1e-6


def speeds(rounds=3, seconds=1.0):
    """{workload: {implementation: (updates per CPU second, spread)}}."""
    return {name: interleaved(_calls(*sizes), rounds, seconds) for name, sizes in WORKLOADS.items()}


def _calls(units, sites, samples, fields):
    """The implementations as functions of a number of updates, all of which start from the same means."""
    rng = np.random.default_rng(1)
    v = 1.0 * teacher.sample(teacher.synapses(min(units, 8), sites, 0.0, rng), BETA, samples, rng)
    start = rng.uniform(-0.5, 0.5, (units, sites))
    rule = Rule(BETA, "dual", "messages", fields=fields, damping=DAMPING, rate=RATE)

    def ours(updates):
        learn(v, start, rule._replace(steps=updates), np.random.default_rng(2))

    def straightforward(updates):
        m, draws = start.copy(), np.random.default_rng(2)
        for _ in range(updates):
            m = np.tanh(np.arctanh(m) + RATE * straightforward_gradient(m, v, fields, draws))

    return {"placecells": ours, "straightforward NumPy": straightforward}


def straightforward_gradient(m, v, fields, rng):
    """Gradient of the bound as one would write the equations (A.6) to (A.18), unit by unit and field by field."""
    (units, sites), samples = m.shape, len(v)
    width = np.sqrt((1.0 - m**2).mean(1))
    gradient = -np.arctanh(m)
    for mu in range(units):
        inputs = v @ m[mu] / np.sqrt(sites)
        z = rng.standard_normal(DRAWS)
        tanh = np.tanh(BETA * (inputs[:, None] + width[mu] * z))
        slope, curvature = tanh.mean(1), (1.0 - tanh**2).mean()
        gradient[mu] += BETA / np.sqrt(sites) * slope @ v - samples * BETA**2 / sites * m[mu] * curvature
    for _ in range(fields // 2):
        z = rng.standard_normal(units)
        for sign in (1.0, -1.0):
            hidden, pairs = _messages(m, sign * width * z)
            model = BETA / np.sqrt(sites) * pairs - BETA / sites * (sign * z * hidden / width)[:, None] * m
            gradient -= samples * model / fields
    return gradient


def _messages(m, b, most=200):
    """<h_mu> and <v_i h_mu> by messages for one set of fields, a hidden unit at a time."""
    units, sites = m.shape
    messages, u = np.zeros_like(m), np.zeros_like(m)
    cavity = np.zeros_like(m)
    for _ in range(most):
        for mu in range(units):
            parts = m[mu] * messages[mu] / np.sqrt(sites)
            cavity[mu] = BETA * (parts.sum() - parts + b[mu])
            u[mu] = np.arctanh(np.tanh(cavity[mu]) * np.tanh(BETA * m[mu] / np.sqrt(sites)))
        new = (1.0 - DAMPING) * np.tanh(u.sum(0) - u) + DAMPING * messages
        change, messages = np.abs(new - messages).max(), new
        if change < TOLERANCE:
            break
    coupling = np.tanh(BETA * m / np.sqrt(sites))
    product = messages * np.tanh(cavity)
    hidden = np.tanh(BETA * ((m * messages).sum(1) / np.sqrt(sites) + b))
    return hidden, (coupling + product) / (1.0 + coupling * product)

"""Claims on retarded learning with Ising data (sections III.4 and V.1.2): trained weights.

What theory says to expect: no order parameter of the top eigenvector of C has a threshold at (26). Its W_local is
smooth in beta and alpha; its W_uniform falls with N on both sides; its W is finite on both. What (26) can locate is
where weights learned from a sample stop to describe new data.
"""

from functools import partial

from placecells.claims.claim import NOT_REPRODUCED, REPRODUCED, Band, Claim, Control
from placecells.claims.intervals import BINOMIAL, JACKKNIFE, STUDENT
from placecells.studies.place_cells.measures.retarded import two_sides
from placecells.studies.place_cells.measures.retarded.two_sides import noisy_untrained, untrained

LEAST_RUNS = 8
FACTOR = "points within a factor 3 of (26) are left out: the paper speaks of few and of many data; where, is claim 37"
RATIO = "W / mean W of random weights of the same size (the same ratio holds for W_uniform)"
RESULTANTS = "random weights of 100 sites have a resultant of 0.12, a place field of 14 of them 0.95"

claim = partial(
    Claim,
    section="III.4",
    figure="fig07",
    unit="1",
    test=STUDENT,
    row="few_data",
    source="text",
    decides="more seeds of the experiments that the claim reads",
)


def _unchanged(ds):
    return ds


# what a control is: text, change of the dataset
UNTRAINED = ("all weights before training", untrained)
NOISY_UNTRAINED = ("the noisy side before training, the other after it", noisy_untrained)
ORDERED_SIDE = ("the ordered side", _unchanged)


class Sweep:
    """Experiments along beta, or along alpha with one part of a claim for each, and how the paper calls their sides."""

    def __init__(self, few: str, many: str, where: str, audit: int = 0, **experiments: str):
        self.few, self.many, self.where, self.audit = few, many, where, audit
        self.parts, self.datasets = tuple(name.replace("_", " ") for name in experiments), tuple(experiments.values())

    def measure(self, measure, change=_unchanged):
        """The measure of changed datasets, with one part for each experiment if there are several."""
        whole = two_sides.each(self.parts, lambda ds: measure(change(ds)))
        return whole if len(self.parts) > 1 else lambda ds: measure(change(ds))

    def expected(self, expected):
        """What is expected, of each part."""
        if len(self.parts) == 1:
            return expected
        if isinstance(expected, dict):
            return {f"{name}, {part}": value for part in self.parts for name, value in expected.items()}
        return dict.fromkeys(self.parts, expected)

    def claim(self, statement: str, measure, expected, controls, **texts) -> Claim:
        """One claim. controls: {(what, change): (measure, verdict that it must give)}."""
        made = (
            Control(what, self.measure(of, change), self.datasets, gives)
            for (what, change), (of, gives) in controls.items()
        )
        return claim(
            statement=statement.format(few=self.few, many=self.many),
            datasets=self.datasets,
            measure=self.measure(measure),
            expected=self.expected(expected),
            controls=tuple(made),
            where=self.where,
            audit=self.audit,
            **texts,
        )


BETA = Sweep(
    "weak correlations", "strong ones", "section III.4, second paragraph, figure 7a", along_beta="retarded_beta"
)
ALPHA = Sweep(
    "few data",
    "many data",
    "section III.4, second paragraph, figure 7b",
    audit=3,
    equal_epochs="retarded_alpha",
    equal_updates="retarded_alpha_controlled",
)


def _two_sides(sweep: Sweep, ids: tuple[str, ...], why: tuple[str, ...]) -> list[Claim]:
    """The paper's statements on the two sides of the threshold, along one sweep."""
    return [
        sweep.claim(
            id=ids[0],
            statement="With {few} the weights sum to no more than random ones of the same size: W vanishes.",
            quantity=f"{RATIO}, mean over the points of the noisy side",
            measure=partial(two_sides.over_random, noisy=True),
            expected=Band(high=1.5),
            tolerance="1 is the exact mean for random weights, a place field of 14 of 100 sites has about 5; half of "
            f"one random W for what 10 runs leave open; {FACTOR}",
            why=why[0],
            controls={
                ORDERED_SIDE: (partial(two_sides.over_random, noisy=False), NOT_REPRODUCED),
                UNTRAINED: (partial(two_sides.over_random, noisy=None), REPRODUCED),
            },
        ),
        sweep.claim(
            id=ids[1],
            statement="W (11) is much smaller with {few} than with {many}.",
            quantity="mean W over the points of the noisy side / over those of the ordered side",
            measure=two_sides.noisy_over_ordered,
            expected=Band(high=0.1),
            tolerance=f"'much smaller' is read as at most a tenth; {FACTOR}",
            why=why[1],
            controls={
                UNTRAINED: (two_sides.noisy_over_ordered, NOT_REPRODUCED),
                NOISY_UNTRAINED: (two_sides.noisy_over_ordered, REPRODUCED),
            },
            test=f"{JACKKNIFE}, of the logarithm",
            least_runs=LEAST_RUNS,
        ),
        sweep.claim(
            id=ids[2],
            statement="With {few} the weights show no clear spatial structure: no place field.",
            quantity="resultant (P.10), and share of the runs with one bump narrower than half of the ring, over the "
            "points of the noisy side",
            measure=two_sides.no_fields,
            expected={"resultant": Band(high=0.3), "one bump": Band(high=0.5)},
            tolerance=f"{RESULTANTS}, below 0.3 weights have no centre; in most runs no single bump; {FACTOR}",
            why=why[2],
            controls={
                ORDERED_SIDE: (partial(two_sides.no_fields, noisy=False), NOT_REPRODUCED),
                UNTRAINED: (two_sides.no_fields, REPRODUCED),
            },
            test=f"{STUDENT}; {BINOMIAL}",
        ),
        sweep.claim(
            id=ids[3],
            statement="With {many} W does not vanish: it exceeds that of random weights, and more so than with {few}.",
            quantity=f"{RATIO}, mean over the points of the ordered side minus that over the noisy side",
            measure=two_sides.over_random_difference,
            expected=Band(low=1.0),
            tolerance="the difference is 0 without a transition and about 4 for place fields of 14 of 100 sites; it "
            f"must exceed W of random weights, 1; {FACTOR}",
            why=why[3],
            controls={
                UNTRAINED: (two_sides.over_random_difference, NOT_REPRODUCED),
                NOISY_UNTRAINED: (two_sides.over_random_difference, REPRODUCED),
            },
        ),
        sweep.claim(
            id=ids[4],
            statement="With {many} the weights are spatially structured, and with {few} they are not.",
            quantity="resultant (P.10), mean over the points of the ordered side minus that over the noisy side",
            measure=two_sides.resultant_difference,
            expected=Band(low=0.4),
            tolerance=f"half of the difference of a place field and random weights: {RESULTANTS}; {FACTOR}",
            why=why[4],
            controls={
                UNTRAINED: (two_sides.resultant_difference, NOT_REPRODUCED),
                NOISY_UNTRAINED: (two_sides.resultant_difference, REPRODUCED),
            },
        ),
        sweep.claim(
            id=ids[5],
            statement="With {many}, far from the threshold, a place field emerges on a finite portion of the ring.",
            quantity="share of the runs, at the point of least noise, with one bump narrower than half of the ring",
            measure=two_sides.single_fields,
            expected=Band(low=0.5),
            tolerance="in most of the runs",
            why=why[5],
            controls={UNTRAINED: (two_sides.single_fields, NOT_REPRODUCED)},
            test=BINOMIAL,
        ),
    ]


ALONG_BETA = _two_sides(
    BETA,
    ("retarded-33", "retarded-33b", "retarded-33c", "retarded-34", "retarded-34b", "retarded-34c"),
    (
        "Data without correlations give the weights no sign to share.",
        "Weights that learn nothing but noise stay small, and their random signs cancel in the sum.",
        "Noise has no place: it draws weights all around the ring.",
        "A place field has one sign, so that its weights add up.",
        "One unit describes one stretch of correlated sites best, which is its place field.",
        "One unit describes one stretch of correlated sites best, which is its place field.",
    ),
)
ALONG_ALPHA = _two_sides(
    ALPHA,
    ("retarded-35", "retarded-35b", "retarded-35c", "retarded-35d", "retarded-35e", "retarded-35f"),
    (
        "Chance correlations of few samples have random signs from one stretch of xi sites to the next.",
        "With equal epochs few data mean few updates and small weights; with equal updates the weights that noise "
        "draws are as large as a place field's, and random signs alone do not make their sum a tenth.",
        "Few data draw weights all around the ring, smooth over xi sites but without a place.",
        "A place field has one sign, so that its weights add up.",
        "One unit describes one stretch of correlated sites best, which is its place field, once the data show it.",
        "One unit describes one stretch of correlated sites best, which is its place field.",
    ),
)

CLAIMS = [*ALONG_BETA, *ALONG_ALPHA]

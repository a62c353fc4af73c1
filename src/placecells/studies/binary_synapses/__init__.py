"""The study of a companion paper: RBMs whose synapses are -1 or +1, learned as a distribution of synapses."""

from placecells.study import Finding, Panels, Row, Study

FINDINGS = (
    Finding(
        1,
        "The bound by the dual network is not a bound",
        "The fields of the dual network do not depend on the sample, so that its partition function is too small.",
        (Panels("figB7", "a to d"),),
    ),
    Finding(
        2,
        "Adam without the correction of its averages",
        "The averages begin at 0 and are not divided by 1 - decay^t, so that early steps are up to twice as long. This "
        "alone does not make all synapses certain, as the public figures show.",
        (Panels("figB9", "a to d"),),
    ),
    Finding(
        3,
        "Labels and rates of curves",
        "The number of hidden units is overwritten after the first alpha of the scan, so that the curve labelled P = 3 "
        "shows P = 2 beyond alpha = 1; P = 2 is shown at rate 0.1 and P = 3 at 0.4; and the labels of the correlations "
        "0 and 0.3 stand in the other order than the arrays.",
        (Panels("figB5", "a and b, with one rate"),),
    ),
)

STUDY = Study(
    title="Binary synapses, learned as a distribution",
    about="Statements of the abstract of Huang (2020), Variational mean-field theory for training restricted Boltzmann "
    "machines with binary synapses, with equations derived here, recomputed, measured and judged one by one.",
    sections=("framework", "planted", "digits", "audit"),
    findings=FINDINGS,
    rows=(
        Row("bound", "Learning climbs a lower bound on the log-likelihood", "synapses-01", "figB7"),
        Row("messages", "Messages on a dual network give the expectations", "synapses-03", "figB6"),
        Row("planted", "Planted synapses are found", "synapses-10", "figB2"),
        Row("digits", "Handwritten digits are learned", "synapses-20", "figB8"),
    ),
)

"""The study of a companion paper: RBMs in the space of their singular vectors, before and during training."""

from placecells.study import Finding, Panels, Row, Study

FINDINGS = (
    Finding(
        1,
        "Labels of the histograms of singular values",
        "Keys of the four hidden sizes are sorted as text, which puts 1200 and 3000 before 784; the labels are in the "
        "order of numbers. Before training the machine with more hidden units has the larger singular values; after it "
        "the order need not be the same.",
        (Panels("figR3", "b"), Panels("figR4", "a")),
    ),
    Finding(
        2,
        "Rotations that leave most coordinates alone",
        "The rotation of the weights is a product of N/10 rotations in random coordinate planes. It turns about a "
        "fifth of the coordinates, so that rotated weights stay correlated with the weights.",
        (Panels("figR5", "b and c"),),
    ),
    Finding(
        3,
        "An extra factor in log Z",
        "The terms of log Z in the means of the modes are multiplied by the variance 1/4 of a unit once too often.",
        (Panels("figR13", "a"),),
    ),
    Finding(
        4,
        "Lines of another machine in the phase diagram",
        "The lines J0 = 1 and J0 = J are those of spins that all couple to each other. Two layers of zero-one units "
        "order at J0 = 8 and freeze at J = 32^(1/2) in the same units.",
        (Panels("figR15", "a and b"),),
    ),
)

STUDY = Study(
    title="Reciprocal space",
    about="Statements of the abstract of Toledo-Marin, Maiti, Fox and Melko (2025), Exploring the energy landscape of "
    "RBMs: reciprocal space insights into bosons, hierarchical learning and symmetry breaking, with equations derived "
    "here, recomputed, measured and judged one by one.",
    sections=("initialisation", "landau", "gaussian", "diffusion", "learning", "trained", "size", "audit"),
    findings=FINDINGS,
    rows=(
        Row("spectrum", "Singular values at initialisation follow Marchenko and Pastur", "reciprocal-01", "figR3"),
        Row("symmetry", "Initial weights have rotational symmetry", "reciprocal-02", "figR5"),
        Row("saddle", "The start is a saddle, with singular values as curvatures", "reciprocal-03", "figR17"),
        Row("hierarchy", "Learning is hierarchical: data modes emerge one after the other", "reciprocal-50", "figR11"),
        Row("breaking", "Learning breaks the rotational symmetry of the weights", "reciprocal-53", "figR11"),
        Row("landau", "The symmetry of a mode breaks as in Landau's theory", "reciprocal-10", "figR16"),
        Row("free_energy", "A mean-field free energy describes the machine", "reciprocal-15", "figR13"),
        Row("gaussian", "Reciprocal variables are normal for infinite size", "reciprocal-20", "figR7"),
        Row("diffusion", "For some modes diffusion does not converge", "reciprocal-30", "figR14"),
    ),
)

"""The findings of the audit: what the authors' public notebooks do, and the control beside it.

No number that the pipeline measures stands here: those come with the claims that carry a finding's number.
"""

from placecells.study import Finding, Panels

FINDINGS = (
    Finding(
        1,
        "The abscissa of figure 3b",
        "The notebook turns the correlation length ξ into β by tan(exp(−1/ξ)) in the place of artanh(exp(−1/ξ)): its "
        "nominal lengths 2.5 to 10 are really 2.41 to 6.36 sites. The control is the true length; a linear law, if "
        "there is one, has other coefficients on it.",
        (Panels("fig03", "c as in the notebooks, b controlled"),),
    ),
    Finding(
        2,
        "The data and the diffusion coefficient of figure 5",
        "The notebook's million configurations are 10⁴ configurations with all their 100 rotations: exactly symmetric "
        "data; and the printed coefficient is 100 times too small for its unit. The control trains on streamed, "
        "symmetrised and independent data, reads the displacement from all origins, and gives D with intervals.",
        (Panels("fig05", "b as in the notebooks, c and the table controlled"),),
    ),
    Finding(
        3,
        "Equal epochs are not equal training",
        "Figures 7b and 11 keep the number of epochs, so the number of updates shrinks with the number of samples, "
        "and part of a transition may be too little training. The control gives every noise ratio the same number of "
        "updates.",
        (
            Panels("fig07", "b as in the notebooks, c controlled"),
            Panels("fig11", "c as in the notebooks, d controlled"),
        ),
    ),
    Finding(
        4,
        "How robust the arrangement of figure 10 is",
        "Distinct centres and equally spaced phases are read off a single run. The control counts, over runs and data "
        "sets, how often place fields share a place, against places at random, and at which phases. A unit and its "
        "negative are the same machine, so a phase is known up to half a turn. It also says whether runs with shared "
        "places have the higher likelihood.",
        (Panels("fig10", "a and b one run as in the paper, c to i over seeds"),),
    ),
    Finding(
        5,
        "The spectrum of figure 13 where its two laws cross",
        "The transition is read off the noise ratio at which the laws for signal and noise are equal. Beside it are "
        "the measured eigenvalue there, the same data with shuffled columns, and the projection on all slow spatial "
        "modes, which are nearly degenerate with the uniform one.",
        (Panels("fig13", "a with the shuffled control, b with both projections"),),
    ),
    Finding(
        6,
        "What uniform weights miss",
        "Section III.2.1 says that a uniform set of weights would completely miss the correlated structure. The "
        "control is its exact log-likelihood at its best amplitude, as a fraction of the field's gain.",
        (Panels("fig03", "d as the paper words it, e controlled"),),
    ),
    Finding(
        7,
        "Wavenumbers on a ring are discrete",
        "Appendix A's condition, L > 1, is that some wavenumber grows; the ring must also hold one. The control counts "
        "the waves that fit, and simulates rings of several sizes.",
        (Panels("figA1", "b the paper's conditions, c and d controlled"),),
    ),
    Finding(
        8,
        "The reach of the repulsion",
        "For small β the paper finds two place fields at rest at any distance above about one width (V.2.3). The "
        "control is the distance at which the pair's excess likelihood vanishes, and the time that two place fields "
        "take to move apart, which grows with their distance: slow, or at rest, is a question of time.",
        (Panels("fig14", "e, with one width marked"),),
    ),
    Finding(
        9,
        "Whether a double well has two wells",
        "The notebooks behind figures 9 and 10 start the hidden units' potential at θ = 0 and learn θ, which two wells "
        "need to be negative: a positive θ is a single well with a cusp. The control trains with θ fixed at −1 and −2, "
        "until the width no longer changes, and gives θ beside every number.",
        (
            Panels("fig09", "b as in the notebooks, a controlled; d the potentials, e to i both"),
            Panels("fig10", "c to h, with fixed θ at the scale that trains five such units"),
        ),
    ),
)

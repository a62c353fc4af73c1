"""placecells: receptive fields of restricted Boltzmann machines trained on invariant data."""

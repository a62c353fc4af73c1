"""What commands of `python -m placecells` print that no job needs."""

"""Panels that figures share, and parts of figures too long for one file."""

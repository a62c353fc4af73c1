"""Checksums of files, in a module that imports nothing slow."""

import hashlib
from pathlib import Path


def file_checksum(path: str | Path) -> str:
    """SHA-256 of a file's bytes, hexadecimal."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

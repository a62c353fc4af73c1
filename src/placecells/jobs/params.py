"""What rules hand to their scripts as text, and how Snakemake remembers it."""

import hashlib


class Described(str):
    """A text that Snakemake stores, compares and shows as what it is and a digest: '<what> 3f2a91c0d4e5'.

    Snakemake keeps the repr of a parameter and prints it, before and now, as the reason of a rerun: thousands of
    characters of a config, of which a reader sees no more than that something differs.
    """

    what: str

    def __new__(cls, what: str, text: str):
        described = super().__new__(cls, text)
        described.what = what
        return described

    def __repr__(self) -> str:
        return f"{self.what} {hashlib.sha256(self.encode()).hexdigest()[:12]}"

    def __reduce__(self):
        return Described, (self.what, str(self))

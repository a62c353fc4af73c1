"""Parameters that rules hand to their scripts as text, and the form in which Snakemake stores them."""

import hashlib


class Described(str):
    """A text that Snakemake stores, compares and shows as its name and a digest: '<what> 3f2a91c0d4e5'.

    Snakemake stores the repr of a parameter, and prints the old and the new one as the reason of a rerun. For a config
    these would be thousands of characters, in which a reader sees only that something differs.
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

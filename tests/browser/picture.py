"""Take the picture of the report's first page for the README: `python tests/browser/picture.py results/quick`."""

import shutil
import sys
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from browser import started, visit
from PIL import Image

WIDTH, HEIGHT = 1280, 1000  # pixels
PICTURE = Path(__file__).resolve().parents[2] / "docs" / "report.png"


def main(results: Path) -> None:
    """Write docs/report.png from the report of a results folder."""
    with TemporaryDirectory() as profile:
        browser = started(shutil.which("chromium"), shutil.which("chromedriver"), profile)
        try:
            visit(browser, (results / "report" / "report.html").resolve(), WIDTH)
            browser.execute_script("document.documentElement.style.scrollbarWidth = 'none'")
            with Image.open(BytesIO(browser.get_screenshot_as_png())) as image:
                small = image.convert("RGB").crop((0, 0, WIDTH, HEIGHT)).quantize(128)
        finally:
            browser.quit()
    small.save(PICTURE, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

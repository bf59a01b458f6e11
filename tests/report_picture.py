"""Take the README's picture of the report: the overview of the sample run, an article before it.

Usage: python tests/report_picture.py REPORT.html data/reference/report.png
"""

import base64
import shutil
import sys
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import sync_playwright

ARTICLE = "#article?quote=1&id=" + quote(
    "https://nusadaily.example/internasional/veldonia-tutup-perbatasan", safe=""
)
# what is taken of each view, and where its left upper corner comes to lie, in CSS pixels
OVERVIEW, OVERVIEW_AT = {"width": 1100, "height": 1025}, (24, 24)
READER, READER_AT = {"width": 1100, "height": 682}, (396, 254)
PAPER = {"width": 1120, "height": 700}
SCALE = 0.636  # of a view in the picture
FRAME = """
<body style="margin:0;background:#efece4;position:relative;overflow:hidden;height:700px">
<style>img{position:absolute;border-radius:12px;border:1px solid #cfcabd;
box-shadow:0 6px 18px rgba(0,0,0,.18)}</style>%s
"""


def image(picture: bytes, at: tuple[int, int], size: dict[str, int]) -> str:
    """Place a picture in the frame."""
    data = base64.b64encode(picture).decode()
    return (
        f'<img src="data:image/png;base64,{data}" style="left:{at[0]}px;top:{at[1]}px;'
        f'width:{size["width"] * SCALE:.0f}px">'
    )


def main(report: Path, out: Path) -> None:
    """Open both views in a browser, put one before the other, and save what that looks like."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )

        def view(at: str, size: dict[str, int]) -> bytes:
            page = browser.new_context(viewport=size, locale="en").new_page()
            page.goto(report.resolve().as_uri() + at)
            page.wait_for_selector("html[data-ready]")
            return page.screenshot()

        shown = image(view("", OVERVIEW), OVERVIEW_AT, OVERVIEW)
        shown += image(view(ARTICLE, READER), READER_AT, READER)
        frame = browser.new_context(viewport=PAPER).new_page()
        frame.set_content(FRAME % shown)
        frame.screenshot(path=out)
        browser.close()


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))

"""Pictures of explorer.html on the sample papers, for the README: first sight, a neighbourhood, a phone.

    python scripts/screenshots.py [FOLDER]      by default docs/
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from playwright.sync_api import sync_playwright

import kg
from kg.explorer import write_explorer
from kg.resources import samples

# WebGL without a graphics card.
FLAGS = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
LORA = "https://w3id.org/paperkg/method/lora"
LARGEST = 250_000  # bytes
COLORS = 256


def first_sight(page: Any) -> None:
    """Nothing is touched."""


def neighbourhood(page: Any) -> None:
    """As after a click on LoRA."""
    page.evaluate("iri => paperkg.select(iri)", LORA)


PICTURES: dict[str, tuple[dict[str, int], int, Callable[[Any], None]]] = {
    "explorer.png": ({"width": 1280, "height": 800}, 1, first_sight),
    "explorer-neighbourhood.png": ({"width": 1280, "height": 800}, 1, neighbourhood),
    "explorer-phone.png": ({"width": 390, "height": 844}, 2, first_sight),
}
"""Name of each: the window's size in CSS pixels, device pixels to each of these, and what is done before."""


def small(screenshot: bytes) -> bytes:
    """The same picture as PNG with a palette: its commonest colours, so that those of the legend stay what they are."""
    pixels = np.asarray(Image.open(io.BytesIO(screenshot)).convert("RGB"))
    colors, inverse, counts = np.unique(pixels.reshape(-1, 3), axis=0, return_inverse=True, return_counts=True)
    palette = colors[np.argsort(-counts, kind="stable")[:COLORS]]
    # By hand: Pillow's own search rounds colours, which turns white into grey.
    nearest = ((colors[:, None].astype(int) - palette[None]) ** 2).sum(axis=2).argmin(axis=1)
    picture = Image.fromarray(nearest[inverse.ravel()].astype(np.uint8).reshape(pixels.shape[:2]), "P")
    picture.putpalette(palette.tobytes())
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent / "docs"
    folder.mkdir(parents=True, exist_ok=True)
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        sys.exit("no chromium, chromium-browser or google-chrome on the path; on Debian: apt-get install chromium")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        explorer = Path(name) / "explorer.html"
        write_explorer(kg.build(samples() / "daily-papers.txt").to_networkx(), explorer)
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for picture, (window, pixels, prepare) in PICTURES.items():
            page = browser.new_page(viewport=window, device_scale_factor=pixels, reduced_motion="reduce", color_scheme="light")
            page.goto(explorer.as_uri())
            page.wait_for_selector("body[data-ready]")
            prepare(page)
            page.wait_for_timeout(3000)  # names and edges come when the view stands still
            data = small(page.screenshot())
            page.close()
            if len(data) > LARGEST:
                sys.exit(f"{picture} has {len(data):,} bytes, more than {LARGEST:,}")
            (folder / picture).write_bytes(data)
            print(f"{folder / picture}  {len(data):,} bytes")
        browser.close()


if __name__ == "__main__":
    main()

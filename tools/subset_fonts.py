"""Make the fonts of our papers: Noto Sans SC, two weights, the characters that offices write.

    npm install --ignore-scripts @expo-google-fonts/noto-sans-sc@0.4.3   # anywhere
    pip install fonttools                                                # anywhere
    python tools/subset_fonts.py node_modules/@expo-google-fonts/noto-sans-sc

Typst brings no Chinese letters, and a zone's machine may have none. All weights with all characters
are 92 MB; GB 2312, the common half of Big5 (長髮 stand in names) and Latin are 6.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from fontTools import subset

TARGET = Path(__file__).resolve().parent.parent / "src/kaigong/reporting/fonts"
WEIGHTS = {"400Regular": "NotoSansSC-Regular.ttf", "700Bold": "NotoSansSC-Bold.ttf"}


def characters() -> set[str]:
    """GB 2312, Big5 level 1, Latin with accents, punctuation, signs of money and measure."""
    found = {chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x180))}
    found |= set("‐‑–—―‘’“”„†‡•…‰′″‹›⁄€£¥₂²³℃№™→←↑↓▲▼◆●○■□★☆∑√∞≈≠≤≥㎡㎥㎏㎞㏑〇兆亩")
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            found |= _decoded(bytes([high, low]), "gb2312")
    for high in range(0xA1, 0xC7):
        for low in (*range(0x40, 0x7F), *range(0xA1, 0xFF)):
            found |= _decoded(bytes([high, low]), "big5")
    return found


def _decoded(pair: bytes, encoding: str) -> set[str]:
    try:
        return set(pair.decode(encoding))
    except UnicodeDecodeError:
        return set()


def main(package: Path) -> None:
    wanted = sorted(map(ord, characters()))
    TARGET.mkdir(parents=True, exist_ok=True)
    for weight, name in WEIGHTS.items():
        (source,) = package.rglob(f"NotoSansSC_{weight}.ttf")
        options = subset.Options(layout_features=["kern", "liga", "locl", "palt"], hinting=False)
        font = subset.load_font(str(source), options)
        maker = subset.Subsetter(options)
        maker.populate(unicodes=wanted)
        maker.subset(font)
        subset.save_font(font, str(TARGET / name), options)
    licence = next(path for path in package.iterdir() if path.name.startswith("LICENSE_FONT"))
    shutil.copy(licence, TARGET / "OFL.txt")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

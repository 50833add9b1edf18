"""Draw the letters and textures kept in course_lib/data, from a seed.

    python scripts/render_images.py

Letters come from fonts that Matplotlib ships. Other versions of Matplotlib or zlib may give other
bytes: then the checksums printed belong into course_lib/data/rendered.py and SOURCES.md.
"""

import hashlib
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import matplotlib
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D

FOLDER = Path(__file__).parents[1] / "course_lib" / "data"
FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
STYLES = {
    "DejaVuSans": ("", "-Bold", "-Oblique", "-BoldOblique"),
    "DejaVuSansMono": ("", "-Bold", "-Oblique"),
    "DejaVuSerif": ("", "-Bold", "-Italic"),
    "STIXGeneral": ("", "Bol", "Italic", "BolIta"),
    "cm": ("r10", "b10", "ss10", "tt10", "ti10"),
}
LETTERS = "ABCDEFGHIJ"
EACH, SIZE, SHADES, SEED = 160, 16, 15, 0


def main() -> None:
    """Write both files and print their checksums."""
    rng = np.random.default_rng(SEED)
    write("letters.npz", letters(rng))
    write("textures.npz", textures(rng))


def letters(rng: np.random.Generator) -> np.ndarray:
    """Draw all letters on one sheet, a class in each row, and cut it: (classes, each, 16, 16)."""
    fonts = [
        FONTS / f"{family}{style}.ttf" for family, styles in STYLES.items() for style in styles
    ]
    figure = Figure(figsize=(EACH * SIZE / 100, len(LETTERS) * SIZE / 100), dpi=100)
    canvas = FigureCanvasAgg(figure)
    for row, letter in enumerate(LETTERS):
        for column in range(EACH):
            font = FontProperties(fname=fonts[rng.integers(len(fonts))])
            path = TextPath((0, 0), letter, prop=font)
            middle = ((column + 0.5) * SIZE, (len(LETTERS) - row - 0.5) * SIZE)
            place = placed(path, rng) + Affine2D().translate(*middle)
            figure.add_artist(PathPatch(path.transformed(place), color="k", lw=0, transform=None))
    canvas.draw()
    ink = 1 - np.asarray(canvas.buffer_rgba())[..., 0] / 255
    return ink.reshape(len(LETTERS), SIZE, EACH, SIZE).swapaxes(1, 2)


def placed(path: TextPath, rng: np.random.Generator) -> Affine2D:
    """About 12 pixels high, a little turned, sheared and moved, around (0, 0)."""
    box = path.get_extents()
    scale = rng.uniform(10.5, 13) / max(box.height, box.width)
    turned = Affine2D().translate(-box.x0 - box.width / 2, -box.y0 - box.height / 2)
    turned.scale(scale * rng.uniform(0.85, 1), scale).skew(rng.uniform(-0.2, 0.2), 0)
    return turned.rotate(rng.normal(0, 0.12)).translate(*rng.uniform(-1, 1, 2))


def textures(rng: np.random.Generator) -> np.ndarray:
    """Draw ten kinds of texture, (10, each, 16, 16): what counts is the grain, not the place."""
    return np.stack([np.stack([draw(rng) for _ in range(EACH)]) for draw in TEXTURES])


def grain(rng: np.random.Generator, *, across: float, along: float, angle: float) -> np.ndarray:
    """Noise smoothed over `across` pixels one way and `along` the other, turned by `angle`."""
    v, u = np.meshgrid(np.fft.fftfreq(SIZE), np.fft.fftfreq(SIZE), indexing="ij")
    a, b = u * np.cos(angle) + v * np.sin(angle), v * np.cos(angle) - u * np.sin(angle)
    passed = np.exp(-2 * np.pi**2 * ((across * a) ** 2 + (along * b) ** 2))
    noise = np.fft.ifft2(np.fft.fft2(rng.normal(size=(SIZE, SIZE))) * passed).real
    # Mean and contrast are drawn for every image: they say nothing about its kind.
    noise = (noise - noise.mean()) / noise.std()
    return np.clip(rng.uniform(0.35, 0.65) + rng.uniform(0.15, 0.3) * noise, 0, 1)


def _of(across: float, along: float, degrees: float) -> Callable[[np.random.Generator], np.ndarray]:
    def draw(rng: np.random.Generator) -> np.ndarray:
        angle = np.deg2rad(degrees + rng.uniform(-12, 12))
        return grain(rng, across=across, along=along, angle=angle)

    return draw


# Two sizes of round grain, and fine and coarse fibres in four directions.
TEXTURES = (
    _of(0.6, 0.6, 0),
    _of(1.2, 1.2, 0),
    *(_of(0.5, 2.0, degrees) for degrees in (0, 45, 90, 135)),
    *(_of(1.1, 3.0, degrees) for degrees in (0, 45, 90, 135)),
)


def write(filename: str, images: np.ndarray) -> None:
    """Write x (N, 1, 16, 16) in 0..15 and y (N,), uint8, and print the checksum."""
    classes, each = images.shape[:2]
    x = np.rint(images * SHADES).astype(np.uint8).reshape(classes * each, 1, SIZE, SIZE)
    content = pack(x=x, y=np.repeat(np.arange(classes), each).astype(np.uint8))
    (FOLDER / filename).write_bytes(content)
    print(f"{hashlib.sha256(content).hexdigest()}  {filename}  {len(content)} bytes")


def pack(**arrays: np.ndarray) -> bytes:
    """Give the content of a compressed .npz without the time it was made at."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, array in arrays.items():
            npy = io.BytesIO()
            np.lib.format.write_array(npy, array, allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy")
            entry.create_system = 3
            archive.writestr(entry, npy.getvalue(), zipfile.ZIP_DEFLATED, 9)
    return content.getvalue()


if __name__ == "__main__":
    main()

"""Look into a trained net: its maps of an image, and what happens where the image is covered."""

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

import anywidget
import numpy as np
import traitlets

from course_lib._shapes import Array, Float
from course_lib.errors import RangeError, ShapeError
from course_lib.figures import figure_bundle
from course_lib.nn import Sequential
from course_lib.widgets.convolution.maps import Occlusion, feature_maps, occlusion
from course_lib.widgets.convolution.maps_picture import around_zero, coloured, paper, picture_of
from course_lib.widgets.explorer import in_words
from course_lib.widgets.script import script

__all__ = ["FeatureMaps"]

PATCHES = (1, 15)  # least and most
SETTINGS = ("image", "layer", "chosen", "patch", "at")


class FeatureMaps(anywidget.AnyWidget):
    """The maps of a net and its occlusion map: `FeatureMaps(net, x)`, x (N, 1, H, W).

    image: which of x; layer: whose maps; chosen: which map is enlarged; patch: pixels that are
    covered, each way; at: row and column of the middle of the patch; all counted from 0. Raises
    ShapeError for images that the net does not take, RangeError for what is out of range.
    """

    _esm = script("common.js", "panel.js", "convolution/tiles.js", "convolution/feature_maps.js")
    _css = script("controls.css", "panel.css", "convolution/feature_maps.css")

    image = traitlets.TraitType(0).tag(sync=True)
    layer = traitlets.TraitType("").tag(sync=True)
    chosen = traitlets.TraitType(0).tag(sync=True)
    patch = traitlets.TraitType(7).tag(sync=True)
    at = traitlets.TraitType([0, 0]).tag(sync=True)
    layers = traitlets.List().tag(sync=True)
    limits = traitlets.Dict().tag(sync=True)
    facts = traitlets.Dict().tag(sync=True)  # sizes and words
    image_bytes = traitlets.Bytes().tag(sync=True)  # uint8 greys (H, W)
    cover_bytes = traitlets.Bytes().tag(sync=True)  # uint8 colours (H, W, 3)
    maps_bytes = traitlets.Bytes().tag(sync=True)  # uint8 colours (F, h, w, 3)
    filter_bytes = traitlets.Bytes().tag(sync=True)  # uint8 greys (K, K), empty where there is none

    def __init__(self, net: Sequential, x: Float[Array, "N C H W"], /, **settings: Any) -> None:
        if x.ndim != 4 or x.shape[1] != 1 or not len(x):
            raise ShapeError(
                f"FeatureMaps got x {x.shape}",
                why="it shows grey images, (N, 1, H, W)",
                how="give a few of those the net was trained for: x_dev[:8]",
            )
        self._net, self._x = net, x
        self._maps = lru_cache(32)(lambda image: feature_maps(net, x[image]))
        self._cover = lru_cache(32)(lambda image, patch: occlusion(net, x[image], patch))
        self._ready = False
        names = list(self._maps(0))
        self._most = max(map(len, self._maps(0).values())) - 1
        middle = [n // 2 for n in x.shape[2:]]
        super().__init__(layers=names, limits={"image": len(x) - 1, "patch": list(PATCHES)})
        first = {"layer": names[0], "at": middle} | settings
        self._put(first)
        self._start = {name: getattr(self, name) for name in SETTINGS}
        self.observe(self._on_change, names=list(SETTINGS))
        self.on_msg(self._on_message)

    @property
    def occlusion(self) -> Occlusion:
        """The occlusion map that is shown."""
        return self._cover(self.image, self.patch)

    @property
    def maps(self) -> Float[Array, "F H W"]:
        """The maps that are shown."""
        return self._maps(self.image)[self.layer]

    def reset(self) -> None:
        """Back to what it was made with."""
        self._put(self._start)

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take what the browser sends, as far as it makes sense: nobody reads an error there."""
        taken = {
            name: value
            for name, value in sync_data.items()
            if name in SETTINGS and self._problem(name, value) == ""
        }
        if taken:
            # Widget.set_state does not send back what was just received: it would be old by then.
            self._show_after(partial(super().set_state, taken))

    def __repr__(self) -> str:
        return f"FeatureMaps({len(self._x)} images; image={self.image}, layer={self.layer!r})"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        live, live_metadata = super()._repr_mimebundle_(**kwargs)
        titles = (
            f"the image: {self._told()['answer']}",
            f"share left where it is covered, {self.patch} pixels",
            f"{self.layer}: {len(self.maps)} maps",
        )
        drawn = picture_of(self._x[self.image, 0], self.occlusion.share, self.maps, titles)
        data, metadata = figure_bundle(drawn, alt=self.facts["says"])
        return {**live, **data, "text/plain": repr(self)}, {**live_metadata, **metadata}

    @traitlets.validate("image", "layer", "chosen", "patch", "at")
    def _check(self, proposal: Any) -> Any:
        name, value = proposal["trait"].name, proposal["value"]
        if not self._ready:
            return value
        problem = self._problem(name, value)
        if problem:
            raise RangeError(
                f"FeatureMaps got {name} = {value!r}", why=problem, how="choose within that"
            )
        return value

    def _problem(self, name: str, value: Any) -> str:
        whole = isinstance(value, int) and not isinstance(value, bool)
        H, W = self._x.shape[2:]
        if name not in SETTINGS:
            return f"it has {', '.join(SETTINGS)}"
        if name == "layer":
            return "" if value in self.layers else f"the layers are {', '.join(self.layers)}"
        if name == "at":
            pair = isinstance(value, list | tuple) and len(value) == 2
            fits = pair and all(
                isinstance(v, int) and 0 <= v < n for v, n in zip(value, (H, W), strict=True)
            )
            return "" if fits else f"it is a row below {H} and a column below {W}"
        most = {"image": len(self._x) - 1, "patch": PATCHES[1], "chosen": self._most}[name]
        least = PATCHES[0] if name == "patch" else 0
        return "" if whole and least <= value <= most else f"it runs from {least} to {most}"

    def _put(self, settings: dict[str, Any]) -> None:
        """Set several as one change, in one message."""
        for name, value in settings.items():
            problem = self._problem(name, value)
            if problem:
                raise RangeError(
                    f"FeatureMaps got {name} = {value!r}", why=problem, how="choose within that"
                )

        def put() -> None:
            for name, value in settings.items():
                setattr(self, name, value)

        self._show_after(put)

    def _show_after(self, change: Callable[[], None]) -> None:
        """Make a change and show it, in one message."""
        self._ready = False
        try:
            with self.hold_sync():
                change()
                self._show()
        finally:
            self._ready = True

    def _on_change(self, _change: object) -> None:
        if self._ready:
            self._put({})

    def _on_message(self, _widget: object, content: Any, _buffers: object) -> None:
        if isinstance(content, dict) and content.get("do") == "reset":
            self.reset()

    def _show(self) -> None:
        maps, cover = self.maps, self.occlusion
        self.chosen = min(self.chosen, len(maps) - 1)
        self.image_bytes = paper(self._x[self.image, 0]).tobytes()
        self.cover_bytes = coloured(cover.share, 1.0).tobytes()
        self.maps_bytes = coloured(maps, float(maps.max())).tobytes()
        kernel = self._filter()
        self.filter_bytes = b"" if kernel is None else around_zero(kernel).tobytes()
        self.facts = {
            "image": list(self._x.shape[2:]),
            "maps": list(maps.shape),
            "filter": [] if kernel is None else list(kernel.shape),
            "told": self._told(),
            "says": self._says(),
        }

    def _filter(self) -> Array | None:
        """The filter of the chosen map, while it is the first filter's own: up to its pool."""
        learning = [n for n in self._net.layers if f"{n}.w" in self._net.params]
        names = list(self._net.layers)
        second = names.index(learning[1]) if len(learning) > 1 else len(names)
        w = self._net.params[f"{learning[0]}.w"]
        own = w.ndim == 4 and names.index(learning[0]) <= names.index(self.layer) < second
        return w[self.chosen, 0] if own else None

    def _told(self) -> dict[str, str]:
        cover, maps = self.occlusion, self.maps
        i, j = self.at
        one = maps[self.chosen]
        row, column = np.unravel_index(one.argmax(), one.shape)
        share, answer = cover.share[i, j], int(cover.answer[i, j])
        then = "and still says" if answer == cover.label else "and says"
        return {
            "answer": f"The net says {cover.label}, with {cover.plain:.1%}.",
            "cover": f"Covered about row {i + 1}, column {j + 1}, {self.patch} pixels each way: "
            f"it gives {cover.label} a share of {share:.1%} {then} {answer}.",
            "map": f"{self.layer}: {len(maps)} maps of {maps.shape[1]} by {maps.shape[2]}. "
            f"The largest answer of map {self.chosen + 1} is {in_words(float(one.max()), 3)}, at "
            f"row {row + 1}, column {column + 1}; {np.mean(one <= 0):.0%} of it is 0 or below.",
        }

    def _says(self) -> str:
        return f"Image {self.image + 1} of {len(self._x)}. {' '.join(self._told().values())}"

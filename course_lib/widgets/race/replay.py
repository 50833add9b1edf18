"""A race as a page of its own: the same view and its numbers, with no kernel behind them."""

import base64
import gzip
import html
import json
from typing import TYPE_CHECKING, Any

from course_lib.widgets.race.field import field
from course_lib.widgets.race.messages import levels
from course_lib.widgets.race.settings import make_surface
from course_lib.widgets.race.words import LANDSCAPE_WORDS, describe
from course_lib.widgets.script import script

if TYPE_CHECKING:
    from course_lib.widgets.race.optimizer_race import OptimizerRace

__all__ = ["page"]

COARSE = 64  # samples along a side: a page should be small
BINARY = ("paths", "field_bytes", "map_bytes")
EXPORT = "export default { render };"
PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark }}
body {{ margin: 24px auto; padding: 0 16px; max-width: 1000px; color: CanvasText;
  background: Canvas; font: 15px/1.5 system-ui, sans-serif }}
{css}
.race {{ color: CanvasText }}
</style>
<h1>{title}</h1>
<p>{words}</p>
<div id="here"></div>
<noscript>This page plays the race with JavaScript.</noscript>
<script type="module">
const packed = Uint8Array.from(atob("{packed}"), (sign) => sign.charCodeAt(0));
const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
const script = document.createElement("script");
script.type = "module";
script.textContent = await new Response(stream).text();
document.body.append(script);
</script>
</html>
"""


def page(race: "OptimizerRace") -> str:
    """Give the page of a race as it stands: it plays, scrubs and asks, offline."""
    return PAGE.format(
        title=f"Optimiser race: {html.escape(LANDSCAPE_WORDS[race.surface])}",
        words=html.escape(describe(race.result)) if not race.question else "Guess, then watch.",
        css=race._css,
        packed=_packed(_code(str(race._esm)), _state(race)),
    )


def _code(esm: str) -> str:
    """The view without its export, which a page has no use for, and what stands for the kernel."""
    view = esm.replace(EXPORT, "")
    return view + script("race/replay.js")


def _packed(code: str, state: str) -> str:
    """Code and numbers, compressed: the same race gives the same letters."""
    program = f'{code}\nreplay({state}, document.getElementById("here"));'
    return base64.b64encode(gzip.compress(program.encode(), mtime=0)).decode("ascii")


def _state(race: "OptimizerRace") -> str:
    state: dict[str, Any] = {
        name: getattr(race, name)
        for name in race.keys
        if not name.startswith("_") and name not in (*BINARY, "layout", "tabbable", "tooltip")
    }
    surface = make_surface(race.result.settings)
    numbers = {
        "paths": race.paths,
        "field_bytes": levels(field(surface, COARSE)),
        "map_bytes": b"",
    }
    state["facts"] = race.facts | {"bowl": False}  # the map sets sliders, which a page has none of
    state["bytes"] = {name: base64.b64encode(b).decode("ascii") for name, b in numbers.items()}
    return json.dumps(state)

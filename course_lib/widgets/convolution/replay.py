"""The animator as a page of its own: the same view and its numbers, with no kernel behind them."""

import base64
import gzip
import html
import json
from typing import TYPE_CHECKING

from course_lib.widgets.convolution.words import describe
from course_lib.widgets.script import script

if TYPE_CHECKING:
    from course_lib.widgets.convolution.animator import ConvAnimator

__all__ = ["page"]

EXPORT = "export default { render };"
PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark }}
body {{ margin: 24px auto; padding: 0 16px; max-width: 900px; color: CanvasText;
  background: Canvas; font: 15px/1.5 system-ui, sans-serif }}
{css}
.conv {{ color: CanvasText }}
</style>
<h1>{title}</h1>
<div id="here"></div>
<noscript>{words}</noscript>
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


def page(animator: "ConvAnimator") -> str:
    """Give the page of an animator as it stands: it plays, steps and scrubs, offline."""
    return PAGE.format(
        title=html.escape(animator.facts["summary"].partition(";")[0]),
        words=html.escape(describe(animator.result, animator.step)),
        css=animator._css,
        packed=_packed(animator),
    )


def _packed(animator: "ConvAnimator") -> str:
    """Code and numbers, compressed: the same animator gives the same letters."""
    names = [name for name in animator.keys if not name.startswith("_")]
    plain = {"layout", "tabbable", "tooltip"}
    state = json.dumps({name: getattr(animator, name) for name in names if name not in plain})
    code = str(animator._esm).replace(EXPORT, "") + script("convolution/replay.js")
    program = f'{code}\nreplay({state}, document.getElementById("here"));'
    return base64.b64encode(gzip.compress(program.encode(), mtime=0)).decode("ascii")

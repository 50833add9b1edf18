"""A view as a page of its own: the same code and its numbers, with no kernel behind them."""

import base64
import gzip
import html
import json
from collections.abc import Mapping
from typing import Any

from course_lib.widgets.script import script

__all__ = ["offline_page"]

EXPORT = "export default { render };"
PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark }}
body {{ margin: 24px auto; padding: 0 16px; max-width: {width}px; color: CanvasText;
  background: Canvas; font: 15px/1.5 system-ui, sans-serif }}
{css}
.{root} {{ color: CanvasText }}
</style>
<h1>{title}</h1>
{intro}<div id="here"></div>
<noscript>{without}</noscript>
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


def offline_page(
    view: Any,
    state: Mapping[str, Any],
    *,
    replay: str,
    root: str,
    width: int,
    title: str,
    intro: str = "",
    without: str,
) -> str:
    """Give the page of `view`, an anywidget, in this `state`: the same view gives the same text.

    `replay`: the file that stands for the kernel, with a function replay(state, el); `root`: the
    class of the view; `intro`: a paragraph above it; `without`: what is said without JavaScript.
    """
    return PAGE.format(
        title=html.escape(title),
        width=width,
        css=view._css,
        root=root,
        intro=f"<p>{html.escape(intro)}</p>\n" if intro else "",
        without=html.escape(without),
        packed=_packed(str(view._esm), script(replay), json.dumps(state)),
    )


def _packed(view: str, replay: str, state: str) -> str:
    # A page has no use for the export.
    code = view.replace(EXPORT, "") + replay
    program = f'{code}\nreplay({state}, document.getElementById("here"));'
    return base64.b64encode(gzip.compress(program.encode(), mtime=0)).decode("ascii")

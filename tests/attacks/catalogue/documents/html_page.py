"""Hand in the page that the browser showed, saved as a notebook."""

from attacking import Attack

ATTACK = Attack(
    document=lambda text: b"<!doctype html><html><script>mallory()</script></html>",
    solved=(),
    wins=lambda run: bool(run.failure),
)

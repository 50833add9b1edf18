"""Ask for another kernel and another language, or name none."""

from attacking import Attack


def _asks(notebook):
    spec = {"name": "../../bash", "language": "bash", "display_name": "<script>mallory()</script>"}
    notebook.metadata = {"kernelspec": spec, "language_info": {"name": "bash"}}


ATTACK = Attack(edit=_asks, no_stock="stock puts the released kernel's name in its place")

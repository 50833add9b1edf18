"""What a browser would run of a page that holds what a student wrote."""

from html.parser import HTMLParser


class Scripts(HTMLParser):
    """Collects what a browser would run of mallory's."""

    def __init__(self, page):
        super().__init__()
        self.inside, self.found = "", []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.inside = tag
        for name, value in attributes:
            runs = name.startswith("on") or "javascript:" in (value or "").replace("\t", "").lower()
            if runs and "mallory" in (value or ""):
                self.found.append((tag, name, value))

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag):
        self.inside = ""

    def handle_data(self, data):
        if self.inside == "script" and "mallory" in data:
            self.found.append(("script", "", data))

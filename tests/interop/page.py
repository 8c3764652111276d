"""What proto/README.md shows, taken out of it so that the tests can try it: the verifier, and the
frames of the conversation in bytes."""

import re

VERIFIER = re.compile(r"^```python\n(.*?)^```$", re.M | re.S)
FRAME = re.compile(r"^```([CS]) (\w+)\n((?:[0-9a-f]{2}[ \n])+)= (.*?)^```$", re.M | re.S)


def verifier(page):
    """The function verify() of the page's script."""
    names = {"__name__": "page"}
    exec(compile(VERIFIER.search(page).group(1), "proto/README.md", "exec"), names)
    return names["verify"]


def frames(page):
    """(sender, kind, bytes, text) of each frame, in order."""
    return [(sender, kind, bytes.fromhex(digits), text)
            for sender, kind, digits, text in FRAME.findall(page)]

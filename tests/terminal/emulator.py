"""What a terminal makes of the bytes that a program writes to it: pyte's screen, and what pyte lacks: the alternate
screen, scrollback as terminals keep it, and characters of no width that are not combining marks."""

import unicodedata

import pyte
from wcwidth import wcwidth

ALTERNATE_SCREEN = 1049


class Screen(pyte.Screen):
    """A terminal's screen with its scrollback. `scrollback` has the lines that went over the upper edge, as text."""

    def __init__(self, columns, lines):
        self.scrollback = []
        self.main_screen = None
        super().__init__(columns, lines)

    def line_text(self, y):
        """One line as text, blanks at its end cut off."""
        line = self.buffer[y]
        return "".join(line[x].data for x in range(self.columns)).rstrip()

    def text_lines(self):
        return [self.line_text(y) for y in range(self.lines)]

    def is_alternate(self):
        return self.main_screen is not None

    def index(self):
        # As xterm, VTE, kitty and Windows Terminal have it: a line is kept when it leaves over the upper edge of
        # the screen; one that leaves over the edge of a scrolling region further down is gone.
        top, bottom = self.margins or pyte.screens.Margins(0, self.lines - 1)
        if self.cursor.y == bottom and top == 0 and not self.is_alternate():
            self.scrollback.append(self.line_text(0))
        super().index()

    def resize(self, lines=None, columns=None):
        lines = lines or self.lines
        # what does not fit any more goes over the upper edge, as far as the cursor's line demands it; pyte
        # would let it go without asking where the cursor is
        excess = self.cursor.y + 1 - lines
        if excess > 0 and not self.is_alternate():
            self.scrollback += self.text_lines()[:excess]
        if lines < self.lines:
            for y in range(self.lines):
                if y + max(excess, 0) in self.buffer:
                    self.buffer[y] = self.buffer[y + max(excess, 0)]
                else:
                    self.buffer.pop(y, None)
            for y in [y for y in self.buffer if y >= lines]:
                self.buffer.pop(y)
            self.cursor.y -= max(excess, 0)
            self.lines = lines
        cursor = self.cursor.y, self.cursor.x
        super().resize(lines, columns)
        self.cursor.y, self.cursor.x = cursor[0], min(cursor[1], self.columns - 1)

    def set_margins(self, top=None, bottom=None):
        # pyte takes "\033[r" for a region of one line
        if not top and not bottom:
            self.margins = None
            self.cursor_position()
        else:
            super().set_margins(top, bottom)

    def set_mode(self, *modes, **kwargs):
        if kwargs.get("private") and ALTERNATE_SCREEN in modes and not self.is_alternate():
            self.main_screen = {y: line.copy() for y, line in self.buffer.items()}, self.cursor.y, self.cursor.x
            self.erase_in_display(2)
        super().set_mode(*modes, **kwargs)

    def reset_mode(self, *modes, **kwargs):
        super().reset_mode(*modes, **kwargs)
        if kwargs.get("private") and ALTERNATE_SCREEN in modes and self.is_alternate():
            saved, self.cursor.y, self.cursor.x = self.main_screen
            self.main_screen = None
            self.buffer.clear()
            for y, line in saved.items():
                self.buffer[y].update(line)

    def draw(self, data):
        # pyte drops what follows a character of no width
        for char in data:
            if wcwidth(char) != 0 or unicodedata.combining(char):
                super().draw(char)
            elif self.cursor.x > 0:
                line = self.buffer[self.cursor.y]
                last = line[self.cursor.x - 1]
                line[self.cursor.x - 1] = last._replace(data=last.data + char)

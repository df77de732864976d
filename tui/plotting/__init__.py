"""Drawing for a terminal: numpy arrays in, changed cells out.

The way of a picture: numbers → `window` (finite, inside, in dots) → `dots` (braille bits; the lines are plotext's)
→ `cells` (one character and one style a cell) → `screenful` (strips, spans that changed; needs Textual)
"""

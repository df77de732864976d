"""The seam to the terminal and to Textual's internals: driver, input, exit, compositor, SGR writer, frame rate.

Only this package uses private names of Textual or Rich.
"""

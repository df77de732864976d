"""Forms: rows that are painted, one editor on the row with the focus, and the forms of setup and racer."""

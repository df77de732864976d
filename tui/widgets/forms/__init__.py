"""Forms: painted rows, one text editor on the row with the focus, and the forms of setup and racer."""

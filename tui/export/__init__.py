"""What leaves the app as a file: JSON and CSV of a race, SVG pictures, asciicasts."""

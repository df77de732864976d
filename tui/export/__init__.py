"""File formats that the app exports: JSON, CSV, SVG and asciicast."""

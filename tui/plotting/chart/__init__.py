"""Charts over steps: curves, axes' ticks, read-out, theory lines; and data with their fits."""

"""Histories of up to 10⁶ steps: extremes of blocks of steps, value ranges, downsampling to pixel columns."""

"""The landscape in three dimensions: camera, mesh, raster, shading, axes, trajectories."""

"""Fall Line's terminal program: the only place that imports textual, rich or plotext."""

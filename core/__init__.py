"""Fall Line's numerical core: formulas, optimizers, problems, scenarios and races, on numpy alone."""

"""Tools around the NLU training data: grammar, checks, a quick proxy classifier."""

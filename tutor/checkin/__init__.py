"""The weekly check-in: what happened, three questions that fit it, and what comes next."""

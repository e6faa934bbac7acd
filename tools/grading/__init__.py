"""The hidden checks, outside; the learner's functions, inside; and what passes between them."""

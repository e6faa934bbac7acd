"""The learner's record and what is read from it."""

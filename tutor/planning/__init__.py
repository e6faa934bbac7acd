"""The dated plan: what is left of the course, placed into the learner's sessions, and moved when life does."""

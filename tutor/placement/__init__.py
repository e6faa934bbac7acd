"""Placement: which units the learner knows already, by a few items of each."""

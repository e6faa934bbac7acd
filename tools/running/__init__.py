"""From a learner's file, notebook or folder to a run and what its end means."""

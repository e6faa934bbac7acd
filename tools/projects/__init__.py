"""A learner's project: handed out as a folder, checked by acceptance tests inside the sandbox."""

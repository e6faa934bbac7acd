"""A weekly moment and the platform's timer that wakes the tutor for it."""

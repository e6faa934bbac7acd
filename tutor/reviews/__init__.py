"""Reviews: what is asked again, when, how an answer is graded, and the quiz that puts them together."""

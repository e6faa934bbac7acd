"""Running programs that nobody trusts: two back ends, what watches them, and what tries them first."""

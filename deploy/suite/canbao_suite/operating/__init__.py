"""Commands of operators: what they ask of running services over REST, with a token."""

"""API keys: what a program may do in the name of a member of the team."""

"""Two cities on one installation: what a team of the one sees of the other."""

"""Personal data: what is held of a person, handed out, erased; what a campaign's end takes away."""

"""Telling other systems what happened: signed, retried, at least once."""

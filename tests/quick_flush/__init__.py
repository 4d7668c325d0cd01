"""Empties the tables after a test that committed, without making every permission anew."""

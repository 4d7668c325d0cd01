"""What makes the search by words fast. What it finds is the same without: see :mod:`searching`."""

"""Keys by which programs act for a member of the staff: made, checked, narrowed, revoked."""

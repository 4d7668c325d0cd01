"""What the city's programs do, by API keys: each calls the same action as the admin."""

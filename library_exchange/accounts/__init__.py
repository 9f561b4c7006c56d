"""People: sign-in, memberships, roles."""

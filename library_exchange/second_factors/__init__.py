"""Second factors: a code of one's telephone beside the password, and recovery codes for when it is lost."""

"""Names and wordings of correspondence: the phrases, and a message as its reader sees it."""

"""Questions as people type them: the words that only ask, and what is said of years, languages and volumes."""

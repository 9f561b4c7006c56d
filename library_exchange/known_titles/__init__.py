"""What the catalogue knows of titles that people type, cite or link to: of which works and records they are."""

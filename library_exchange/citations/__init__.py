"""What a reader knows of a publication that is in no catalogue: its numbers, a pasted citation, a link."""

"""What a colleague has in her name or in hand goes to another one: a list first, then one act."""

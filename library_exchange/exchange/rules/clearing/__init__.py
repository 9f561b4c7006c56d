"""The clearing of a round: which offered book goes to which library, by the published rule."""

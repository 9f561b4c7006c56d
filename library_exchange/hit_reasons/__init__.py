"""Why a hit was found where its title does not say so: the heading, the class or another text that brought it."""

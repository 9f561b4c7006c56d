"""How somebody becomes a reader of a library by herself: asks, confirms her address, is taken in or not."""

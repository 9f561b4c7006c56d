"""Practice loans: a newcomer takes every step of a loan with a library that is only played; nothing of it counts."""

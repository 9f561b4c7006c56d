"""The words of the room: names of states, actions and codes, and sentences about them."""

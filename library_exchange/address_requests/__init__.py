"""What the post needs of an address before a parcel leaves: filled in at once by who may, else asked of the library."""

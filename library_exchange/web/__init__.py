"""Page tools: how a request becomes a page, in three languages, safely."""

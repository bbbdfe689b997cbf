"""The formal letter of a request: in the language that the other State accepts, on paper."""

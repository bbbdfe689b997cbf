"""One kidnapping from the first call to the return of the money."""

"""The pages that families see; each asks the database's functions for families and nothing else."""

"""The processes of one node: started, watched, restarted and stopped in order."""

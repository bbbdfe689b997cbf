"""The manual: practices, and the playbooks that a crisis is run by."""

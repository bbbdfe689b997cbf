"""The doors of the crisis: who may open one record."""

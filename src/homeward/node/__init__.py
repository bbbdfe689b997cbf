"""The Django project of one State: settings, start-up, embedded PostgreSQL, worker, demo."""

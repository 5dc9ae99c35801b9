"""Two app servers on one machine, behind nginx, with PostgreSQL, Redis and an S3 server: ``make run-cluster``."""

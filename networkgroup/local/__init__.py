"""The servers and processes that `make run` and `make test` need, started on this machine."""

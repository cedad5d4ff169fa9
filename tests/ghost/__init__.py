"""The real Ghost server: installed from npm, started on this machine, pushed to. `make test-ghost` runs all of it."""

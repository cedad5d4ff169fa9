"""Schedulers as real processes, killed, ended, doubled and let down: each edition goes out once, whole, and not early."""

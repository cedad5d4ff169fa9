# ruff: noqa: A005 - mirrors publisher/site

#!/usr/bin/env python
"""Django's commands, each with the database that it needs: see config/commands.py."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from config.commands import main

    sys.exit(main(sys.argv))

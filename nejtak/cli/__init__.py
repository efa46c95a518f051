"""The command line, and the only package that prints.

Output for scripts goes to stdout, messages for people to stderr.
"""

import signal


def main() -> None:
    """Load the commands and run one.

    While they are loaded, Ctrl-C ends the process without a traceback; from then on it says that it
    was stopped.
    """
    python_handles = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if python_handles:  # and not who started us, who may have it ignored
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from nejtak.cli import commands

    if python_handles:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    commands.main()

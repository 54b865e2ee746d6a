package dev.headgate.cli;

/// What a command's end says to a shell.
final class Exit {
  static final int FINE = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;
  static final int CONFIG_REFUSED = 3;

  private Exit() {}
}

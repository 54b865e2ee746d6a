package dev.headgate.config;

/// A place in the file, line and column from 1.
record Spot(int line, int column) {
  /// The file as a whole.
  static final Spot NOWHERE = new Spot(0, 0);
}

package dev.headgate.health.judge;

/// Why a node is not fit, as the one word that metrics may carry.
enum Cause {
  NONE("none"),
  UNSEEN("unreachable"),
  UNREACHABLE("unreachable"),
  BREAKER("breaker"),
  UNVERIFIED("chain"),
  CHAIN("chain"),
  AHEAD("ahead"),
  SYNCING("lag"),
  LAG("lag"),
  FORK("fork"),
  ERRORS("errors"),
  CORDON("cordon");

  private final String word;

  Cause(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }
}

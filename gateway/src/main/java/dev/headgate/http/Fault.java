package dev.headgate.http;

/// What makes a connection's bytes no HTTP that can be trusted: the first thing that was found, in
/// a clause. All parts of one reader share it.
public final class Fault {
  private String why = "";
  private boolean found; // asked several times for each line

  /// Whether there is one.
  public boolean found() {
    return found;
  }

  /// The clause; empty while nothing is wrong.
  public String why() {
    return why;
  }

  /// Something is wrong.
  public void is(String clause) {
    if (!found) {
      found = true;
      why = clause;
    }
  }
}

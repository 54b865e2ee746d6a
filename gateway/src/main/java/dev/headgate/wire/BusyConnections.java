package dev.headgate.wire;

import java.util.ArrayList;
import java.util.List;

/// The connections of one pool that carry an exchange, in no order. Each knows its place, so that
/// to add and to remove one, which every call does, takes neither a hash nor an object. Belongs to
/// its pool's event loop.
final class BusyConnections {
  /// Where a connection is that is in no list.
  static final int NOWHERE = -1;

  private final List<NodeConnection> all = new ArrayList<>();

  /// Adds one that is not there.
  void add(NodeConnection connection) {
    connection.busyPlace(all.size());
    all.add(connection);
  }

  /// Whether it was there; now it is not.
  boolean remove(NodeConnection connection) {
    int place = connection.busyPlace();
    if (place == NOWHERE) {
      return false;
    }
    NodeConnection last = all.removeLast();
    if (last != connection) {
      all.set(place, last);
      last.busyPlace(place);
    }
    connection.busyPlace(NOWHERE);
    return true;
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  int size() {
    return all.size();
  }

  /// Those that are there now; what comes and goes later does not change it.
  List<NodeConnection> copy() {
    return List.copyOf(all);
  }
}

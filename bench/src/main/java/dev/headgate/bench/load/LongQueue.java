package dev.headgate.bench.load;

/// First in, first out, without boxes.
final class LongQueue {
  private long[] items = new long[1024];
  private int first;
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  void add(long item) {
    if (size == items.length) {
      grow();
    }
    items[(first + size++) & (items.length - 1)] = item;
  }

  /// The first, which must be there.
  long peek() {
    return items[first];
  }

  /// Takes the first, which must be there.
  long poll() {
    long item = items[first];
    first = (first + 1) & (items.length - 1);
    size--;
    return item;
  }

  void clear() {
    size = 0;
  }

  private void grow() {
    long[] larger = new long[2 * items.length];
    for (int i = 0; i < size; i++) {
      larger[i] = items[(first + i) & (items.length - 1)];
    }
    items = larger;
    first = 0;
  }
}

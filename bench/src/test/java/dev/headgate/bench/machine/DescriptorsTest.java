package dev.headgate.bench.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class DescriptorsTest {
  @Test
  void the_hard_limit_counts() {
    String limits =
        """
        Limit                     Soft Limit           Hard Limit           Units
        Max processes             95924                95924                processes
        Max open files            1024                 20000                files
        """;
    assertEquals(20_000, Descriptors.limit(limits));
    assertEquals(Integer.MAX_VALUE, Descriptors.limit("Max open files  1024  unlimited  files\n"));
    assertEquals(1024, Descriptors.limit("nothing of the kind"));
  }
}

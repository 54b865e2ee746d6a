package dev.headgate.bench.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StraceTest {
  @Test
  void calls_are_counted_by_name_and_the_total_is_none_of_them() {
    Map<String, Long> counts =
        Strace.parse(
            """
            % time     seconds  usecs/call     calls    errors syscall
            ------ ----------- ----------- --------- --------- ----------------
             60.00    1.000000           5    200000        12 recvfrom
             39.00    0.900000           5    210000           sendto
              1.00    0.010000          10      1000           epoll_wait
            ------ ----------- ----------- --------- --------- ----------------
            100.00    1.910000           4    411000        12 total
            """);
    assertEquals(Map.of("sendto", 210_000L, "recvfrom", 200_000L, "epoll_wait", 1000L), counts);
    assertEquals(List.of("sendto", "recvfrom", "epoll_wait"), List.copyOf(counts.keySet()));
  }
}

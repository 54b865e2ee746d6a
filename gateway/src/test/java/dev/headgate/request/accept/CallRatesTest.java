package dev.headgate.request.accept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.headgate.testing.ManualClock;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Who is one client, and how fast it may call.
class CallRatesTest {
  private static final Client ONE = Client.of(InetAddress.ofLiteral("192.0.2.1"));
  private static final Client OTHER = Client.of(InetAddress.ofLiteral("192.0.2.2"));
  private static final InetAddress PROXY = InetAddress.ofLiteral("192.0.2.100");
  private static final Set<InetAddress> TRUSTED =
      Set.of(PROXY, InetAddress.ofLiteral("192.0.2.101"));

  private final ManualClock clock = new ManualClock();
  private final CallRates rates = new CallRates(10, clock);

  private long take(Client client, int calls) {
    return rates.of(client).take(calls);
  }

  @Test
  void a_client_may_spend_one_second_at_once_and_then_keeps_its_rate() {
    for (int i = 0; i < 10; i++) {
      assertEquals(0, take(ONE, 1));
    }
    assertEquals(100, take(ONE, 1), "ms until the next");
    assertEquals(100, take(ONE, 1), "asking costs nothing");
    clock.advance(Duration.ofMillis(100));
    assertEquals(0, take(ONE, 1));
    assertEquals(100, take(ONE, 1));
  }

  @Test
  void a_batch_counts_each_of_its_calls_and_may_be_larger_than_the_bucket() {
    assertEquals(0, take(ONE, 50));
    assertEquals(4100, take(ONE, 1));
    clock.advance(Duration.ofMillis(4100));
    assertEquals(0, take(ONE, 50));
    assertEquals(5000, take(ONE, 1));
  }

  @Test
  void one_clients_haste_is_not_another_s() {
    assertEquals(0, take(ONE, 1000));

    assertEquals(0, take(OTHER, 1));
  }

  @Test
  void a_rest_fills_the_bucket_once_and_not_more() {
    assertEquals(0, take(ONE, 10));
    clock.advance(Duration.ofMinutes(5));
    assertEquals(0, take(ONE, 10));
    assertEquals(100, take(ONE, 1));
  }

  @Test
  void without_a_limit_there_is_none() {
    CallRates none = new CallRates(0, clock);

    assertEquals(0, none.of(ONE).take(1_000_000));
    assertEquals(0, none.of(ONE).take(1_000_000));
  }

  @Test
  void an_ipv6_network_of_64_bits_is_one_client() {
    Client here = Client.of(InetAddress.ofLiteral("2001:db8:0:1::1"));

    assertEquals(here, Client.of(InetAddress.ofLiteral("2001:db8:0:1:ffff::2")));
    assertNotEquals(here, Client.of(InetAddress.ofLiteral("2001:db8:0:2::1")));
    assertEquals(ONE, Client.of(InetAddress.ofLiteral("::ffff:192.0.2.1")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "203.0.113.7 | 203.0.113.7",
        "6.6.6.6, 203.0.113.7 | 203.0.113.7",
        "6.6.6.6,203.0.113.7 , 192.0.2.101 | 203.0.113.7",
        "2001:db8::7 | 2001:db8::9",
        "203.0.113.7, 192.0.2.101, 192.0.2.100 | 203.0.113.7",
        "203.0.113.7, unknown | 192.0.2.100",
        "203.0.113.7, '' | 192.0.2.100",
        "203.0.113.7:80 | 192.0.2.100",
        "'' | 192.0.2.100",
        "192.0.2.101 | 192.0.2.100",
      })
  void a_trusted_proxy_s_last_foreign_address_is_the_client(String said, String client) {
    String list = said.replace("'", "");

    assertEquals(Client.of(InetAddress.ofLiteral(client)), Client.behind(PROXY, list, TRUSTED));
  }
}

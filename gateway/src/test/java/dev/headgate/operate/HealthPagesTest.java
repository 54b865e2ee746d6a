package dev.headgate.operate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.request.accept.Pages.Page;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HealthPagesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/readyz",
        "/healthz",
        "/readyz?chain=ethereum",
        "/readyz?chain=1",
        "/readyz?chain=ethereum&chain=arbitrum",
        "/readyz?any",
        "/readyz?any=",
        "/readyz?unheard=of",
        "/readyz?",
        "http://gateway.example/readyz"
      })
  void all_well_is_ready_however_it_is_asked(String uri) {
    assertEquals(new Page(200, "text/plain; charset=utf-8", "ok\n"), page(World.well(), uri));
  }

  @Test
  void before_the_first_verdict_nothing_is_ready_and_the_process_lives() {
    World world = new World();

    assertEquals(503, page(world, "/readyz").status());
    assertEquals(503, page(world, "/readyz?any").status());
    assertTrue(page(world, "/readyz").body().contains("not judged yet"));
    assertEquals(200, page(world, "/livez").status());
  }

  @ParameterizedTest
  @CsvSource({
    "/readyz, 503",
    "/readyz?chain=ethereum, 503",
    "/readyz?chain=arbitrum, 200",
    "/readyz?chain=ethereum&chain=arbitrum, 503",
    "/readyz?any, 200",
    "/readyz?any&chain=ethereum, 503",
  })
  void a_chain_without_any_node_fails_who_asks_for_it(String uri, int status) {
    World world = World.well();
    world.publishUnserved(
        world.ethereum, world.wrongChain(world.gethA), world.wrongChain(world.gethB));

    Page page = page(world, uri);

    assertEquals(status, page.status());
    assertEquals(
        !uri.equals("/readyz?chain=arbitrum"),
        page.body().contains("ethereum: not served, geth-a says chain id 5, not 1, geth-b"),
        page.body());
    assertEquals(1, page.body().lines().count());
    assertFalse(page.body().startsWith("degraded"));
  }

  @ParameterizedTest
  @CsvSource({
    "/readyz, true",
    "/readyz?verbose, true",
    "/readyz?chain=ethereum, true",
    "/readyz?chain=arbitrum, false",
    "/readyz?any, false",
    "/readyz?any&chain=ethereum, true",
  })
  void a_last_unfit_node_serves_and_is_said_to_be_degraded(String uri, boolean degraded) {
    World world = World.well();
    world.publish(
        world.ethereum,
        world.gethA,
        List.of(
            world.unfit(world.gethA, "lags\n4 blocks"),
            world.unfit(world.gethB, "unreachable: connection refused")));

    Page page = page(world, uri);

    assertEquals(200, page.status());
    assertEquals(degraded, page.body().startsWith("degraded"), page.body());
    assertEquals(
        !uri.contains("arbitrum"), page.body().contains("geth-a lags 4 blocks"), page.body());
  }

  @Test
  void verbose_adds_a_line_per_chain() {
    World world = World.well();
    world.publishUnserved(world.ethereum, world.wrongChain(world.gethA));

    assertEquals(
        """
        not ready: ethereum: not served, geth-a says chain id 5, not 1
        [-]ethereum not served, geth-a says chain id 5, not 1
        [+]arbitrum ok
        """,
        page(world, "/readyz?verbose").body());
    assertEquals("ok\n[+]arbitrum ok\n", page(world, "/readyz?chain=arbitrum&verbose=1").body());
  }

  @Test
  void a_chain_that_stands_still_is_served_as_ever_and_verbose_says_so() {
    World world = World.well();
    world.alarm(world.arbitrum);

    assertEquals("ok\n", page(world, "/readyz").body());
    assertEquals(200, page(world, "/readyz?verbose").status());
    assertEquals(
        """
        ok
        [+]ethereum ok
        [+]arbitrum ok, but the chain stands still: no fit node has a new head, but nodes are on different forks
        """,
        page(world, "/readyz?verbose").body());
  }

  @Test
  void a_drain_is_told_at_once_and_the_process_lives_on() {
    World world = World.well();
    world.draining.set(true);

    for (String uri : List.of("/readyz", "/readyz?any", "/readyz?chain=ethereum", "/healthz")) {
      assertEquals(503, page(world, uri).status(), uri);
      assertTrue(page(world, uri).body().startsWith("draining"), uri);
    }
    assertEquals(200, page(world, "/livez").status());
  }

  @Test
  void a_gateway_that_lets_nobody_in_says_why_and_is_not_ready() {
    World world = World.well();
    HealthPages full =
        new HealthPages(world.board, () -> false, () -> "no files are left", () -> false);

    Page page = full.page("GET", "/readyz?any").orElseThrow();
    assertEquals(503, page.status());
    assertEquals("full: no files are left\n", page.body());
    assertEquals(200, full.page("GET", "/livez").orElseThrow().status());
  }

  @Test
  void an_unknown_chain_is_not_found_and_the_known_ones_are_named() {
    Page page = page(World.well(), "/readyz?chain=etherium%0d%0a<b>");

    assertEquals(404, page.status());
    assertEquals("no chain etherium???b?; the chains are ethereum, arbitrum\n", page.body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/?chain=%zz", "/readyz?chain=%zz", "*", "http://h", "/readyz?%=%", "/%"})
  void a_broken_target_breaks_nothing(String uri) {
    World.well().health.page("GET", uri).ifPresent(page -> assertTrue(page.status() < 500));
  }

  @Test
  void the_root_says_how_to_call() {
    Page page = page(World.well(), "/");

    assertEquals(200, page.status());
    assertTrue(page.body().contains("ethereum, arbitrum"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "OPTIONS"})
  void each_verb_of_a_health_check_is_answered_alike(String verb) {
    World world = World.well();

    assertEquals(page(world, "/readyz"), world.health.page(verb, "/readyz").orElseThrow());
  }

  @Test
  void other_pages_and_verbs_are_not_its_business() {
    World world = World.well();

    assertTrue(world.health.page("GET", "/readyzz").isEmpty());
    assertTrue(world.health.page("GET", "/metrics").isEmpty());
    assertTrue(world.health.page("DELETE", "/readyz").isEmpty());
  }

  private static Page page(World world, String uri) {
    return world.health.page("GET", uri).orElseThrow();
  }
}

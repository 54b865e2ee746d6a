package dev.headgate.operate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentWordTest {

  private static String word(World world, String asked) {
    return AgentWord.of(world.board.all(), asked, world.draining.get());
  }

  private static World degraded(String reason) {
    World world = World.well();
    world.publish(world.ethereum, world.gethA, List.of(world.unfit(world.gethA, reason)));
    return world;
  }

  @ParameterizedTest
  @ValueSource(strings = {"ethereum", "1", "arbitrum", ""})
  void all_well_is_up_with_its_whole_weight_however_it_is_asked(String asked) {
    assertEquals("up ready 100%\n", word(World.well(), asked));
  }

  @Test
  void a_chain_on_its_last_unfit_node_weighs_a_tenth() {
    World world = degraded("lags 4 blocks");
    assertEquals("up ready 10%\n", word(world, "ethereum"));
    assertEquals("up ready 100%\n", word(world, "arbitrum"));
    assertEquals("up ready 10%\n", word(world, ""), "all chains weigh as the worst");
  }

  @Test
  void a_chain_that_nobody_serves_is_down_and_takes_no_other_with_it() {
    World world = World.well();
    world.publishUnserved(world.ethereum, world.wrongChain(world.gethA));
    assertEquals(
        "down #ethereum: not served, geth-a says chain id 5, not 1\n", word(world, "ethereum"));
    assertEquals("up ready 100%\n", word(world, "arbitrum"));
    assertTrue(word(world, "").startsWith("down #ethereum: "), "all chains are down with one");
  }

  @Test
  void before_the_first_verdict_a_chain_is_down() {
    assertEquals(
        "down #ethereum: not served, its nodes are not judged yet\n",
        word(new World(), "ethereum"));
  }

  @Test
  void a_drain_is_told_for_each_chain_whatever_its_state() {
    World world = World.well();
    world.draining.set(true);
    for (String asked : List.of("ethereum", "42161", "")) {
      assertEquals("drain #draining: this gateway is stopping\n", word(world, asked));
    }
    world.publishUnserved(world.ethereum, world.wrongChain(world.gethA));
    assertTrue(word(world, "ethereum").startsWith("drain #"), "calls under way may still end well");
  }

  @Test
  void an_unknown_chain_is_down_and_its_name_breaks_no_line() {
    World world = World.well();
    assertEquals("down #no chain ether?up?ready here\n", word(world, "ether\nup ready"));
    world.draining.set(true);
    assertEquals("down #no chain x here\n", word(world, "x"));
  }

  @Test
  void a_reason_is_one_short_line_of_plain_letters() {
    World world = World.well();
    world.publishUnserved(world.ethereum, world.unfit(world.gethA, "é\n" + "x".repeat(9000)));
    String word = word(world, "ethereum");
    assertTrue(word.matches("down #ethereum: not served, geth-a [?] x+[.]{3}\n"), word);
    assertTrue(word.length() < 200, word);
  }
}

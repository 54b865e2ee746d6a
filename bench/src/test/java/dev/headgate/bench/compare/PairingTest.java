package dev.headgate.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PairingTest {
  private static final Scene SATURATED = new Scene(Scene.Kind.SATURATED, 64);
  private static final Scene OPEN = new Scene(Scene.Kind.OPEN, 10_000);

  private static Cell cell(int round, String contender, Scene scene, double value, double lost) {
    return new Cell(
        round,
        contender,
        scene,
        64,
        0,
        1e6 / value,
        value,
        0,
        value,
        value,
        value,
        1,
        0,
        1,
        lost,
        7);
  }

  private static Quartiles quartiles(List<Ratio> ratios, String figure, Scene scene) {
    return ratios.stream()
        .filter(r -> r.contender().equals(Pairing.HEADGATE) && r.figure().equals(figure))
        .filter(r -> r.scene().equals(scene))
        .findFirst()
        .orElseThrow()
        .quartiles();
  }

  @Test
  void what_slows_both_in_a_round_cancels_out() {
    List<Cell> cells =
        List.of(
            cell(1, "headgate", SATURATED, 10, 0),
            cell(1, "haproxy", SATURATED, 10, 0),
            cell(2, "headgate", SATURATED, 33, 0),
            cell(2, "haproxy", SATURATED, 30, 0),
            cell(3, "headgate", SATURATED, 24, 0),
            cell(3, "haproxy", SATURATED, 20, 0));
    Quartiles cpu = quartiles(new Pairing(cells, 0.08).ratios("haproxy"), Pairing.CPU, SATURATED);
    assertEquals(1.1, cpu.median(), 1e-9);
    assertEquals(1.05, cpu.first(), 1e-9);
    assertEquals(1.15, cpu.third(), 1e-9);
    assertEquals(3, cpu.count());
  }

  @Test
  void a_round_in_which_one_was_disturbed_counts_for_none_and_is_counted() {
    List<Cell> cells =
        List.of(
            cell(1, "headgate", SATURATED, 50, 0.01),
            cell(1, "haproxy", SATURATED, 10, 0.30),
            cell(1, "headgate", OPEN, 10, 0.01),
            cell(1, "haproxy", OPEN, 10, 0.01),
            cell(2, "headgate", SATURATED, 12, 0.01),
            cell(2, "haproxy", SATURATED, 10, 0.07));
    Pairing pairing = new Pairing(cells, 0.08);
    assertEquals(1, pairing.thrownAway());
    assertEquals(1, pairing.rounds(SATURATED));
    assertEquals(1, pairing.rounds(OPEN));
    assertEquals(1.2, quartiles(pairing.ratios("haproxy"), Pairing.CPU, SATURATED).median(), 1e-9);
  }

  @Test
  void added_latency_is_what_is_beyond_direct_in_the_same_round() {
    List<Cell> cells =
        Stream.of(1, 2)
            .flatMap(round ->
                Stream.of(
                    cell(round, "direct", OPEN, 60 * round, 0),
                    cell(round, "headgate", OPEN, 60 * round + 60, 0),
                    cell(round, "haproxy", OPEN, 60 * round + 80, 0)))
            .toList();
    List<Ratio> ratios = new Pairing(cells, 0.08).ratios("haproxy");
    assertEquals(0.75, quartiles(ratios, Pairing.ADDED, OPEN).median(), 1e-9);
    assertTrue(ratios.stream().noneMatch(r -> r.contender().equals("direct")));
  }

  @Test
  void quartiles_of_few_and_of_none() {
    assertEquals(new Quartiles(5, 5, 5, 1), Quartiles.of(List.of(5.0)));
    assertEquals(new Quartiles(1.75, 2.5, 3.25, 4), Quartiles.of(List.of(4.0, 1.0, 3.0, 2.0)));
    assertTrue(Double.isNaN(Quartiles.of(List.of()).median()));
  }
}

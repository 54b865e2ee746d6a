package dev.headgate.bench.load;

import java.util.List;
import java.util.SplittableRandom;

/// Which method is next, by weight.
final class MethodChoice {
  private final int[] upTo;
  private final SplittableRandom random;

  MethodChoice(Mix mix, SplittableRandom random) {
    List<Mix.Method> methods = mix.methods();
    this.random = random;
    upTo = new int[methods.size()];
    int sum = 0;
    for (int i = 0; i < upTo.length; i++) {
      sum += methods.get(i).weight();
      upTo[i] = sum;
    }
  }

  int next() {
    if (upTo.length == 1) {
      return 0;
    }
    int drawn = random.nextInt(upTo[upTo.length - 1]);
    int index = 0;
    while (drawn >= upTo[index]) {
      index++;
    }
    return index;
  }
}

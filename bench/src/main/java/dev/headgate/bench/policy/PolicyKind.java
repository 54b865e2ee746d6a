package dev.headgate.bench.policy;

/// The policies, with what each stands for.
enum PolicyKind {
  HEADGATE(
      "Headgate",
      "the judge, breaker, plan, retry policy and hedging of this repository with their defaults"),
  EJECTING("round robin, ejecting", EjectingPolicy.DESCRIPTION),
  CHECKS("checks and backup", ChecksPolicy.DESCRIPTION),
  POLL("sticky, 10 s poll", PollPolicy.DESCRIPTION);

  private final String title;
  private final String description;

  PolicyKind(String title, String description) {
    this.title = title;
    this.description = description;
  }

  String title() {
    return title;
  }

  String description() {
    return description;
  }

  Policy in(World world) {
    return switch (this) {
      case HEADGATE -> new HeadgatePolicy(world);
      case EJECTING -> new EjectingPolicy(world);
      case CHECKS -> new ChecksPolicy(world);
      case POLL -> new PollPolicy(world);
    };
  }
}

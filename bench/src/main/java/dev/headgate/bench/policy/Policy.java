package dev.headgate.bench.policy;

/// Which node a call goes to. Lives in one run.
interface Policy {

  /// Begins to watch the nodes, if it does.
  void start();

  /// Takes a call and must end it, once.
  void take(Call call);

  /// How often it has changed the nodes that calls go to since the calls began.
  int transitions();
}

package dev.headgate.bench.compare;

/// One load on one contender in one round.
///
/// @param round from 1
/// @param contender `headgate`, `haproxy`, `nginx`, `direct`, or a rival's name
/// @param scene what load: cells of one scene and round are compared
/// @param rate calls a second that were asked for; 0 for as many as there could be
/// @param userMicros CPU per answered call of the contender's processes, in user mode; 0 for
///   `direct`
/// @param systemMicros the same in the kernel
/// @param p50Micros latency from when a call was due
/// @param answered calls with a result of their own id
/// @param received calls of this load that the nodes have counted: below `answered`, something was
///   answered that no node was asked
/// @param lostCpu share of the machine that went elsewhere meanwhile
/// @param clientMicros CPU per call of the load generator
public record Cell(
    int round,
    String contender,
    Scene scene,
    int connections,
    int rate,
    double callsPerSecond,
    double userMicros,
    double systemMicros,
    double p50Micros,
    double p99Micros,
    double p999Micros,
    long answered,
    long failed,
    long received,
    double lostCpu,
    double clientMicros) {

  /// CPU per answered call, in microseconds.
  public double cpuMicros() {
    return userMicros + systemMicros;
  }
}

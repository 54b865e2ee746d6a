package dev.headgate.health.judge;

import java.util.ArrayList;
import java.util.List;

/// What a person should look at, each in a few words that stay the same while its cause does.
final class Alarms {
  private Alarms() {}

  /// @param picture judged
  static List<String> of(ChainHealth picture, List<Standing> standings) {
    List<String> alarms = new ArrayList<>();
    add(alarms, picture.active().isEmpty(), "not served");
    add(alarms, picture.degraded(), "degraded");
    add(alarms, picture.stalled(), "stalled");
    add(alarms, picture.forked(), "forked");
    add(alarms, standings.size() > 1 && !picture.standbyReady(), "no standby ready");
    for (Standing standing : standings) {
      boolean told = !standing.fit() && !standing.cordoned();
      add(alarms, told, standing.node() + ": " + standing.diagnosis().cause().word());
    }
    return List.copyOf(alarms);
  }

  private static void add(List<String> alarms, boolean rings, String alarm) {
    if (rings) {
      alarms.add(alarm);
    }
  }
}

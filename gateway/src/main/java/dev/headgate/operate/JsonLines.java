package dev.headgate.operate;

import ch.qos.logback.classic.encoder.JsonEncoder;
import java.time.Instant;

/// Logback's JSON lines with the time in ISO 8601 (UTC) rather than as a number of milliseconds, as
/// people read them too. Named in [LogSetup].
public final class JsonLines extends JsonEncoder {

  @Override
  protected void appenderMemberWithLongValue(StringBuilder line, String key, long value) {
    if (key.equals(TIMESTAMP_ATTR_NAME)) {
      appenderMember(line, key, Instant.ofEpochMilli(value).toString());
    } else {
      super.appenderMemberWithLongValue(line, key, value);
    }
  }
}

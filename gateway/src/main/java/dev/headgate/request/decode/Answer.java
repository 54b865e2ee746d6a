package dev.headgate.request.decode;

import io.netty.buffer.ByteBuf;

/// What a node answered to one call, as spans; offsets count from the answer's first readable byte.
public sealed interface Answer {

  /// It worked.
  ///
  /// @param start first byte of the answer's object, its `{`
  /// @param end one past its `}`
  /// @param idStart first byte of the id, which may be `null`
  /// @param idEnd one past the id
  /// @param resultStart first byte of the result, which may be `null`
  /// @param resultEnd one past the result
  record Result(int start, int end, int idStart, int idEnd, int resultStart, int resultEnd)
      implements Answer {}

  /// The node gave an error.
  ///
  /// @param start first byte of the answer's object, its `{`
  /// @param end one past its `}`
  /// @param idStart first byte of the id, which may be `null`
  /// @param idEnd one past the id
  /// @param errorStart first byte of the error's object
  /// @param errorEnd one past it
  /// @param code 0 when the error has no whole number of 32 bits for a code
  /// @param message unescaped, at most [AnswerReader#MESSAGE] characters of it; empty when it has
  ///   none
  @SuppressWarnings("AvoidCommonTypeNames") // always written Answer.Error
  record Error(
      int start,
      int end,
      int idStart,
      int idEnd,
      int errorStart,
      int errorEnd,
      int code,
      String message)
      implements Answer {

    /// Whether its id is `null`: the node could not read whose call it was.
    ///
    /// @param body the answer's bytes, its reader index as it was then
    public boolean isNameless(ByteBuf body) {
      return body.getByte(body.readerIndex() + idStart) == 'n';
    }
  }

  /// Nothing that may reach a client.
  ///
  /// @param why for people: "empty body", "HTML", "cut off after 12 bytes"
  record Malformed(String why) implements Answer {}
}

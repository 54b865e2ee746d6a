/// The journey of a call: **accept -> decode -> plan -> send**, and back.
///
/// - [Relay] takes a request's bytes on one event loop and says what happens to them, on one
///   screen.
/// - A [Journey] is one request under way: one call, or a batch whose calls may part and are joined
///   again in order.
/// - [Replies] is the client's side of it, which `accept` implements; [CallRecorder] is told how
///   calls ended.
///
/// *Why a failed call goes on in the same turn of the event loop*: the plan holds the standby from
/// the start, so that nothing has to be asked first. Of four rivals measured under the same faults,
/// the three that asked "is the primary out?" before they asked the standby lost hundreds of calls.
@NullMarked
package dev.headgate.request;

import org.jspecify.annotations.NullMarked;

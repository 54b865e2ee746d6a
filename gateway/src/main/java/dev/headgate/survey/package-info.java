/// What the nodes of a configuration are and can do, asked once and off the request path:
/// `check-config --probe`.
///
/// [Survey] asks all nodes at once, each on a virtual thread of its own and within a deadline of
/// its own: an `Interview` puts the questions over the very connections that the gateway would use
/// (`wire`), and what comes of it is a [NodeFacts]. `Advisor` is pure: the facts of a chain's nodes
/// in, sentences out ([Advice]), each of which says what to write or to do. `SurveyText` and
/// `SurveyJson` show both.
///
/// *What an interview costs a node*: some forty cheap calls, and no transaction. Nothing is asked
/// that walks over many blocks. Whether a method is there is seen from how a call of it is refused:
/// a transaction that does not exist, a filter that was never made.
///
/// *How a state window is found*: by halving the exponent between a depth that has state and one
/// that has none, so that eight questions tell 128 blocks from 10,000 and from all.
@NullMarked
package dev.headgate.survey;

import org.jspecify.annotations.NullMarked;
